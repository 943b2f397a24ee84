import { join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";

/** The Go module that pins buildx, and has its commands `imagetools` as a program. */
const goModule = join(import.meta.dirname, "buildx-command");

/**
 * A folder with `buildx`, which Go builds, once a machine.
 *
 * @throws {Error} that says what to install if it cannot be had.
 */
export function buildxFolder(): string {
  const version = pinnedVersion(goModule, "github.com/docker/buildx");
  return buildWithGo({
    name: "imagetools",
    version,
    goModule,
    commands: ["github.com/ballast/buildx-command/buildx"],
    takes: "two minutes",
    withoutGo: `These tests run the real buildx ${version}; install Go 1.26 or later, with which they build it once.`,
  });
}
