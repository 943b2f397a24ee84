import { totalOf, totalText, type StackCost } from "@ballast/analysis/cost";
import { aws } from "@ballast/aws";
import type { Store } from "@ballast/operate";

/** The monthly cost of a store, as the stack's settings declare it. */
export type StoreCost = Pick<StackCost, "total" | "isComplete">;

/** The instances of an Aurora cluster are separate resources, whose names begin with the cluster's name. */
const membersOf: Partial<Record<Store["kind"], string>> = { aurora: aws.databaseClusterInstance };

/** @returns undefined for a store that is not in the plan. */
export function storeCost({ rows, unpriced }: StackCost, store: Store): StoreCost | undefined {
  const { urn, kind, name } = store;
  if (urn === undefined) return undefined;
  const isOf = (one: { urn: string; type: string; name: string }): boolean =>
    one.urn === urn || (one.type === membersOf[kind] && one.name.startsWith(`${name}-`));
  const own = rows.filter(isOf);
  return {
    total: totalOf(own),
    isComplete: own.every(({ monthly }) => monthly !== undefined) && !unpriced.some(isOf),
  };
}

export function costText(cost: StoreCost | undefined): string {
  return cost === undefined ? "unknown" : totalText(cost);
}
