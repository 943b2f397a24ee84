import { dollars, parseMoney, totalText, type Prices, type StackCost } from "@ballast/analysis/cost";
import { budgetKey, costOfPlan, type StackPlan } from "@ballast/plan";
import colors from "picocolors";

/** What stacks cost, by name. */
export type Costs = ReadonlyMap<string, StackCost>;

export function costsOf(plans: readonly StackPlan[], prices: Prices): Costs {
  return new Map(plans.map((plan) => [plan.stack, costOfPlan(plan, { prices })]));
}

/** Its total, with `*` where a price is old. */
export function monthText(cost: StackCost): string {
  return `${totalText(cost)}${cost.old > 0 ? " *" : ""}`;
}

/** What the column means, below a table. */
export function columnNote(costs: Costs): string[] {
  if (costs.size === 0) return [];
  const isOld = [...costs.values()].some(({ old }) => old > 0);
  return [
    "$/month: list prices, 730 hours, with assumptions about use. `npx ballast cost <stack>` shows rows, sources, and what is missing." +
      (isOld
        ? "\n* rests on prices that are older than 180 days; `npx ballast prices update` reads AWS's."
        : ""),
  ];
}

/** Why a stack is over its budget, in a sentence; undefined if it is not, or has none. */
export function overBudget(
  { stack, budget }: Pick<StackPlan, "stack" | "budget">,
  cost: StackCost | undefined,
  option: number | undefined,
): string | undefined {
  const limit = option ?? budget;
  if (limit === undefined || cost === undefined) return undefined;
  if (parseMoney(cost.total) <= parseMoney(limit.toFixed(2))) return undefined;
  const source = option === undefined ? budgetKey : "--budget";
  return `${stack} costs ${totalText(cost)} a month, more than ${source} allows (${dollars(limit.toFixed(2))}).`;
}

/** Prints which stacks are over their budgets. @returns whether one is. */
export function printOverBudget(
  plans: readonly StackPlan[],
  costs: Costs,
  option: number | undefined,
): boolean {
  const faults = plans.flatMap((plan) => overBudget(plan, costs.get(plan.stack), option) ?? []);
  for (const fault of faults) console.error(`${colors.red("error")} ${fault}`);
  return faults.length > 0;
}
