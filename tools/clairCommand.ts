import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The Go module that pins Clair and the registry that serves its test's image. */
const goModule = join(import.meta.dirname, "clair-command");

const commands = [
  "github.com/quay/clair/v4/cmd/clair",
  "github.com/quay/clair/v4/cmd/clairctl",
  "github.com/google/go-containerregistry/cmd/crane",
];

/**
 * A folder with `clair`, `clairctl` and `crane`, which Go builds, once a machine.
 *
 * @throws {Error} that says what to install if they cannot be had.
 */
export function clairFolder(say: (line: string) => void = () => undefined): string {
  const [, version] =
    /github\.com\/quay\/clair\/v4 (v\S+)/.exec(readFileSync(join(goModule, "go.mod"), "utf8")) ?? [];
  if (version === undefined) throw new Error(`${goModule}/go.mod does not require github.com/quay/clair/v4.`);
  const caches = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(caches, "ballast", `clair-${version}`, "bin");
  const complete = commands.every((path) => existsSync(join(folder, path.split("/").at(-1) ?? "")));
  if (!complete) build(version, folder, say);
  return folder;
}

function build(version: string, folder: string, say: (line: string) => void): void {
  if (spawnSync("go", ["version"]).status !== 0)
    throw new Error(
      `These tests run the real Clair ${version}; install Go 1.21 or later, with which they build it once.`,
    );
  say(`Building Clair ${version} with Go; this takes about five minutes, once a machine.`);
  // A build that was interrupted must not look like one that was not.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const { status } = spawnSync("go", ["build", "-o", `${unfinished}/`, ...commands], {
    cwd: goModule,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  if (status !== 0) throw new Error(`go build failed in ${goModule}; its messages are above.`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** The folder of PostgreSQL's programs: of the newest version that is installed. */
export function postgresFolder(): string {
  const { stdout } = spawnSync(
    "sh",
    ["-c", "ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1"],
    {
      encoding: "utf8",
    },
  );
  const folder = stdout.trim();
  if (folder !== "" && existsSync(join(folder, "initdb"))) return folder;
  throw new Error(
    "These tests start a PostgreSQL of their own; install it (Debian's package is named postgresql).",
  );
}
