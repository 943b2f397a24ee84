import {
  loadProgram,
  dayNow,
  PlanCache,
  PlanError,
  projectAt,
  type ProjectFiles,
  type ProjectSettings,
  type StackPlan,
} from "@ballast/plan";
import type { Planner } from "./planner.ts";
import type { PlanningWorkers } from "./planningWorkers.ts";
import { StatusLine } from "./progress.ts";

/** A stack's plan, or why there is none. */
export type Outcome = { stack: string; plan: StackPlan } | { stack: string; error: string };

let keepsPlans = false;
let usesWorkers = false;
const caches = new Map<string, PlanCache | undefined>();

/** Keeps plans for later runs. Only for a process that is the command and nothing else: what runs beside it may change what a plan is made of. */
export function keepPlans(): void {
  keepsPlans = true;
}

/** Plans many stacks in several processes. Only for a process that is the command and nothing else. */
export function useWorkers(): void {
  usesWorkers = true;
}

/** Plans of earlier runs, as files are when it is first asked for; undefined where none are kept. */
export function cacheOf(files: ProjectFiles): PlanCache | undefined {
  if (!keepsPlans) return undefined;
  const known = caches.get(files.root);
  // A day ends while `ballast watch` runs.
  if (caches.has(files.root) && (known === undefined || known.today === dayNow())) return known;
  const cache = PlanCache.of(files, dayNow(), known);
  caches.set(files.root, cache);
  return cache;
}

/** Plans stacks, and says which. What is printed is the same for one process and for several. */
export async function planAll(
  files: ProjectFiles,
  stacks: readonly string[],
  line = new StatusLine(),
): Promise<Outcome[]> {
  const cache = cacheOf(files);
  const seen = new Map<string, string>();
  const kept = new Map(
    stacks.flatMap((stack) => {
      const plan = cache?.find(stack, seen);
      return plan ? [[stack, { ...plan, durationMs: 0 }] as const] : [];
    }),
  );
  if (kept.size === stacks.length) return [...kept].map(([stack, plan]) => ({ stack, plan }));
  const outcomes: Outcome[] = [];
  const workers = await workersOf(
    files,
    stacks.filter((stack) => !kept.has(stack)),
  );
  try {
    let planner = workers ? undefined : await plannerOf(files);
    for (const [index, stack] of stacks.entries()) {
      const before = kept.get(stack);
      if (before) {
        outcomes.push({ stack, plan: before });
        continue;
      }
      line.show(`planning ${stack} (${index + 1} of ${stacks.length})`);
      const answer = await workers?.answerFor(stack);
      for (const { stream, text } of answer?.written ?? []) process[stream].write(text);
      if (answer?.outcome) outcomes.push({ stack, ...answer.outcome });
      else outcomes.push(await outcomeOf((planner ??= await plannerOf(files)), stack));
    }
  } finally {
    workers?.end();
  }
  cache?.keep();
  line.end();
  return outcomes;
}

async function outcomeOf(planner: Planner, stack: string): Promise<Outcome> {
  try {
    return { stack, plan: await planner.plan(stack) };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return { stack, error: error.message };
  }
}

/** @returns undefined where this process plans them. */
async function workersOf(files: ProjectFiles, stacks: string[]): Promise<PlanningWorkers | undefined> {
  if (!usesWorkers) return undefined;
  const { PlanningWorkers, workersFor } = await import("./planningWorkers.ts");
  const count = workersFor(new Set(stacks).size);
  return count < 2 ? undefined : new PlanningWorkers(files.root, stacks, count, keepsPlans);
}

/** Loads the SDK and the program, which takes a second. */
export async function plannerOf(files: ProjectFiles): Promise<Planner> {
  const { Planner } = await import("./planner.ts");
  const load = () => loadProgram(files);
  const cache = cacheOf(files);
  if (cache === undefined) return new Planner(await load());
  return new Planner(await cache.loading(load), undefined, (stack, plan) => cache.planning(stack, plan));
}

export function plansOf(outcomes: readonly Outcome[]): StackPlan[] {
  return outcomes.flatMap((outcome) => ("plan" in outcome ? [outcome.plan] : []));
}

/** Says why stacks cannot be planned: once, since a stack keeps those from it that stand on it. */
export function printErrors(outcomes: readonly Outcome[]): boolean {
  const errors = new Set(outcomes.flatMap((outcome) => ("error" in outcome ? [outcome.error] : [])));
  for (const error of errors) console.error(`\n${error}`);
  return errors.size > 0;
}

/**
 * One stack of the project around this folder, and its plan.
 *
 * @param missing What to throw where there is no such stack; is given those that there are.
 */
export async function planned(
  stack: string,
  missing: (stacks: string) => Error,
): Promise<{ project: ProjectFiles; plan: StackPlan }> {
  const project = projectAt(process.cwd());
  if (!project.stacks.includes(stack)) throw missing(project.stacks.join(", "));
  const [outcome] = await planAll(project, [stack]);
  if (outcome && "plan" in outcome) return { project, plan: outcome.plan };
  throw new PlanError(outcome?.error);
}

/** A stack, its plan and where it stands. */
export interface PlannedStack extends Place {
  project: ProjectFiles;
  plan: StackPlan;
}

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function plannedStack(stack: string): Promise<PlannedStack> {
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  return { ...placeOf(project, stack), project, plan };
}

/** Where a stack stands, by its settings. */
export interface Place {
  region: string;
  /** Of AWS's configuration files. @default - as the environment says */
  profile?: string;
  /** To which its settings say that it belongs. @default - they do not say it */
  account?: string;
}

export function placeOf(project: ProjectSettings, stack: string): Place {
  const { values } = project.configurationOf(stack);
  const profile = values["aws:profile"];
  const account = values[`${project.name}:account`];
  return {
    region: values["aws:region"] ?? "",
    ...(profile !== undefined && { profile }),
    ...(account !== undefined && { account }),
  };
}
