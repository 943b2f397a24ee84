import type { Resource, Stack } from "@ballast/model";
import { unneededOf, type Answered, type Permissions } from "./permissions.ts";

/** One IAM request with its decision. */
export interface RoleCall {
  action: string;
  resource: string;
  answer: "yes" | "no" | "denied" | "unknown";
  /** The statement that decides. */
  by: string | null;
  /** The purpose of the call, with the resource that makes it. */
  why: string;
  /** False if it is not known whether the call is made. */
  isCertain: boolean;
  /** True if a script makes the call only under a condition, or ignores its failure. */
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
  /** Policies, and the boundary, whose documents are not known. */
  unknown: string[];
  open: string | null;
}

/** The calls made with a role, and IAM's decisions on them. */
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
    // An uncertain request that is not allowed is left out, unless a script makes it under a condition.
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

/** Policies, and the boundary, whose documents are not known. */
export function unknownOf(role: Resource, permissions: Permissions): string[] {
  const { unknown, unknownBoundary } = permissions.rightsOf(role);
  return [
    ...unknown.map(String),
    ...(unknownBoundary === undefined ? [] : [`the boundary ${unknownBoundary}`]),
  ];
}
