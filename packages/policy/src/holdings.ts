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

// What rules ask about those who have a policy.

/** Whether a statement allows something, and no condition binds it. */
export function isUnbound(statement: PolicyStatement): boolean {
  return statement.effect === "Allow" && admits(statement, bearer);
}

export function isAnAdministrator(grant: Grant): boolean {
  return isAdministrator(grant, bearer);
}

/** Whether somebody may do by a policy what is in question: by what it says alone, less what their other policies and boundary forbid. */
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

/** Whether these statements are what lacks somebody's other policies to allow everything. */
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
