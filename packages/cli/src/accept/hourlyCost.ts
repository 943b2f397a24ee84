import { dollars, totalText, type StackCost } from "@ballast/analysis/cost";
import { hoursPerMonth } from "@ballast/aws/charges";
import { costOfPlan, pricesOf } from "@ballast/plan";
import type { PlannedStack } from "../planning.ts";

/** The hourly cost of a stack, based on the known prices. */
export interface HourlyCost {
  text: string;
  /** The cost of this many minutes. */
  during(minutes: number): string;
}

export function hourlyCost({ plan, project }: PlannedStack): HourlyCost {
  const cost: StackCost = costOfPlan(plan, { prices: pricesOf(project.root) });
  const perHour = Number(cost.total) / hoursPerMonth;
  const words = (amount: number): string =>
    totalText(cost) === "unknown"
      ? "unknown: no price is known"
      : `${cost.isComplete ? "" : "at least "}${dollars(amount.toFixed(4))}`;
  return {
    text: `${words(perHour)} an hour`,
    during: (minutes) => words((perHour * minutes) / 60),
  };
}
