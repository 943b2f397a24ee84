import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** What is made once a machine stays here. */
export function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ballast");
}

/**
 * The version of a module as a Go module of tools/ requires it: `v3.255.0`.
 *
 * @throws {Error} if it does not require that module.
 */
export function pinnedVersion(goModule: string, required: string): string {
  const words = readFileSync(join(goModule, "go.mod"), "utf8").split(/\s+/);
  const version = words.find((_, index) => words[index - 1] === required);
  if (version === undefined) throw new Error(`${goModule}/go.mod does not require ${required}.`);
  return version;
}

/** Programs of one Go module. */
export interface GoPrograms {
  /** What they are together. */
  name: string;
  /** What is there already in this version is not built again. */
  version: string;
  /** The folder of the module, which pins their versions and dependencies. */
  goModule: string;
  /** Import paths of their packages; a program has the last part as its name. */
  commands: string[];
  /** Further arguments of `go build`. @default none */
  flags?: string[];
  /** About how long the build takes: `four minutes`. */
  takes: string;
  /** Who needs them, and what to install where there is no Go. */
  withoutGo: string;
}

/**
 * The folder with the programs, which Go builds where they are not there yet.
 *
 * @throws {Error} if there is no Go, or if the build fails.
 */
export function buildWithGo(programs: GoPrograms): string {
  const { name, version, goModule, commands, flags = [], takes, withoutGo } = programs;
  const folder = join(cacheFolder(), `${name}-${version}`, "bin");
  const missing = commands.filter((command) => !existsSync(join(folder, basename(command))));
  if (missing.length === 0) return folder;
  if (spawnSync("go", ["version"]).status !== 0) throw new Error(withoutGo);
  console.log(`Building ${name} ${version} with Go; this takes about ${takes}, once a machine.`);
  mkdirSync(folder, { recursive: true });
  for (const command of missing) {
    // A build that was interrupted must not look like one that was not.
    const unfinished = join(folder, `${basename(command)}.unfinished`);
    const { status } = spawnSync("go", ["build", ...flags, "-o", unfinished, command], {
      cwd: goModule,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CGO_ENABLED: "0" },
    });
    if (status !== 0) throw new Error(`go build failed in ${goModule}; its messages are above.`);
    renameSync(unfinished, join(folder, basename(command)));
  }
  return folder;
}
