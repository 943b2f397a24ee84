import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateNodesContextV2, ProjectConfiguration } from "@nx/devkit";
import { createNodesV2 } from "./index.ts";

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), "workspace-"));
  write("Pulumi.yaml", "name: demo\nmain: stacks/index.ts\nstackConfigDir: stacks/environments\n");
  write("stacks/index.ts", 'import "./scenarios.ts";\nimport { settings } from "./shared/settings.ts";\n');
  write("stacks/scenarios.ts", 'export const web = () => import("./web/index.ts");\n');
  write("stacks/secrets.ts");
  write("stacks/shared/settings.ts");
  write(
    "stacks/shared/network.ts",
    'import type program from "../network/index.ts";\nimport "@demo/contracts";\n',
  );
  write("stacks/shared/unused.ts");
  write("stacks/network/index.ts", 'export { settings } from "./settings.ts";\nimport "@demo/network";\n');
  write("stacks/network/settings.ts");
  write(
    "stacks/web/index.ts",
    'import { networkOf } from "../shared/network.ts";\nimport "@demo/web/sub";\n',
  );
  write("stacks/web/index.test.ts", 'import "../shared/unused.ts";');
  for (const stack of ["network-dev", "web-dev", "web-prod", "gone-dev"]) {
    write(`stacks/environments/Pulumi.${stack}.yaml`);
  }
  write("packages/web/package.json", manifest("web", { "@demo/ecs": "*", zod: "4" }));
  write("packages/ecs/package.json", manifest("ecs", {}));
  write("packages/contracts/package.json", manifest("contracts", {}));
  write("packages/network/package.json", manifest("network", {}));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function manifest(name: string, dependencies: Record<string, string>): string {
  return JSON.stringify({ name: `@demo/${name}`, dependencies });
}

function write(path: string, text = ""): void {
  mkdirSync(join(workspaceRoot, path, ".."), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

async function inferAll(file: string): Promise<Record<string, Partial<ProjectConfiguration>>> {
  const [, create] = createNodesV2;
  const context: CreateNodesContextV2 = { workspaceRoot, nxJsonConfiguration: {} };
  const [[, nodes] = []] = await create([file], undefined, context);
  return nodes?.projects ?? {};
}

async function infer(file: string): Promise<Partial<ProjectConfiguration>> {
  return Object.values(await inferAll(file))[0] ?? {};
}

/** What a stack's plan reads, but for the command's own modules. */
function filesOf(project: Partial<ProjectConfiguration> | undefined): string[] {
  return (project?.namedInputs?.["plan"] ?? [])
    .filter((input) => typeof input === "string")
    .map((input) => input.replace("{workspaceRoot}/", ""))
    .filter((file) => !file.startsWith("packages/cli/"));
}

describe("a stack", () => {
  it("is a project of its own name at its settings file, if it has a scenario", async () => {
    const stacks = await inferAll("Pulumi.yaml");
    expect(Object.entries(stacks).map(([root, { name, tags }]) => [root, name, tags])).toEqual([
      [
        "stacks/environments/Pulumi.network-dev.yaml",
        "network-dev",
        ["type:stack", "scenario:network", "environment:dev"],
      ],
      [
        "stacks/environments/Pulumi.web-dev.yaml",
        "web-dev",
        ["type:stack", "scenario:web", "environment:dev"],
      ],
      [
        "stacks/environments/Pulumi.web-prod.yaml",
        "web-prod",
        ["type:stack", "scenario:web", "environment:prod"],
      ],
    ]);
  });

  it("has the Pulumi commands and the offline plan, of which the difference alone is cached", async () => {
    const { targets = {} } =
      (await inferAll("Pulumi.yaml"))["stacks/environments/Pulumi.web-prod.yaml"] ?? {};
    expect(Object.entries(targets).map(([target, { command, cache }]) => [target, command, cache])).toEqual([
      ["plan", "ballast plan web-prod", false],
      [
        "plan-diff",
        "node packages/nx-pulumi/src/base/diff.ts web-prod --out .ballast/differences/web-prod",
        true,
      ],
      ["preview", "pulumi preview --stack web-prod", false],
      ["up", "pulumi up --stack web-prod", false],
      ["refresh", "pulumi refresh --stack web-prod", false],
      ["destroy", "pulumi destroy --stack web-prod", false],
    ]);
    expect(targets["plan-diff"]).toMatchObject({
      inputs: ["plan", "^plan", { runtime: "node packages/nx-pulumi/src/base/print.ts" }],
      outputs: ["{workspaceRoot}/.ballast/differences/web-prod"],
    });
  });

  it("reads what its program imports, its packages and theirs, its own settings, and no test", async () => {
    const stacks = await inferAll("Pulumi.yaml");
    const sources = "src/**/!(*.test.ts|*identity*.txt|*.golden.sh|*.golden.ps1|*.golden.json)";
    expect(filesOf(stacks["stacks/environments/Pulumi.web-dev.yaml"])).toEqual([
      "Pulumi.yaml",
      "package-lock.json",
      "stacks/environments/Pulumi.web-dev.yaml",
      "stacks/package.json",
      "stacks/index.ts",
      "stacks/secrets.ts",
      "stacks/scenarios.ts",
      "stacks/shared/settings.ts",
      "stacks/web/index.ts",
      "stacks/shared/network.ts",
      "prices/*.json",
      ...["contracts", "ecs", "web"].flatMap((name) => [
        `packages/${name}/{package,schema}.json`,
        `packages/${name}/${sources}`,
        // What its functions bring beside their text.
        `packages/${name}/driver/*`,
      ]),
    ]);
  });

  it("stands on the stack of its environment whose program's type its scenario takes, if there is one", async () => {
    const stacks = Object.values(await inferAll("Pulumi.yaml"));
    expect(stacks.map(({ name, implicitDependencies }) => [name, implicitDependencies])).toEqual([
      ["network-dev", []],
      ["web-dev", ["network-dev"]],
      ["web-prod", []],
    ]);
  });
});

describe("a scenario", () => {
  it("is tested, and tested again when its settings change or those of the stack on which it stands", async () => {
    const { name, tags, targets = {} } = await infer("stacks/web/index.ts");
    expect({ name, tags }).toEqual({ name: "web", tags: ["type:stack", "scenario:web"] });
    expect(Object.keys(targets)).toEqual(["test"]);
    expect(targets["test"]).toMatchObject({
      cache: true,
      inputs: [
        "default",
        "^default",
        "{workspaceRoot}/stacks/environments/Pulumi.web-*.yaml",
        "{workspaceRoot}/stacks/environments/Pulumi.network-*.yaml",
      ],
    });
  });
});

describe("a package", () => {
  it("that others install is built and tested, from the cache where nothing changed", async () => {
    const { targets = {} } = await infer("packages/web/package.json");
    expect(targets["test"]).toMatchObject({
      cache: true,
      outputs: ["{workspaceRoot}/.ballast/tests/packages-web.json"],
    });
    expect(targets["build"]).toMatchObject({
      cache: true,
      outputs: ["{projectRoot}/dist"],
      dependsOn: ["^build"],
    });
  });

  it("that only serves here is tested", async () => {
    write("packages/tool/package.json", '{ "private": true }');
    expect(Object.keys((await infer("packages/tool/package.json")).targets ?? {})).toEqual(["test"]);
  });

  it("of all stacks tests what no scenario does", async () => {
    write("stacks/package.json", "{}");
    const command = (await infer("stacks/package.json")).targets?.["test"]?.command;
    expect(command).toContain(
      '--testMatch "**/stacks/*.test.ts" "**/stacks/shared/**/*.test.ts" "**/stacks/testing/**/*.test.ts"',
    );
  });
});
