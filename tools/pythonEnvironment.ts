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
