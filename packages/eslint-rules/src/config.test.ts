import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const root = join(__dirname, "../../..");

/** A copy of the workspace in which files may be wrong without disturbing anyone. */
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "ballast-lint-"));
  const parts = [
    "packages",
    "stacks",
    "eslint.config.mjs",
    "nx.json",
    "package.json",
    "project.json",
    "Pulumi.yaml",
  ];
  for (const part of [...parts, "tsconfig.json", "tsconfig.base.json", "jest.config.mjs"]) {
    cpSync(join(root, part), join(scratch, part), {
      recursive: true,
      filter: (path) => basename(path) !== "node_modules",
    });
  }
  // Everything installed, but the copy's own packages under their names.
  mkdirSync(join(scratch, "node_modules/@ballast"), { recursive: true });
  for (const entry of readdirSync(join(root, "node_modules")).filter((name) => name !== "@ballast")) {
    symlinkSync(join(root, "node_modules", entry), join(scratch, "node_modules", entry));
  }
  for (const name of readdirSync(join(scratch, "packages"))) {
    symlinkSync(join(scratch, "packages", name), join(scratch, "node_modules/@ballast", name));
  }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(...command: string[]): string {
  const [program = "", ...args] = command;
  const env = {
    ...process.env,
    NX_DAEMON: "false",
    NX_CACHE_PROJECT_GRAPH: "true",
    NX_WORKSPACE_ROOT_PATH: scratch,
  };
  return spawnSync(join(root, "node_modules/.bin", program), args, { cwd: scratch, env, encoding: "utf8" })
    .stdout;
}

interface Message {
  ruleId: string | null;
  message: string;
}

/** What this repository's own configuration finds in files that are written to the copy. */
function lint(files: Record<string, string>): Record<string, string[]> {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(scratch, path), text);
  // The arrows are known to the lint rule by Nx's graph, and without one it would find nothing.
  expect(run("nx", "show", "projects")).toContain("@ballast/network");
  const results = JSON.parse(run("eslint", "--format", "json", ...Object.keys(files))) as {
    filePath: string;
    messages: Message[];
  }[];
  return Object.fromEntries(
    results.map(({ filePath, messages }) => [
      filePath.slice(scratch.length + 1),
      [...new Set(messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))],
    ]),
  );
}

const move = "Move what both sides need into a file that imports neither.";

it("holds the arrows of the house, and keeps what only one site has out of what others deploy (F.0.5)", () => {
  expect(
    lint({
      "packages/network/src/wrong.ts": `
        import { PrivateRegistry } from "@ballast/private-registry";
        import { record } from "@ballast/testing";
        export const wrong = [
          PrivateRegistry, record, "eu-central-1", "us-east-1a", "arn:aws:s3:::data", "ami-0123456789abcdef0", "123456789012",
          "0.0.0.0/0",
        ];
        export const template = (name: string): string => \`arn:aws:s3:::\${name}\`;`,
      "packages/network/src/right.test.ts": `
        import { record } from "@ballast/testing";
        void record;`,
      "packages/policy/src/wrong.ts": `
        import { Network } from "@ballast/network";
        import { record } from "@ballast/testing";
        export const wrong = [record, Network];`,
      "packages/network/src/circle.ts": `
        import type { Arc } from "./arc.ts";
        export interface Circle { arc: Arc }`,
      "packages/network/src/arc.ts": `
        export type { Circle } from "./circle.ts";
        export { parseCidrBlock } from "@ballast/contracts";
        export type Arc = number;`,
      "stacks/network/wrong.ts": `
        import { Planner } from "@ballast/plan/planner";
        export const wrong = [Planner, "eu-central-1"];`,
    }),
  ).toEqual({
    "packages/network/src/wrong.ts": [
      '@nx/enforce-module-boundaries: A project tagged with "type:component" can only depend on libs tagged with "type:model", "type:aws", "type:placement", "type:contract", "type:component"',
      "no-restricted-syntax: A region or zone comes from the site or the arguments.",
      "no-restricted-syntax: An ARN comes from a resource or is made of the site's partition.",
      "no-restricted-syntax: A machine image comes from an SSM parameter of AWS.",
      "no-restricted-syntax: An account comes from the site.",
      "no-restricted-syntax: Open to the world has one name: anywhere, of @ballast/contracts.",
    ],
    "packages/network/src/right.test.ts": [],
    "packages/policy/src/wrong.ts": [
      '@nx/enforce-module-boundaries: A project tagged with "type:policy" can only depend on libs tagged with "type:model", "type:aws", "type:analysis", "type:placement", "type:contract"',
    ],
    "packages/network/src/circle.ts": [
      `ballast/no-circular-imports: This import closes a circle: circle.ts → arc.ts → circle.ts. ${move}`,
    ],
    "packages/network/src/arc.ts": [
      `ballast/no-circular-imports: This import closes a circle: arc.ts → circle.ts → arc.ts. ${move}`,
    ],
    "stacks/network/wrong.ts": [
      '@nx/enforce-module-boundaries: A project tagged with "type:stack" can only depend on libs tagged with "type:model", "type:aws", "type:placement", "type:contract", "type:component", "type:scenario", "type:stack"',
      "no-restricted-syntax: A region or zone comes from the site or the arguments.",
    ],
  });
});
