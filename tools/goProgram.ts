import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

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
  /** The folder of the module, which pins their versions and dependencies. */
  goModule: string;
  /**
   * Where each is to be, by the import path of its package. What is there already is not built again, so the path names
   * the version.
   */
  paths: Record<string, string>;
  /** Further arguments of `go build`. @default none */
  flags?: string[];
  /** Further environment variables of `go build`. @default none */
  environment?: Record<string, string>;
  /** Says that a build begins, which takes minutes. @default nothing is said */
  announce?: () => void;
  /** What the error says where Go is missing. */
  withoutGo: string;
}

/**
 * Has Go build those of the programs that are not there yet.
 *
 * @throws {Error} if there is no Go, or if the build fails.
 */
export function buildWithGo(programs: GoPrograms): void {
  const { goModule, flags = [], environment, announce, withoutGo } = programs;
  const missing = Object.entries(programs.paths).filter(([, path]) => !existsSync(path));
  if (missing.length === 0) return;
  if (spawnSync("go", ["version"]).status !== 0) throw new Error(withoutGo);
  announce?.();
  for (const [source, path] of missing) {
    mkdirSync(dirname(path), { recursive: true });
    // A build that was interrupted must not look like one that was not.
    const unfinished = `${path}.unfinished`;
    const { status } = spawnSync("go", ["build", ...flags, "-o", unfinished, source], {
      cwd: goModule,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    if (status !== 0) throw new Error(`go build failed in ${goModule}; its messages are above.`);
    renameSync(unfinished, path);
  }
}
