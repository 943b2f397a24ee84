import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectAt, pricesOf, type StackPlan } from "@ballast/plan";
import { chosen } from "../chosen.ts";
import { costsOf, costFaultsOf, printCostFaults, type Costs } from "../cost/costs.ts";
import { planAll, plansOf, printErrors, type Outcome } from "../planning.ts";
import { document, markdown, table } from "./render.ts";

export interface PlanOptions {
  environment?: string;
  format: "table" | "json" | "markdown";
  out?: string;
  resolved?: boolean;
  budget?: number;
}

/** @returns the exit status. */
export async function plan(named: string[], options: PlanOptions): Promise<number> {
  const project = projectAt(process.cwd());
  const outcomes = await planAll(project, chosen(project, named, options.environment));
  const plans = plansOf(outcomes);
  const costs = costsOf(plans, pricesOf(project.root));
  const written = options.out === undefined ? undefined : write(plans, costs, options.out, options);
  console.log(rendered(outcomes, plans, costs, options, written));
  const isOver = printCostFaults(costFaultsOf(plans, costs, options.budget));
  return Math.max(isOver ? 1 : 0, judged(outcomes));
}

/** Prints why stacks cannot be planned. @returns the exit status. */
export function judged(outcomes: readonly Outcome[]): number {
  const isFaulty = plansOf(outcomes).some(({ findings }) =>
    findings.some(({ severity }) => severity === "error"),
  );
  return printErrors(outcomes) || isFaulty ? 1 : 0;
}

function write(plans: StackPlan[], costs: Costs, directory: string, options: PlanOptions): string {
  mkdirSync(directory, { recursive: true });
  for (const one of plans)
    writeFileSync(join(directory, `${one.stack}.json`), `${documentOf(one, costs, options)}\n`);
  return relative(process.cwd(), directory) || ".";
}

function documentOf(plan: StackPlan, costs: Costs, { resolved, budget }: PlanOptions): string {
  return document(plan, resolved ?? false, costs.get(plan.stack), budget);
}

function rendered(
  outcomes: Outcome[],
  plans: StackPlan[],
  costs: Costs,
  options: PlanOptions,
  written: string | undefined,
): string {
  switch (options.format) {
    case "json":
      return plans.length === 1 && plans[0] && outcomes.length === 1
        ? documentOf(plans[0], costs, options)
        : `[${plans.map((one) => documentOf(one, costs, options)).join(",\n")}]`;
    case "markdown":
      return markdown(outcomes, costs);
    default:
      return table(outcomes, written, costs);
  }
}
