import { namesAction, type PolicyStatement, type Request } from "@ballast/analysis";
import type { Resource, Stack } from "@ballast/model";
import { answerWords, roleCallsOf, unknownOf, type Permissions, type RoleCall } from "@ballast/policy";
import { rolesIn } from "./asked.ts";

export interface RoleLine {
  role: string;
  calls: number;
  missing: number;
  unneeded: number;
  /** Why the role may make calls that the plan does not contain; null if it does not. */
  open: string | null;
}

export function overview(stack: Stack, permissions: Permissions): RoleLine[] {
  return rolesIn(stack).map((role) => {
    const { calls, unneeded, open } = roleCallsOf(role, stack, permissions);
    const missing = calls.filter(
      ({ answer, isCertain }) => isCertain && (answer === "no" || answer === "denied"),
    );
    return { role: role.name, calls: calls.length, missing: missing.length, unneeded: unneeded.length, open };
  });
}

export interface Answer {
  role: string;
  action: string;
  resource: string;
  answer: RoleCall["answer"] | "if";
  by: string | null;
  /** The conditions of the statement that decides. */
  because: PolicyStatement["conditions"];
  /** Other statements that would allow or deny the request under conditions that the request does not contain. */
  conditions: { effect: "Allow" | "Deny"; where: string; conditions: PolicyStatement["conditions"] }[];
  /** Policies or a permissions boundary with unknown content, which could decide. */
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
    answer: mayBeDenied || mayBeAllowed ? "if" : answerWords[decision],
    by: by?.where ?? null,
    because: by?.statement.conditions ?? {},
    conditions,
    unknown: decision === "unknown" ? unknownOf(role, permissions) : [],
  };
}

export interface StatementLine {
  effect: "Allow" | "Deny";
  where: string;
  /** Resource patterns. */
  resources: string[];
  /** True for NotResource: the statement applies to all resources except these. */
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
