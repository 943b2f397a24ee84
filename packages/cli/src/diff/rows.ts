import type { CostDifference } from "@ballast/analysis/cost";
import { Existence, refusalsOf, type StackDifference } from "@ballast/plan";
import { countsOf } from "@ballast/plan/words";
import { costCell } from "./costWords.ts";
import type { Foundation } from "./differences.ts";

/** Columns of the table of stacks. */
export const columns = ["stack", "added", "changed", "replaced", "removed", "renamed", "$/month", "data"];

/** The table row of one stack. @param alarming Formats a data loss. */
export function rowOf(
  difference: StackDifference,
  alarming: (text: string) => string,
  cost?: CostDifference,
): string[] {
  const { added, changed, replaced, removed, renamed, lost } = countsOf(difference);
  const kept = difference.losses.length - lost;
  const refused = refusalsOf(difference).length;
  const data = [
    lost > 0 && alarming(`${lost} lost`),
    kept > 0 && `${kept} acknowledged`,
    refused > 0 && alarming(`${refused} refused by AWS`),
    difference.existence !== Existence.Stays && `${difference.existence} stack`,
  ].filter((part) => part !== false);
  const counts = [added, changed, replaced, removed, renamed].map((count) => String(count || ""));
  return [difference.stack, ...counts, cost === undefined ? "" : costCell(cost), data.join(", ")];
}

/** Explains why a stack is listed that the user did not name. */
export function foundationText({ stack, under }: Foundation): string {
  return `${stack} also differs, and ${listed(under)} on it.`;
}

function listed(stacks: readonly string[]): string {
  return stacks.length === 1 ? `${stacks[0]} depends` : `${stacks.join(", ")} depend`;
}
