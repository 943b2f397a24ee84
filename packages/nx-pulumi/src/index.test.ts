import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateNodesContextV2, ProjectConfiguration } from "@nx/devkit";
import { createNodesV2 } from "./index.ts";

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), "workspace-"));
  write("Pulumi.yaml", "name: demo\nstackConfigDir: stacks/environments\n");
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(path: string, text = ""): void {
  mkdirSync(join(workspaceRoot, path, ".."), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

async function infer(file: string): Promise<Partial<ProjectConfiguration>> {
  const [, create] = createNodesV2;
  const context: CreateNodesContextV2 = { workspaceRoot, nxJsonConfiguration: {} };
  const [[, nodes] = []] = await create([file], undefined, context);
  const [project = {}] = Object.values(nodes?.projects ?? {});
  return project;
}

describe("a scenario", () => {
  it("is a project with the Pulumi commands of each environment that has settings", async () => {
    write("stacks/environments/Pulumi.web-dev.yaml");
    write("stacks/environments/Pulumi.web-prod.yaml");
    write("stacks/environments/Pulumi.other-dev.yaml");
    const { name, tags, targets = {} } = await infer("stacks/web/index.ts");
    expect({ name, tags }).toEqual({ name: "web", tags: ["type:stack", "scenario:web"] });
    expect(Object.keys(targets)).toEqual(["test", "plan", "preview", "up", "refresh", "destroy"]);
    expect(targets["up"]).toMatchObject({
      defaultConfiguration: "dev",
      configurations: {
        dev: { command: "pulumi up --stack web-dev" },
        prod: { command: "pulumi up --stack web-prod" },
      },
    });
    expect(targets["plan"]?.configurations).toMatchObject({ prod: { command: "ballast plan web-prod" } });
  });

  it("never has what it does to a cloud answered from a cache", async () => {
    const { targets = {} } = await infer("stacks/web/index.ts");
    const cached = Object.entries(targets).filter(([, target]) => target.cache);
    expect(cached.map(([name]) => name)).toEqual(["test"]);
  });

  it("is tested again when its settings change", async () => {
    const { targets = {} } = await infer("stacks/web/index.ts");
    expect(targets["test"]?.inputs).toContain("{workspaceRoot}/stacks/environments/Pulumi.web-*.yaml");
  });
});

describe("a package", () => {
  it("that others install is built and tested, from the cache where nothing changed", async () => {
    write("packages/web/package.json", "{}");
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
    expect(command).toContain('--testMatch "**/stacks/*.test.ts" "**/stacks/shared/**/*.test.ts"');
  });
});
