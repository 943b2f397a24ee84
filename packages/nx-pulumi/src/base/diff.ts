/** `ballast diff` against the base commit: node packages/nx-pulumi/src/base/diff.ts <argument of ballast diff>… */
import { spawnSync } from "node:child_process";
import { baseCommit, BaseError } from "./baseCommit.ts";

try {
  const base = baseCommit(process.cwd(), process.env);
  const { status, error } = spawnSync("ballast", ["diff", ...process.argv.slice(2), "--against", base], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof BaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
