import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./goProgram.ts";

const windows = process.platform === "win32";

export interface PythonEnvironment {
  /** Begins the name of its folder; the rest is a digest of what it holds. */
  name: string;
  /** The file of packages with their versions. */
  requirements: string;
  /** Says what an installation installs, which happens once on each machine. */
  announcement: string;
  /** What the error says where Python is missing. */
  withoutPython: string;
}

/** Those of the suites. */
export const pythonEnvironments = {
  emulator: {
    name: "aws-emulator",
    requirements: "tools/aws-emulator/requirements.txt",
    announcement: "Installing moto, an emulator of AWS; this takes about a minute, once a machine.",
    withoutPython:
      "The tests of AWS need Python 3.10 or later with venv and pip, in which they install moto. On Debian and Ubuntu: " +
      "apt-get install python3-venv.",
  },
  commandLine: {
    name: "aws-command-line",
    requirements: "tools/aws-command-line.txt",
    announcement: "Installing the AWS command line; this takes half a minute, once a machine.",
    withoutPython:
      "The root tests hold a stand-in against the real AWS command line, which needs Python 3.10 or later with venv and pip. On " +
      "Debian and Ubuntu: apt-get install python3-venv.",
  },
  sdk: {
    name: "sdk-python",
    requirements: "tools/sdk-generator/requirements.txt",
    announcement: "Installing Pulumi's SDK for Python and mypy; this takes about a minute, once a machine.",
    withoutPython:
      "The tests of packages for other languages need Python 3.10 or later with venv and pip. On Debian and Ubuntu: " +
      "apt-get install python3-venv.",
  },
  workflows: {
    name: "zizmor",
    requirements: "tools/zizmor/requirements.txt",
    announcement:
      "Installing zizmor, which looks for holes in workflows; this takes a few seconds, once a machine.",
    withoutPython:
      "The workflows are linted by zizmor, which needs Python 3.10 or later with venv and pip. On Debian and Ubuntu: " +
      "apt-get install python3-venv.",
  },
} satisfies Record<string, PythonEnvironment>;

/**
 * The path of a Python that has these packages, in a virtual environment of its own.
 *
 * @throws {Error} if there is no Python, or if pip fails.
 */
export function pythonWith({ name, requirements, announcement, withoutPython }: PythonEnvironment): string {
  const cache = cacheFolder();
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const environment = join(cache, `${name}-${digest}`);
  const bin = join(environment, windows ? "Scripts" : "bin");
  const python = join(bin, windows ? "python.exe" : "python");
  // Written last: an installation that was cut short starts again.
  const complete = join(environment, "complete");
  if (existsSync(complete)) return python;
  console.log(announcement);
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  run(windows ? "python" : "python3", ["-m", "venv", environment], withoutPython);
  run(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements],
    `pip could not install ${requirements}; its message is above.`,
  );
  writeFileSync(complete, "");
  return python;
}

function run(command: string, args: string[], failure: string): void {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(failure);
}
