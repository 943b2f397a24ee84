import { join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";

/** The Go module that pins buildx. */
const goModule = join(import.meta.dirname, "buildx-command");

/**
 * A folder with `buildx`, which Go builds, once a machine.
 *
 * @throws {Error} that says what to install if it cannot be had.
 */
export function buildxFolder(): string {
  const version = pinnedVersion(goModule, "github.com/docker/buildx");
  return buildWithGo({
    name: "buildx",
    version,
    goModule,
    commands: ["github.com/docker/buildx/cmd/buildx"],
    takes: "three minutes",
    withoutGo: `These tests run the real buildx ${version}; install Go 1.26 or later, with which they build it once.`,
  });
}
