import { claimOfTag, claimsOfPlan, type Claims } from "@ballast/operate";
import { PlanError } from "@ballast/plan";
import { placeOf, planned, type Place } from "../planning.ts";

/** What a stack's plan says: which volumes are its own, and where it stands. */
export type StackClaims = Claims & Place;

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function claimsOfStack(stack: string): Promise<StackClaims> {
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  return { ...claimsOfPlan(stack, plan.resolved), ...placeOf(project, stack) };
}

export function claimsOfTags(tags: string[]): Claims {
  return { claims: tags.map(claimOfTag), unclear: [] };
}
