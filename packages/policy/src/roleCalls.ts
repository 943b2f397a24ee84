import type { Resource, Stack } from "@ballast/model";
import { unneededOf, type Answered, type Permissions } from "./permissions.ts";

/** One question to IAM, with its answer. */
export interface RoleCall {
  action: string;
  resource: string;
  answer: "yes" | "no" | "denied" | "unknown";
  /** The statement that decides. */
  by: string | null;
  /** Who asks. */
  why: string;
  /** False where what decides whether it is asked is in no plan. */
  isCertain: boolean;
  /** True where a script asks only under a condition, or goes on where it is refused. */
  isConditional: boolean;
}

export const answerWords: Record<Answered["decision"], RoleCall["answer"]> = {
  allowed: "yes",
  notAllowed: "no",
  denied: "denied",
  unknown: "unknown",
};

export interface RoleCalls {
  role: string;
  calls: RoleCall[];
  /** Actions that a policy allows and nothing calls. */
  unneeded: { action: string; statement: string }[];
  /** Policies, and the boundary, that nothing here knows. */
  unknown: string[];
  open: string | null;
}

/** What is called with a role, and what IAM says to it. */
export function roleCallsOf(role: Resource, stack: Stack, permissions: Permissions): RoleCalls {
  const lines = permissions.callsOf(role).flatMap(({ call, answers }) =>
    answers.map(({ request, decision, by }): RoleCall => ({
      action: request.action,
      resource: request.resource,
      answer: answerWords[decision],
      by: by?.where ?? null,
      why: call.why,
      isCertain: call.isCertain !== false,
      isConditional: call.isConditional === true,
    })),
  );
  const once = [
    ...Map.groupBy(lines, ({ action, resource, answer }) =>
      JSON.stringify([action, resource, answer]),
    ).values(),
  ];
  return {
    role: role.name,
    // What may be asked in some case, and would not be allowed, is nobody's right and nobody's lack, unless a script says when it asks.
    calls: once
      .flatMap(
        (all) =>
          all.find(({ isCertain }) => isCertain) ??
          all.find(({ isConditional }) => isConditional) ??
          all[0] ??
          [],
      )
      .filter(({ answer, isCertain, isConditional }) => isCertain || isConditional || answer === "yes"),
    unneeded: unneededOf(role, stack, permissions),
    unknown: unknownOf(role, permissions),
    open: permissions.open.get(role) ?? null,
  };
}

/** Policies, and the boundary, that nothing here knows. */
export function unknownOf(role: Resource, permissions: Permissions): string[] {
  const { unknown, unknownBoundary } = permissions.rightsOf(role);
  return [
    ...unknown.map(String),
    ...(unknownBoundary === undefined ? [] : [`the boundary ${unknownBoundary}`]),
  ];
}
