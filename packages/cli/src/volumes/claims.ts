import type { StackCost } from "@ballast/analysis/cost";
import { claimOfTag, claimsOfPlan, type Claims, type Store } from "@ballast/operate";
import { costOfPlan, pricesOf } from "@ballast/plan";
import { plannedStack, type Place } from "../planning.ts";
import { storesOf } from "../stackStores.ts";

/** What a stack's plan says: which volumes are its own, which stores it declares, what they cost, and where it stands. */
export type StackClaims = Claims & Place & { stores: Store[]; cost: StackCost };

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function claimsOfStack(stack: string): Promise<StackClaims> {
  const { project, plan, ...place } = await plannedStack(stack);
  // What is claimed is listed with what uses it.
  const { stores } = storesOf(project, plan, []);
  const cost = costOfPlan(plan, { prices: pricesOf(project.root) });
  return { ...claimsOfPlan(stack, plan.resolved), ...place, stores, cost };
}

export function claimsOfTags(tags: string[]): Claims {
  return { claims: tags.map(claimOfTag), unclear: [] };
}
