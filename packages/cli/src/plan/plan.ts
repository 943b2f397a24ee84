import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openProject, Planner, PlanError, type Project, type StackPlan } from "@ballast/plan";
import { chosen } from "../chosen.ts";
import { Progress } from "../progress.ts";
import { document, markdown, table, type Outcome } from "./render.ts";

export interface PlanOptions {
  environment?: string;
  format: "table" | "json" | "markdown";
  out?: string;
  resolved?: boolean;
}

/** @returns the exit status. */
export async function plan(named: string[], options: PlanOptions): Promise<number> {
  const project = await openProject(process.cwd());
  const outcomes = await planAll(project, chosen(project, named, options.environment));
  const plans = outcomes.flatMap((outcome) => ("plan" in outcome ? [outcome.plan] : []));
  const written =
    options.out === undefined ? undefined : write(plans, options.out, options.resolved ?? false);
  console.log(rendered(outcomes, plans, options, written));
  return judged(outcomes);
}

/** Plans stacks one after the other, and says which. */
export async function planAll(project: Project, stacks: readonly string[]): Promise<Outcome[]> {
  const planner = new Planner(project);
  const progress = new Progress(stacks.length);
  const outcomes: Outcome[] = [];
  for (const stack of stacks) {
    progress.start(stack);
    outcomes.push(await attempt(planner, stack));
  }
  progress.end();
  return outcomes;
}

/** Says why stacks cannot be planned. @returns the exit status. */
export function judged(outcomes: readonly Outcome[]): number {
  // A stack that cannot be planned keeps those from it that stand on it: said once.
  const errors = new Set(outcomes.flatMap((outcome) => ("error" in outcome ? [outcome.error] : [])));
  for (const error of errors) console.error(`\n${error}`);
  const faulty = outcomes.some(
    (outcome) => "plan" in outcome && outcome.plan.findings.some(({ severity }) => severity === "error"),
  );
  return errors.size > 0 || faulty ? 1 : 0;
}

async function attempt(planner: Planner, stack: string): Promise<Outcome> {
  try {
    return { stack, plan: await planner.plan(stack) };
  } catch (error) {
    if (error instanceof PlanError) return { stack, error: error.message };
    throw error;
  }
}

function write(plans: StackPlan[], directory: string, resolved: boolean): string {
  mkdirSync(directory, { recursive: true });
  for (const one of plans)
    writeFileSync(join(directory, `${one.stack}.json`), `${document(one, resolved)}\n`);
  return relative(process.cwd(), directory) || ".";
}

function rendered(
  outcomes: Outcome[],
  plans: StackPlan[],
  options: PlanOptions,
  written: string | undefined,
): string {
  switch (options.format) {
    case "json":
      return plans.length === 1 && plans[0] && outcomes.length === 1
        ? document(plans[0], options.resolved ?? false)
        : `[${plans.map((one) => document(one, options.resolved ?? false)).join(",\n")}]`;
    case "markdown":
      return markdown(outcomes);
    default:
      return table(outcomes, written);
  }
}
