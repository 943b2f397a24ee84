import {
  admits,
  bearer,
  escalationsOf,
  isAdministrator,
  isGlob,
  type Grant,
  type PolicyStatement,
} from "@ballast/analysis";
import type { Resource, Stack } from "@ballast/model";
import { holdingsOf, type Holding } from "./grants.ts";
import { isOnlyBoundary, type HeldPolicy } from "./identities.ts";
import { surroundingsOf } from "./surroundings.ts";

// Questions of rules about the principals that have a policy.

/** Whether a statement is an Allow without effective condition. */
export function isUnbound(statement: PolicyStatement): boolean {
  return statement.effect === "Allow" && admits(statement, bearer);
}

export function isAnAdministrator(grant: Grant): boolean {
  return isAdministrator(grant, bearer);
}

/**
 * Whether a principal gets a permission by one policy alone, after subtracting the Deny statements of its
 * other policies and its boundary.
 */
export function isHeld(
  stack: Stack,
  resource: Resource,
  policy: HeldPolicy,
  isViolated: (grant: Grant) => boolean,
): boolean {
  return (
    isViolated({ statements: policy.statements }) &&
    !isOnlyBoundary(stack, resource) &&
    holdingsOf(stack, resource, policy).some(({ own }) => isViolated(own))
  );
}

/** Whether a principal's other policies allow everything only together with these statements. */
export function completesAdministrator(stack: Stack, resource: Resource, policy: HeldPolicy): boolean {
  const isWide = policy.statements.some(
    (one) => isUnbound(one) && (one.actions.not || one.actions.values.some(isGlob)),
  );
  return (
    isWide &&
    holdingsOf(stack, resource, policy).some(
      ({ others, all }) =>
        others.statements.length > 0 && isAnAdministrator(all) && !isAnAdministrator(others),
    )
  );
}

export function waysOf(
  stack: Stack,
  resource: Resource,
  holdings: readonly Holding[],
): Record<"alone" | "together", string[]> {
  const alone = new Set<string>();
  const together = new Set<string>();
  for (const { bearer: who, own, others, all } of holdings) {
    if (isAnAdministrator(all)) continue;
    const around = surroundingsOf(stack, resource, who);
    for (const way of escalationsOf(own, around)) alone.add(way);
    if (others.statements.length === 0) continue;
    const already = new Set(escalationsOf(others, around));
    for (const way of escalationsOf(all, around)) if (!already.has(way)) together.add(way);
  }
  return { alone: [...alone], together: [...together] };
}
