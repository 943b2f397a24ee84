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

/** A stack's plan, or the error that prevented it. */
export type Outcome = { stack: string; plan: StackPlan } | { stack: string; error: string };

let keepsPlans = false;
let usesWorkers = false;
const caches = new Map<string, PlanCache | undefined>();

/**
 * Enables the cache of plans for later runs. Only for a process that runs nothing else, because other code could
 * change the result of a plan.
 */
export function keepPlans(): void {
  keepsPlans = true;
}

/** Enables planning in several processes. Only for a process that runs nothing else. */
export function useWorkers(): void {
  usesWorkers = true;
}

/** The cache of plans, based on the files when it is first used; undefined if caching is off. */
export function cacheOf(files: ProjectFiles): PlanCache | undefined {
  if (!keepsPlans) return undefined;
  const known = caches.get(files.root);
  // The date can change while `ballast watch` runs.
  if (caches.has(files.root) && (known === undefined || known.today === dayNow())) return known;
  const cache = PlanCache.of(files, dayNow(), known);
  caches.set(files.root, cache);
  return cache;
}

/** Plans stacks, and prints progress. The output is the same for one process and for several. */
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

/** @returns undefined if this process plans the stacks itself. */
async function workersOf(files: ProjectFiles, stacks: string[]): Promise<PlanningWorkers | undefined> {
  if (!usesWorkers) return undefined;
  const { PlanningWorkers, workersFor } = await import("./planningWorkers.ts");
  const count = workersFor(new Set(stacks).size);
  return count < 2 ? undefined : new PlanningWorkers(files.root, stacks, count, keepsPlans);
}

/** Loads the SDK and the program, which takes about a second. */
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

/** Prints why stacks cannot be planned. An error that also affects dependent stacks is printed once. */
export function printErrors(outcomes: readonly Outcome[]): boolean {
  const errors = new Set(outcomes.flatMap((outcome) => ("error" in outcome ? [outcome.error] : [])));
  for (const error of errors) console.error(`\n${error}`);
  return errors.size > 0;
}

/**
 * Plans one stack of the current folder's project.
 *
 * @param missing Creates the error for an unknown stack, from the list of existing stacks.
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

/** A stack, its plan, region and account. */
export interface PlannedStack extends Place {
  project: ProjectFiles;
  plan: StackPlan;
}

/** @throws {PlanError} if the stack does not exist or cannot be planned. */
export async function plannedStack(stack: string): Promise<PlannedStack> {
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  return { ...placeOf(project, stack), project, plan };
}

/** Region, profile and account of a stack, from its settings. */
export interface Place {
  region: string;
  /** The profile in the AWS configuration files. @default - from the environment */
  profile?: string;
  /** The account id in its settings. @default - not set */
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
