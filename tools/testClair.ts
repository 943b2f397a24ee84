/**
 * `npm run test:clair [pattern…]`: boots the real Clair from the rendered configuration, on a PostgreSQL of the test's
 * own, has it scan an image, and lets the gate judge the report.
 */
import { spawnSync } from "node:child_process";
import { buildxFolder } from "./buildxCommand.ts";
import { clairFolder, postgresFolder } from "./clairCommand.ts";
import { cosignFolder } from "./cosignCommand.ts";
import { runJest } from "./jest.ts";

let folders: Record<string, string>;
try {
  if (spawnSync("rpmbuild", ["--version"]).status !== 0)
    throw new Error("These tests make databases of rpm; install it (Debian's package is named rpm).");
  folders = {
    BALLAST_CLAIR_FOLDER: clairFolder(),
    BALLAST_POSTGRES_FOLDER: postgresFolder(),
    BALLAST_COSIGN_FOLDER: cosignFolder(),
    BALLAST_BUILDX_FOLDER: buildxFolder(),
  };
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
process.exitCode = runJest("clair", folders);
