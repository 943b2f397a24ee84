/**
 * `npm run test:aws [pattern…]`: starts emulators of AWS (tools/aws-emulator: moto, and what it lacks), one for each of Jest's
 * workers, and has the day-two commands operate them. They are written in Python and live in a virtual environment of their own,
 * created once a machine.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulators } from "./emulators.ts";
import { clearReport, jestArguments } from "./jest.ts";
import { pulumiRoot } from "./pulumiCommand.ts";
import { pythonEnvironments, pythonWith } from "./pythonEnvironment.ts";

const program = "tools/aws-emulator/emulator.py";
const log = (worker: number): string => `.ballast/aws-emulator-${worker}.log`;
const windows = process.platform === "win32";

async function main(): Promise<number> {
  const python = pythonWith(pythonEnvironments.emulator);
  clearReport("aws");
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const all = Array.from({ length: emulators }, (_, index) => emulator(python, log(index + 1)));
  return jest(await Promise.all(all), python);
}

/** Starts an emulator. @returns its endpoint, once it answers */
async function emulator(python: string, file: string): Promise<string> {
  const port = await freePort();
  const output = openSync(file, "w");
  const server = spawn(python, ["-B", program, String(port)], { stdio: ["ignore", output, output] });
  // However this ends, the server ends with it.
  process.once("exit", () => server.kill());
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, server, file);
  return endpoint;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function answers(endpoint: string, server: ChildProcess, file: string): Promise<void> {
  for (let tries = 0; tries < 1200 && server.exitCode === null; tries += 1) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  server.kill();
  throw new Error(`The emulator does not answer. What it said:\n${readFileSync(file, "utf8")}`);
}

/** Not spawnSync: a signal must reach this process while Jest runs. */
function jest(endpoints: string[], python: string): Promise<number> {
  const runner = spawn("jest", jestArguments("aws"), {
    stdio: "inherit",
    shell: windows,
    env: {
      ...withoutAws(process.env),
      // tools/emulatorOfWorker.ts picks one.
      BALLAST_EMULATORS: endpoints.join(" "),
      // Deploys the stacks that `ballast accept` is tested with, on stand-in providers.
      BALLAST_PULUMI_ROOT: pulumiRoot(),
      // Has cfn-lint, by which another implementation says what AWS refuses.
      BALLAST_PYTHON: python,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: "eu-central-1",
      // Nobody's own settings, and no questions to the machine that this runs on.
      AWS_CONFIG_FILE: join(tmpdir(), "ballast-no-such-file"),
      AWS_SHARED_CREDENTIALS_FILE: join(tmpdir(), "ballast-no-such-file"),
      AWS_EC2_METADATA_DISABLED: "true",
    },
  });
  return new Promise((resolve, reject) => {
    runner.once("error", reject).once("exit", (status) => resolve(status ?? 1));
  });
}

function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("AWS_")));
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
