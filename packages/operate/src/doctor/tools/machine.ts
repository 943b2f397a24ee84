import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The machine on which Pulumi is to run, as far as it is looked at. */
export interface Machine {
  env: Record<string, string | undefined>;
  home: string;
  /** @returns what a program says of its version, or undefined if it cannot be run. */
  versionOf(program: string, args: string[]): Promise<string | undefined>;
}

export function thisMachine(): Machine {
  return { env: process.env, home: homedir(), versionOf };
}

/** One line is enough, and soon: a program that waits is none. */
function versionOf(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 20_000, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout.trim().split("\n")[0] : undefined);
    });
  });
}

/** The program on the PATH, apart from what npm puts there while it runs. */
export function onPath({ env }: Machine, program: string): string | undefined {
  const names = process.platform === "win32" ? [`${program}.exe`, `${program}.cmd`] : [program];
  return (env["PATH"] ?? env["Path"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes("node_modules"))
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Where Pulumi keeps plugins and logins. */
export function pulumiHome({ env, home }: Machine): string {
  return env["PULUMI_HOME"] || join(home, ".pulumi");
}

/** Less than 0 if `one` is older. Both as `v3.255.0` or `3.255.0`; what follows a hyphen is not looked at. */
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
