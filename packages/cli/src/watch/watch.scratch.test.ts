import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ScratchClone } from "../../../nx-pulumi/src/testing.ts";

// The command itself, on a copy of this repository whose files are saved while it runs.

let clone: ScratchClone;
let child: ChildProcess;
let printed: string;
beforeEach(() => {
  clone = new ScratchClone();
  printed = "";
});
afterEach(() => {
  child.kill();
  clone.end();
});

function start(...stacks: string[]): void {
  child = spawn(process.execPath, ["node_modules/@ballast/cli/bin/ballast.mjs", "watch", ...stacks], {
    cwd: clone.root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (printed += stripVTControlCharacters(text)));
}

/** Waits for a text that was not printed before the call; ends with the test's time limit. */
async function until(pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(printed);
    if (found) {
      const told = printed;
      printed = "";
      return told;
    }
    if (child.exitCode !== null) throw new Error(`It has ended: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function save(path: string, from: RegExp | string, to: string): void {
  const file = join(clone.root, path);
  const before = readFileSync(file, "utf8");
  const after = before.replace(from, to);
  if (before === after) throw new Error(`${path} has no ${String(from)}`);
  writeFileSync(file, after);
}

it("plans again on each save and prints what it changed, also after a mistake, until it is ended (F.0.52)", async () => {
  const settings = "stacks/environments/Pulumi.rexray-efs-dev.yaml";
  start("rexray-efs-dev");
  expect(await until(/press Ctrl-C to stop/)).toContain("rexray-efs-dev");

  save(settings, /(logRetentionDays:) \d+/, "$1 30");
  const changed = await until(/retentionInDays: .*→ 30|retentionInDays: .*30/);
  expect(changed).toContain(settings);

  save(settings, /^config:/, "config:\n\t- x");
  expect(await until(/tab/i)).toContain("Pulumi.rexray-efs-dev.yaml");
  save(settings, "config:\n\t- x", "config:");
  await until(/No plan changed/);

  save("packages/ecs/src/cluster/cluster.ts", /"enhanced"/, '"disabled"');
  const component = await until(/containerInsights|settings\[0\]/);
  expect(component).toContain("packages/ecs/src/cluster/cluster.ts");
  expect(component).toMatch(/~ .*Cluster/);

  save("stacks/rexray-efs/index.ts", /^/, "import './missing.ts';\n");
  expect(await until(/missing\.ts'? imported|Cannot find module/)).toContain("stacks/rexray-efs/index.ts");
  save("stacks/rexray-efs/index.ts", "import './missing.ts';\n", "");
  await until(/No plan changed/);

  rmSync(join(clone.root, "stacks/rexray-efs/identity-dev.txt"));
  await until(/No plan changed/);

  child.kill("SIGINT");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(child.signalCode).toBe("SIGINT");
});
