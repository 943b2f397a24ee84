import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";

/** The Go module that pins Clair and the registry that serves its test's image. */
const goModule = join(import.meta.dirname, "clair-command");

/**
 * A folder with `clair`, `clairctl` and `crane`, which Go builds, once a machine.
 *
 * @throws {Error} that says what to install if they cannot be had.
 */
export function clairFolder(): string {
  const version = pinnedVersion(goModule, "github.com/quay/clair/v4");
  return buildWithGo({
    name: "clair",
    version,
    goModule,
    commands: [
      "github.com/quay/clair/v4/cmd/clair",
      "github.com/quay/clair/v4/cmd/clairctl",
      "github.com/google/go-containerregistry/cmd/crane",
    ],
    takes: "five minutes",
    withoutGo: `These tests run the real Clair ${version}; install Go 1.21 or later, with which they build it once.`,
  });
}

/** The folder of PostgreSQL's programs: of the newest version that is installed. */
export function postgresFolder(): string {
  const newest = "ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1";
  const folder = spawnSync("sh", ["-c", newest], { encoding: "utf8" }).stdout.trim();
  if (folder !== "" && existsSync(join(folder, "initdb"))) return folder;
  throw new Error(
    "These tests start a PostgreSQL of their own; install it (Debian's package is named postgresql).",
  );
}
