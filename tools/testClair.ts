/**
 * `npm run test:clair [pattern…]`: boots the real Clair from the rendered configuration, on a PostgreSQL of the test's
 * own, has it scan an image, and lets the gate judge the report.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { clairFolder, postgresFolder } from "./clairCommand.ts";

let folders: Record<string, string>;
try {
  folders = {
    BALLAST_CLAIR_FOLDER: clairFolder((line) => console.log(line)),
    BALLAST_POSTGRES_FOLDER: postgresFolder(),
  };
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
mkdirSync(".ballast", { recursive: true });
const { status } = spawnSync(
  "jest",
  [
    "--config",
    "jest.clair.config.mjs",
    "--verbose",
    "--json",
    "--outputFile",
    ".ballast/clair-tests.json",
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", env: { ...process.env, ...folders }, shell: process.platform === "win32" },
);
process.exitCode = status ?? 1;
