import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { buildWithGo, cacheFolder, pinnedVersion } from "./goProgram.ts";

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
  const version = pinnedVersion(goModule, "github.com/quay/clair/v4");
  const folder = join(cacheFolder(), `clair-${version}`, "bin");
  buildWithGo({
    goModule,
    paths: Object.fromEntries(commands.map((command) => [command, join(folder, basename(command))])),
    environment: { CGO_ENABLED: "0" },
    announce: () => say(`Building Clair ${version} with Go; this takes about five minutes, once a machine.`),
    withoutGo: `These tests run the real Clair ${version}; install Go 1.21 or later, with which they build it once.`,
  });
  return folder;
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
