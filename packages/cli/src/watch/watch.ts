import { realpathSync } from "node:fs";
import { join } from "node:path";
import { differenceOfCosts } from "@ballast/analysis/cost";
import {
  compareStacks,
  isStackFile,
  PlanError,
  pricesOf,
  projectAt,
  topOf,
  type ProjectFiles,
  type StackPlan,
} from "@ballast/plan";
import colors from "picocolors";
import { chosen } from "../chosen.ts";
import { costsOf, monthText } from "../cost/costs.ts";
import { bodyOf } from "../diff/table.ts";
import { isEmpty } from "@ballast/plan/words";
import { findingLine, table } from "../plan/render.ts";
import { plansOf, printErrors, type Outcome } from "../planning.ts";
import { PlanningProcess } from "./planningProcess.ts";
import { SavedFiles } from "./savedFiles.ts";
import type { Answer } from "./worker.ts";

export interface WatchOptions {
  environment?: string;
}

/** Runs until the process ends. */
export async function watch(stacks: string[], { environment }: WatchOptions): Promise<number> {
  const files = projectAt(process.cwd());
  chosen(files, stacks, environment);
  const top = topOf(files.root);
  if (top === undefined)
    throw new PlanError(
      `${files.root} is not in a git repository that can be read here, so there are no files to watch.`,
    );
  const settings = realpathSync(join(files.root, files.configurations));
  const saved = new SavedFiles(top);
  const planning = new PlanningProcess();
  // The child process may be too busy to notice that this process has ended.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      planning.replace();
      process.kill(process.pid, signal);
    });
  /** The latest plan of each stack. If a stack cannot be planned now, its earlier plan is kept. */
  const plans = new Map<string, StackPlan>();
  let paths: string[] | undefined;
  let next = saved.next();
  for (;;) {
    // Settings files are read for each plan, so they do not require a new process.
    if (paths?.some((path) => !isStackFile(join(top, path), settings))) planning.replace();
    const started = performance.now();
    // A save during a plan restarts it, because a program may never end.
    const first = await Promise.race([planning.plan({ stacks, environment }), next]);
    if (!Array.isArray(first)) {
      const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
      if (paths) console.log(`\n${colors.bold(heading(paths))} ${colors.dim(`(${took})`)}`);
      show(first, paths === undefined, plans, files);
      paths = await next;
    } else {
      planning.replace();
      paths = [...new Set([...(paths ?? []), ...first])];
    }
    next = saved.next();
  }
}

function show(answer: Answer, isFirst: boolean, plans: Map<string, StackPlan>, files: ProjectFiles): void {
  try {
    if ("error" in answer) console.error(answer.error);
    else if (isFirst) {
      const costs = costsOf(plansOf(answer.outcomes), pricesOf(files.root));
      console.log(table(answer.outcomes, undefined, costs));
      printErrors(answer.outcomes);
    } else print(answer.outcomes, plans, files);
    if ("outcomes" in answer) remember(answer.outcomes, plans);
  } catch (error) {
    // A price file can also be invalid for a while.
    if (!(error instanceof PlanError)) throw error;
    console.error(error.message);
  }
  if (isFirst) console.log(colors.dim("\nSave a file to plan again; press Ctrl-C to stop."));
}

function remember(outcomes: readonly Outcome[], plans: Map<string, StackPlan>): void {
  for (const stack of plans.keys()) if (!outcomes.some((one) => one.stack === stack)) plans.delete(stack);
  for (const plan of plansOf(outcomes)) plans.set(plan.stack, plan);
}

/** The maximum number of files that are listed. */
const named = 3;

function heading(paths: readonly string[]): string {
  const more = paths.length - named;
  return `${new Date().toTimeString().slice(0, 8)} ${paths.slice(0, named).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Prints the differences from the latest plans. */
function print(
  outcomes: readonly Outcome[],
  plans: ReadonlyMap<string, StackPlan>,
  { root }: ProjectFiles,
): void {
  const planned = plansOf(outcomes);
  const gone = [...plans.keys()].filter((stack) => !outcomes.some((outcome) => outcome.stack === stack));
  const sides = [
    ...planned.map((after) => ({ before: plans.get(after.stack), after })),
    ...gone.map((stack) => ({ before: plans.get(stack), after: undefined })),
  ];
  const prices = pricesOf(root);
  const before = costsOf([...plans.values()], prices);
  const after = costsOf(planned, prices);
  const differences = compareStacks(sides).differences.filter((one) => !isEmpty(one));
  if (differences.length > 0)
    console.log(
      bodyOf({
        against: { ref: "the last save" },
        differences,
        costs: Object.fromEntries(
          differences.map(({ stack }) => [stack, differenceOfCosts(before.get(stack), after.get(stack), {})]),
        ),
        errors: [],
        foundations: [],
        acknowledgementFaults: [],
      }),
    );
  const findings = planned.flatMap((plan) => findingsOf(plan, plans.get(plan.stack)));
  if (findings.length > 0) console.log(findings.join("\n"));
  const isFailing = printErrors(outcomes);
  if (differences.length === 0 && findings.length === 0 && !isFailing) console.log("No plan changed.");
  for (const { stack } of differences) {
    const cost = after.get(stack);
    if (cost) console.log(colors.dim(`${stack}: ${monthText(cost)} a month`));
  }
}

/** New findings, and findings that no longer exist. */
function findingsOf(now: StackPlan, before: StackPlan | undefined): string[] {
  const lines = ({ stack, findings }: StackPlan): string[] =>
    findings.filter(({ severity }) => severity !== "waived").map((one) => `${stack}: ${findingLine(one)}`);
  const [old, all] = [before ? lines(before) : [], lines(now)];
  return [
    ...all.filter((line) => !old.includes(line)).map((line) => `${colors.red("+")} ${line}`),
    ...old.filter((line) => !all.includes(line)).map((line) => `${colors.green("fixed")} ${line}`),
  ];
}
