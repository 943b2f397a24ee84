import nx from "@nx/eslint-plugin";
import tseslint from "typescript-eslint";
import ballast from "./packages/eslint-rules/src/index.ts";

/** The arrows of the house: a project of the first tag may import projects of the others. */
const arrows = {
  "type:contract": ["type:contract"],
  "type:component": ["type:contract", "type:component"],
  "type:scenario": ["type:contract", "type:component"],
  "type:stack": ["type:contract", "type:component", "type:scenario"],
  "type:tool": ["type:tool"],
};

const boundaries = (also) => [
  "error",
  {
    depConstraints: Object.entries(arrows).map(([sourceTag, targets]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...new Set([...targets, ...also])],
    })),
  },
];

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", ".nx/", ".ballast/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { "@nx": nx, ballast },
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@nx/enforce-module-boundaries": boundaries([]),
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
      "packages/{contracts,placement,network,ecs,fsx-windows,cloudstor-spot,rexray-ebs,rexray-efs,clair,private-registry,invento-windows}/src/**/*.ts",
    ],
    ignores: ["**/*.test.ts"],
    rules: {
      "ballast/component-constructor": "error",
      "ballast/documented-default": "error",
      "ballast/no-resource-in-apply": "error",
      "ballast/resource-has-parent": "error",
    },
  },
  { files: ["stacks/**/*.ts"], rules: { "ballast/no-resource-in-apply": "error" } },
  {
    // Tests may use the tools that their project itself must not.
    files: ["**/*.test.ts", "stacks/testing/**/*.ts"],
    rules: {
      "@nx/enforce-module-boundaries": boundaries(["type:tool", "type:component", "type:stack"]),
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
