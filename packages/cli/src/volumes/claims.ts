import type { StackCost } from "@ballast/analysis/cost";
import { claimOfTag, claimsOfPlan, type Claims, type Store } from "@ballast/operate";
import { costOfPlan, pricesOf } from "@ballast/plan";
import { plannedStack, type Place } from "../planning.ts";
import { storesOf } from "../stackStores.ts";

/** A stack's claims on volumes, its declared stores, its cost, region and account. */
export type StackClaims = Claims & Place & { stores: Store[]; cost: StackCost };

/** @throws {PlanError} if the stack does not exist or cannot be planned. */
export async function claimsOfStack(stack: string): Promise<StackClaims> {
  const { project, plan, ...place } = await plannedStack(stack);
  // Claimed volumes are listed separately, with their users.
  const { stores } = storesOf(project, plan, []);
  const cost = costOfPlan(plan, { prices: pricesOf(project.root) });
  return { ...claimsOfPlan(stack, plan.resolved), ...place, stores, cost };
}

export function claimsOfTags(tags: string[]): Claims {
  return { claims: tags.map(claimOfTag), unclear: [] };
}
