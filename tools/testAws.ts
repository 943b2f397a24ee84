/**
 * `npm run test:aws [pattern…]`: starts an emulator of AWS (tools/aws-emulator: moto, and what it lacks), and has the day-two
 * commands operate it. It is written in Python and lives in a virtual environment of its own, created once a machine.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder } from "./goProgram.ts";
import { clearReport, jestArguments } from "./jest.ts";

const emulator = "tools/aws-emulator/emulator.py";
const requirements = "tools/aws-emulator/requirements.txt";
const log = ".ballast/aws-emulator.log";
const windows = process.platform === "win32";

async function main(): Promise<number> {
  const python = pythonWithMoto();
  clearReport("aws");
  const port = await freePort();
  const output = openSync(log, "w");
  const server = spawn(python, ["-B", emulator, String(port)], { stdio: ["ignore", output, output] });
  // However this ends, the server ends with it.
  process.once("exit", () => server.kill());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, server);
  return jest(endpoint);
}

/** @returns the path of a Python that has what the emulator imports. */
function pythonWithMoto(): string {
  const cache = cacheFolder();
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const environment = join(cache, `aws-emulator-${digest}`);
  const bin = join(environment, windows ? "Scripts" : "bin");
  const python = join(bin, windows ? "python.exe" : "python");
  // Written last: an installation that was cut short starts again.
  const complete = join(environment, "complete");
  if (existsSync(complete)) return python;
  console.log("Installing moto, an emulator of AWS; this takes about a minute, once a machine.");
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  run(
    windows ? "python" : "python3",
    ["-m", "venv", environment],
    "The tests of AWS need Python 3.10 or later with venv and pip, in which they install moto. On Debian and Ubuntu: " +
      "apt-get install python3-venv.",
  );
  run(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements],
    `pip could not install ${requirements}; its message is above.`,
  );
  writeFileSync(complete, "");
  return python;
}

function run(command: string, args: string[], problem: string): void {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(problem);
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

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300 && server.exitCode === null; tries += 1) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  server.kill();
  throw new Error(`The emulator does not answer. What it said:\n${readFileSync(log, "utf8")}`);
}

/** Not spawnSync: a signal must reach this process while Jest runs. */
function jest(endpoint: string): Promise<number> {
  const runner = spawn("jest", jestArguments("aws"), {
    stdio: "inherit",
    shell: windows,
    env: {
      ...withoutAws(process.env),
      AWS_ENDPOINT_URL: endpoint,
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
