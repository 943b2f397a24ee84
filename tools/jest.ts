import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import type { suites } from "./suites.ts";

/** Tests that `npm test` leaves out, by the name in their jest.<suite>.config.mjs. */
export type Suite = keyof typeof suites;

const reportOf = (suite: Suite): string => `.ballast/${suite}-tests.json`;

/** Makes room for a suite's report: one of an earlier run must not pass for this run's. */
export function clearReport(suite: Suite): void {
  mkdirSync(".ballast", { recursive: true });
  rmSync(reportOf(suite), { force: true });
}

/** The arguments with which Jest runs a suite and leaves its report in .ballast, and then those of this program. */
export function jestArguments(suite: Suite): string[] {
  const report = ["--json", "--outputFile", reportOf(suite)];
  return ["--config", `jest.${suite}.config.mjs`, "--verbose", ...report, ...process.argv.slice(2)];
}

/**
 * Has Jest run a suite, with these environment variables on top of this program's.
 *
 * @returns the exit status.
 */
export function runJest(suite: Suite, environment: Record<string, string> = {}): number {
  clearReport(suite);
  const { status } = spawnSync("jest", jestArguments(suite), {
    stdio: "inherit",
    env: { ...process.env, ...environment },
    shell: process.platform === "win32",
  });
  return status ?? 1;
}
