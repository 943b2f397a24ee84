/**
 * `npm test`: format, lint, types, the checks of the workspace and every project's unit tests, through Nx, which
 * answers from its cache what has not changed. Each project runs Jest by itself, so in the end Jest's own reporter
 * sums the projects up. Says which suites it left out.
 */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { utils } from "@jest/reporters";
import type { AggregatedResult } from "@jest/test-result";
import { suites } from "./suites.ts";

const started = Date.now();
const reports = ".ballast/tests";
const targets = ["format", "lint", "types", "copies", "schemas", "docs", "test"];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const { status } = spawnSync("nx", ["run-many", "--output-style=static", "--targets", targets.join(",")], {
  stdio: "inherit",
  env: { ...process.env, NX_DAEMON: "false" },
  shell: process.platform === "win32",
});
console.log(
  `\n${utils.getSummary(summed(), { estimatedTime: 0, showSeed: false })}\nRan all test suites but these:`,
);
for (const [suite, needs] of Object.entries(suites)) {
  const files = globSync(`{packages,stacks,tools}/**/*.${suite}.test.ts`, {
    exclude: (name) => name === "node_modules",
  });
  console.log(
    `  npm run ${`test:${suite}`.padEnd(12)} ${String(files.length).padStart(3)} files; needs ${needs}`,
  );
}
process.exitCode = status ?? 1;

/** The reports of all projects as if they were one run. */
function summed(): AggregatedResult {
  const runs = (existsSync(reports) ? readdirSync(reports) : []).map(
    (file) => JSON.parse(readFileSync(join(reports, file), "utf8")) as AggregatedResult,
  );
  const sum = (count: (run: AggregatedResult) => number): number =>
    runs.reduce((total, run) => total + count(run), 0);
  const [first] = runs;
  if (first === undefined) throw new Error("No project left a report of its tests.");
  return {
    ...first,
    startTime: started,
    numFailedTests: sum((run) => run.numFailedTests),
    numFailedTestSuites: sum((run) => run.numFailedTestSuites),
    numPassedTests: sum((run) => run.numPassedTests),
    numPassedTestSuites: sum((run) => run.numPassedTestSuites),
    numPendingTests: sum((run) => run.numPendingTests),
    numPendingTestSuites: sum((run) => run.numPendingTestSuites),
    numRuntimeErrorTestSuites: sum((run) => run.numRuntimeErrorTestSuites),
    numTodoTests: sum((run) => run.numTodoTests),
    numTotalTests: sum((run) => run.numTotalTests),
    numTotalTestSuites: sum((run) => run.numTotalTestSuites),
    testResults: [],
  };
}
