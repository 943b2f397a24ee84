import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A policy pack, as `--policy-pack` and `--policy-pack-config` name it. */
export interface PolicyPackPaths {
  /** Folder with PulumiPolicy.yaml. */
  pack: string;
  /** Its configuration, a file of JSON. @default - the pack's own defaults */
  config?: string;
}

/**
 * Writes a program that Pulumi's installation contains in addition to its command. The engine searches it on the PATH by this name, and
 * runs policy packs for Node.js with it if there is no language host.
 */
export function writePolicyAnalyzer(folder: string): void {
  const entry = join(process.cwd(), "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const path = join(folder, "pulumi-analyzer-policy-nodejs");
  mkdirSync(folder);
  // Compiled code is kept between runs, as the ballast command keeps it: half of the time that loading takes.
  const cache = join(process.cwd(), "node_modules/.cache/ballast/compile");
  writeFileSync(
    path,
    `#!/bin/sh\nNODE_COMPILE_CACHE="${cache}" exec "${process.execPath}" "${entry}" "$@"\n`,
  );
  chmodSync(path, 0o755);
}
