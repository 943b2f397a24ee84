/**
 * `npm run test:pack`: packs every package as npm is to publish it, has publint and Are The Types Wrong look at the
 * tarballs, and installs them together in a program outside the workspace, which is compiled and planned.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

const report = ".ballast/pack-tests.json";
rmSync(report, { force: true });
const packed = run("node", "tools/pack.ts", "--check");
const tested = run(
  "jest",
  ...["--config", "jest.pack.config.mjs", "--verbose", "--json", "--outputFile", report],
  ...process.argv.slice(2),
);
process.exitCode = packed || tested;

function run(command: string, ...args: string[]): number {
  return spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" }).status ?? 1;
}
