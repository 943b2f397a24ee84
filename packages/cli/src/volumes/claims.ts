import { claimOfTag, claimsOfPlan, type Claims, type Store } from "@ballast/operate";
import { PlanError } from "@ballast/plan";
import { placeOf, planned, type Place } from "../planning.ts";
import { storesOf } from "../stackStores.ts";

/** What a stack's plan says: which volumes are its own, which stores it declares, and where it stands. */
export type StackClaims = Claims & Place & { stores: Store[] };

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function claimsOfStack(stack: string): Promise<StackClaims> {
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  // What is claimed is listed with what uses it.
  const stores = storesOf(project, plan).stores.filter(({ claim }) => claim === undefined);
  return { ...claimsOfPlan(stack, plan.resolved), ...placeOf(project, stack), stores };
}

export function claimsOfTags(tags: string[]): Claims {
  return { claims: tags.map(claimOfTag), unclear: [] };
}
