import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The machine on which Pulumi runs, as far as doctor checks it. */
export interface Machine {
  env: Record<string, string | undefined>;
  home: string;
  /** @returns the output of the program's version command, or undefined if the program does not run. */
  versionOf(program: string, args: string[]): Promise<string | undefined>;
}

export function thisMachine(): Machine {
  return { env: process.env, home: homedir(), versionOf };
}

/** Runs the program with a short time limit; a program that waits for input counts as missing. */
function versionOf(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 20_000, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout.trim().split("\n")[0] : undefined);
    });
  });
}

/** Finds the program on the PATH, without the directories that npm adds while it runs. */
export function onPath({ env }: Machine, program: string): string | undefined {
  const names = process.platform === "win32" ? [`${program}.exe`, `${program}.cmd`] : [program];
  return (env["PATH"] ?? env["Path"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes("node_modules"))
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Pulumi's directory of plugins and credentials. */
export function pulumiHome({ env, home }: Machine): string {
  return env["PULUMI_HOME"] || join(home, ".pulumi");
}

/** Negative if `one` is older. Accepts `v3.255.0` and `3.255.0`, and ignores a suffix after a hyphen. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) =>
    version.replace(/^v/, "").split(/[-+]/, 1)[0]?.split(".").map(Number),
  );
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
