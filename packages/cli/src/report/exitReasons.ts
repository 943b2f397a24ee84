import { plural, refusalCounts } from "@ballast/plan/words";
import type { StackReport } from "@ballast/report";
import type { CostFault } from "../cost/costs.ts";
import type { Outcome } from "../planning.ts";

/** The reasons why a report exits with status 1; empty for status 0. */
export function exitReasonsOf(
  outcomes: readonly Outcome[],
  stacks: readonly StackReport[],
  costFaults: readonly CostFault[],
): string[] {
  return [
    ...outcomes.flatMap((outcome) => {
      if ("error" in outcome) return [`${outcome.stack} cannot be planned.`];
      const errors = outcome.plan.findings.filter(({ severity }) => severity === "error").length;
      return errors === 0 ? [] : [`${outcome.stack} has ${plural(errors, "finding")} of severity error.`];
    }),
    ...costFaults.filter(({ isError }) => isError).map(({ message }) => message),
    ...stacks.flatMap(refusalReasons),
  ];
}

function refusalReasons({ stack, difference }: StackReport): string[] {
  const counts = difference === undefined ? [] : refusalCounts(difference);
  return counts.map(([what, count]) => `${stack}: ${count} × ${what}.`);
}
