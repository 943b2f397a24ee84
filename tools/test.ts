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
const left = leftOut();
for (const file of left) console.error(`${file} was not run: no project's target test has it.`);
process.exitCode = left.length > 0 ? 1 : (status ?? 1);

/** What Jest writes by --json: a file of tests has its path as `name` there. */
type Report = Omit<AggregatedResult, "testResults"> & { testResults: { name: string }[] };

function reportsOf(): Report[] {
  return (existsSync(reports) ? readdirSync(reports) : []).map(
    (file) => JSON.parse(readFileSync(join(reports, file), "utf8")) as Report,
  );
}

/** Files of unit tests that no project ran. A project that failed before its tests says so itself. */
function leftOut(): string[] {
  if (status !== 0) return [];
  const ran = reportsOf().flatMap(({ testResults }) => testResults.map(({ name }) => name));
  const ofOthers = new RegExp(`\\.(${Object.keys(suites).join("|")})\\.test\\.ts$`);
  return globSync("{packages,stacks,tools}/**/*.test.ts", {
    exclude: (name) => ["node_modules", "dist"].includes(name),
  }).filter((file) => !ofOthers.test(file) && !ran.some((one) => one.endsWith(`/${file}`)));
}

/** The reports of all projects as if they were one run. */
function summed(): AggregatedResult {
  const runs = reportsOf();
  const sum = (count: (run: Report) => number): number => runs.reduce((total, run) => total + count(run), 0);
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
