import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workersFor } from "./planningWorkers.ts";

// The command itself, on a project whose programs print, fail, end their process or wait.

const command = join(__dirname, "../bin/ballast.mjs");
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { appendFileSync } from "node:fs";
export default async () => {
  const stack = pulumi.getStack();
  appendFileSync(process.env.PROCESSES, process.pid + " ");
  console.log("planned " + stack);
  console.error("warned of " + stack);
  if (process.send && stack === process.env.DIES) process.kill(process.pid, "SIGKILL");
  if (process.env.WAITS) await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (stack === "c-dev") throw new Error("c-dev is wrong");
  if (stack !== "a-dev") new pulumi.StackReference("organization/demo/a-dev");
  new aws.ebs.Volume(stack, { availabilityZone: "eu-central-1a", size: 10, type: "gp3", encrypted: true });
};
`;

let folder: string;
let processes: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "workers-")));
  processes = join(folder, "processes");
  writeFileSync(join(folder, "Pulumi.yaml"), "name: demo\nmain: index.mjs\n");
  writeFileSync(join(folder, "index.mjs"), program);
  for (const stack of "abcdefg")
    writeFileSync(join(folder, `Pulumi.${stack}-dev.yaml`), "config:\n  aws:region: eu-central-1\n");
  symlinkSync(join(__dirname, "../../../node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(processes, { force: true }));

const environment = (more: Record<string, string> = {}) => ({
  ...process.env,
  // Nx sets it, and Node then warns in each process that NO_COLOR has no effect.
  FORCE_COLOR: undefined,
  NO_COLOR: "1",
  PROCESSES: processes,
  ...more,
});

/** Node on a machine with this many cores and nothing else to do. */
function onCores(cores: number): string[] {
  const script = `import os from "node:os"; import { syncBuiltinESMExports } from "node:module"; os.availableParallelism = () => ${cores}; os.loadavg = () => [0, 0, 0]; syncBuiltinESMExports();`;
  return ["--import", `data:text/javascript,${encodeURIComponent(script)}`, command];
}

function plan(cores: number, more?: Record<string, string>): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...onCores(cores), "plan", "--no-cache", "--format", "json"], {
    cwd: folder,
    env: environment(more),
    encoding: "utf8",
  });
}

const processIds = (): Set<string> =>
  new Set(existsSync(processes) ? readFileSync(processes, "utf8").trim().split(" ") : []);

it("prints the same with and without workers, also if a stack has a mistake or a worker dies (F.0.67)", () => {
  const alone = plan(1);
  expect(processIds().size).toBe(1);
  expect(alone.status).toBe(1);
  expect(alone.stdout.match(/planned .-dev/g)?.length).toBeGreaterThan(7);
  expect(alone.stderr).toContain("c-dev is wrong");

  rmSync(processes);
  const told = ({ status, stdout, stderr }: SpawnSyncReturns<string>) => ({
    status,
    plans: stdout.slice(stdout.indexOf("[")),
    printed: new Set(stdout.slice(0, stdout.indexOf("[")).split("\n")),
    // Node's own frames depend on what ran before.
    progress: stderr.split("\n").filter((line) => !/^warned of|\(node:internal/.test(line)),
  });
  const several = plan(2);
  expect(processIds().size).toBe(2);
  expect(told(several)).toEqual(told(alone));

  const { stdout, stderr, status } = plan(2, { DIES: "e-dev" });
  expect(told({ ...alone, stdout, stderr, status })).toEqual(told(alone));
});

it("ends its workers when it is ended (F.0.67)", async () => {
  const child = spawn(process.execPath, [...onCores(2), "plan", "--no-cache"], {
    cwd: folder,
    env: environment({ WAITS: "1" }),
    stdio: "ignore",
  });
  const isRunning = (id: string): boolean => {
    try {
      return process.kill(Number(id), 0);
    } catch {
      return false;
    }
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await until(() => processIds().size === 2);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  await until(() => ![...processIds()].some(isRunning));
});

it("uses no more workers than cores, memory, stacks and load are for (F.0.67)", () => {
  const gigabyte = 2 ** 30;
  expect(workersFor(200, 1, 64 * gigabyte, 0)).toBe(1);
  expect(workersFor(200, 2, 64 * gigabyte, 1)).toBe(2);
  expect(workersFor(200, 2, 64 * gigabyte, 4)).toBe(1);
  expect(workersFor(200, 64, 64 * gigabyte, 0)).toBe(4);
  expect(workersFor(200, 4, 3 * gigabyte, 0)).toBe(3);
  expect(workersFor(200, 4, 0, 0)).toBe(1);
  expect(workersFor(5, 4, 64 * gigabyte, 0)).toBe(1);
  expect(workersFor(6, 4, 64 * gigabyte, 0)).toBe(2);
});
