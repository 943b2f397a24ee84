import { namesAction, type PolicyStatement, type Request } from "@ballast/analysis";
import type { Resource, Stack } from "@ballast/model";
import { unneededOf, type Answered, type Permissions } from "@ballast/policy";
import { rolesIn } from "./asked.ts";

/** One question to IAM, with its answer. */
export interface Line {
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

const words: Record<Answered["decision"], Line["answer"]> = {
  allowed: "yes",
  notAllowed: "no",
  denied: "denied",
  unknown: "unknown",
};

export interface RoleLine {
  role: string;
  calls: number;
  missing: number;
  unneeded: number;
  /** Why more may be called than a plan says; null if nothing. */
  open: string | null;
}

export function overview(stack: Stack, permissions: Permissions): RoleLine[] {
  return rolesIn(stack).map((role) => {
    const { calls, unneeded, open } = callsOf(role, stack, permissions);
    const missing = calls.filter(
      ({ answer, isCertain }) => isCertain && (answer === "no" || answer === "denied"),
    );
    return { role: role.name, calls: calls.length, missing: missing.length, unneeded: unneeded.length, open };
  });
}

export interface RoleCalls {
  role: string;
  calls: Line[];
  /** Actions that a policy allows and nothing calls. */
  unneeded: { action: string; statement: string }[];
  /** Policies, and the boundary, that nothing here knows. */
  unknown: string[];
  open: string | null;
}

export function callsOf(role: Resource, stack: Stack, permissions: Permissions): RoleCalls {
  const lines = permissions.callsOf(role).flatMap(({ call, answers }) =>
    answers.map(({ request, decision, by }): Line => ({
      action: request.action,
      resource: request.resource,
      answer: words[decision],
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

function unknownOf(role: Resource, permissions: Permissions): string[] {
  const { unknown, unknownBoundary } = permissions.rightsOf(role);
  return [
    ...unknown.map(String),
    ...(unknownBoundary === undefined ? [] : [`the boundary ${unknownBoundary}`]),
  ];
}

export interface Answer {
  role: string;
  action: string;
  resource: string;
  answer: Line["answer"] | "if";
  by: string | null;
  /** Of the statement that decides. */
  because: PolicyStatement["conditions"];
  /** Of other statements that would allow or deny it under conditions of which the request says nothing. */
  conditions: { effect: "Allow" | "Deny"; where: string; conditions: PolicyStatement["conditions"] }[];
  /** Policies, and the boundary, that would decide and that nothing here knows. */
  unknown: string[];
}

export function answered(role: Resource, request: Request, permissions: Permissions): Answer {
  const { decision, by } = permissions.answer(role, request);
  const conditions = permissions.undecided(role, request).map(({ statement, where }) => ({
    effect: statement.effect,
    where,
    conditions: statement.conditions,
  }));
  const mayBeDenied = decision === "allowed" && conditions.some(({ effect }) => effect === "Deny");
  const mayBeAllowed =
    decision === "unknown" && by === undefined && conditions.some(({ effect }) => effect === "Allow");
  const { action, resource } = request;
  return {
    role: role.name,
    action,
    resource,
    answer: mayBeDenied || mayBeAllowed ? "if" : words[decision],
    by: by?.where ?? null,
    because: by?.statement.conditions ?? {},
    conditions,
    unknown: decision === "unknown" ? unknownOf(role, permissions) : [],
  };
}

export interface StatementLine {
  effect: "Allow" | "Deny";
  where: string;
  /** Patterns. */
  resources: string[];
  /** Whether it is about all but these. */
  not: boolean;
  conditions: PolicyStatement["conditions"];
}

/** The statements that name an action. */
export function statementsAbout(action: string, role: Resource, permissions: Permissions): StatementLine[] {
  const { own, limits = [] } = permissions.rightsOf(role);
  return [...own, ...limits.filter(({ statement }) => statement.effect === "Deny")]
    .filter(({ statement }) => namesAction(statement.actions, action))
    .map(({ statement: { effect, resources, conditions }, where }) => ({
      effect,
      where,
      resources: resources.values,
      not: resources.not,
      conditions,
    }));
}
