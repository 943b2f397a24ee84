import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openProject, pricesOf, type StackPlan } from "@ballast/plan";
import { chosen } from "../chosen.ts";
import { costsOf, printOverBudget, type Costs } from "../cost/costs.ts";
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
  const project = await openProject(process.cwd());
  const outcomes = await planAll(project, chosen(project, named, options.environment));
  const plans = plansOf(outcomes);
  const written =
    options.out === undefined ? undefined : write(plans, options.out, options.resolved ?? false);
  const costs = costsOf(plans, pricesOf(project.root));
  console.log(rendered(outcomes, plans, costs, options, written));
  return printOverBudget(plans, costs, options.budget) ? 1 : judged(outcomes);
}

/** Says why stacks cannot be planned. @returns the exit status. */
export function judged(outcomes: readonly Outcome[]): number {
  const isFaulty = plansOf(outcomes).some(({ findings }) =>
    findings.some(({ severity }) => severity === "error"),
  );
  return printErrors(outcomes) || isFaulty ? 1 : 0;
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
  costs: Costs,
  options: PlanOptions,
  written: string | undefined,
): string {
  switch (options.format) {
    case "json":
      return plans.length === 1 && plans[0] && outcomes.length === 1
        ? document(plans[0], options.resolved ?? false)
        : `[${plans.map((one) => document(one, options.resolved ?? false)).join(",\n")}]`;
    case "markdown":
      return markdown(outcomes, costs);
    default:
      return table(outcomes, written, costs);
  }
}
