import { conditionHolds, valuesOf, type Context } from "./conditions.ts";
import { matchesArn, matchesGlob } from "./globs.ts";
import type { Patterns, Policy, PolicyStatement } from "./policy.ts";

/** One question to IAM: an action on one resource. */
export interface Request {
  /** `ec2:AttachVolume`. */
  action: string;
  /** ARN; `*` for an action that has no resource type. */
  resource: string;
  /** @default - no condition key */
  context?: Context;
}

/** One call of an API: every question that it puts to IAM must be answered with yes. */
export interface Call {
  requests: Request[];
}

export const Decision = {
  Allowed: "allowed",
  /** No statement allows it. */
  NotAllowed: "notAllowed",
  /** A statement denies it. */
  Denied: "denied",
} as const;
export type Decision = (typeof Decision)[keyof typeof Decision];

/**
 * What IAM decides by a principal's own policies (IAM user guide, "Policy evaluation logic", 2026-11): a Deny wins, and
 * without an Allow nothing is allowed.
 *
 * @param boundary The permissions boundary, which must allow it as well.
 */
export function decide(policies: Policy[], request: Request, boundary?: Policy): Decision {
  const all = policies.flatMap((policy) => policy.statements);
  const limits = boundary?.statements;
  if (anyMatches([...all, ...(limits ?? [])], "Deny", request)) return Decision.Denied;
  const allowed =
    anyMatches(all, "Allow", request) && (limits === undefined || anyMatches(limits, "Allow", request));
  return allowed ? Decision.Allowed : Decision.NotAllowed;
}

/** Whether a call may be made: each of its questions is allowed. */
export function mayCall(policies: Policy[], call: Call, boundary?: Policy): boolean {
  return call.requests.every((request) => decide(policies, request, boundary) === Decision.Allowed);
}

function anyMatches(
  statements: PolicyStatement[],
  effect: PolicyStatement["effect"],
  request: Request,
): boolean {
  return statements.some((statement) => statement.effect === effect && matches(statement, request));
}

function matches(statement: PolicyStatement, { action, resource, context = {} }: Request): boolean {
  // IAM compares actions without case.
  const isAction = (pattern: string): boolean => matchesGlob(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string): boolean => {
    const filled = fillIn(pattern, context);
    return filled !== undefined && matchesArn(filled, resource);
  };
  return (
    oneOf(statement.actions, isAction) &&
    oneOf(statement.resources, isResource) &&
    Object.entries(statement.conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        conditionHolds(
          operator,
          key,
          values.map((value) => fillIn(value, context)).filter((value) => value !== undefined),
          context,
        ),
      ),
    )
  );
}

function oneOf({ not, values }: Patterns, fits: (pattern: string) => boolean): boolean {
  return values.some(fits) !== not;
}

/** Fills in policy variables, `${aws:PrincipalTag/team}`. @returns undefined if the request lacks one: then nothing matches. */
function fillIn(pattern: string, context: Context): string | undefined {
  let missing = false;
  const filled = pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, variable: string) => {
    if (["*", "?", "$"].includes(variable)) return variable;
    const [key = "", fallback] = variable.split(",").map((part) => part.trim());
    const value = valuesOf(context, key)?.[0] ?? fallback?.replaceAll(/^'|'$/g, "");
    if (value === undefined) missing = true;
    return value ?? "";
  });
  return missing ? undefined : filled;
}
