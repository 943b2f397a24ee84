import { join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";

/** The Go module that pins cosign, and has a registry that lists referrers. */
const goModule = join(import.meta.dirname, "cosign-command");

/**
 * A folder with `cosign` and `registry`, which Go builds, once a machine.
 *
 * @throws {Error} that says what to install if they cannot be had.
 */
export function cosignFolder(): string {
  const version = pinnedVersion(goModule, "github.com/sigstore/cosign/v3");
  return buildWithGo({
    name: "cosign",
    version,
    goModule,
    commands: ["github.com/sigstore/cosign/v3/cmd/cosign", "github.com/ballast/cosign-command/registry"],
    takes: "three minutes",
    withoutGo: `These tests run the real cosign ${version}; install Go 1.26 or later, with which they build it once.`,
  });
}
