import {
  centsOf,
  dollars,
  oldAfterDays,
  parseMoney,
  totalText,
  type Prices,
  unusedNames,
  type StackCost,
} from "@ballast/analysis/cost";
import { hoursPerMonth } from "@ballast/aws/charges";
import { budgetKey, costOfPlan, usageKey, type StackPlan } from "@ballast/plan";
import colors from "picocolors";

/** Costs of stacks, by name. */
export type Costs = ReadonlyMap<string, StackCost>;

export function costsOf(plans: readonly StackPlan[], prices: Prices): Costs {
  return new Map(plans.map((plan) => [plan.stack, costOfPlan(plan, { prices })]));
}

/** The monthly total, with `*` if a price is outdated. */
export function monthText(cost: StackCost): string {
  return `${totalText(cost)}${cost.old > 0 ? " *" : ""}`;
}

/** Explains the mark of outdated prices. */
export const oldPricesNote = `* uses prices that are older than ${oldAfterDays} days; \`npx ballast prices update\` reads AWS's current prices.`;

/** Explains the column, for the line below a table. */
export function columnNote(costs: Costs): string[] {
  if (costs.size === 0) return [];
  const isOld = [...costs.values()].some(({ old }) => old > 0);
  return [
    `$/month: list prices, ${hoursPerMonth} hours, with assumptions about use. \`npx ballast cost <stack>\` shows rows, sources, and what is missing.` +
      (isOld ? `\n${oldPricesNote}` : ""),
  ];
}

/** A problem with a stack's cost. */
export interface CostFault {
  isError: boolean;
  message: string;
}

/** Compares a stack's cost with its budget; undefined if there is no problem or no budget. */
function budgetFault(
  { stack, budget }: StackPlan,
  cost: StackCost,
  option: number | undefined,
): CostFault | undefined {
  const limit = option ?? budget;
  if (limit === undefined) return undefined;
  const source = option === undefined ? budgetKey : "--budget";
  const allowed = `more than ${source} allows (${dollars(limit.toFixed(2))})`;
  // By cents, because budgets have cents: the total that `ballast cost` shows is within a budget of the same figure.
  if (centsOf(parseMoney(cost.total)) > centsOf(parseMoney(limit.toFixed(2))))
    return { isError: true, message: `${stack} costs ${totalText(cost)} a month, ${allowed}.` };
  if (cost.isComplete) return undefined;
  return {
    isError: false,
    message: `${stack} may cost ${allowed}: not all of its costs are counted. \`npx ballast cost ${stack}\` shows what is missing.`,
  };
}

function usageFault({ stack }: StackPlan, cost: StackCost): CostFault | undefined {
  const names = unusedNames(cost);
  if (names.length === 0) return undefined;
  const places = names.map(
    ({ key, name, near }) =>
      `${usageKey}.${key}["${name}"]${near === undefined ? "" : ` (did you mean ${near}?)`}`,
  );
  return { isError: false, message: `${stack} has no resource to which ${places.join(", ")} applies.` };
}

/**
 * Prints which stacks exceed or may exceed their budgets, and usage assumptions that match nothing. @returns whether
 * a budget is exceeded.
 */
export function printCostFaults(faults: readonly CostFault[]): boolean {
  for (const { isError, message } of faults)
    console.error(`${isError ? colors.red("error") : colors.yellow("warning")} ${message}`);
  return faults.some(({ isError }) => isError);
}

export function costFaultsOf(
  plans: readonly StackPlan[],
  costs: Costs,
  option: number | undefined,
): CostFault[] {
  return plans.flatMap((plan) => {
    const cost = costs.get(plan.stack);
    if (cost === undefined) return [];
    return [usageFault(plan, cost), budgetFault(plan, cost, option)].filter((one) => one !== undefined);
  });
}
