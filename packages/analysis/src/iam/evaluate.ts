import { conditionHolds, valuesOf, type Context } from "./conditions.ts";
import { literally, matchesArn, matchesGlob } from "./globs.ts";
import type { Patterns, Policy, PolicyStatement, Principal, Principals } from "./policy.ts";

/** One question to IAM: an action on one resource. */
export interface Request {
  /** `ec2:AttachVolume`. */
  action: string;
  /** ARN; `*` for an action that has no resource type. */
  resource: string;
  /** @default - no condition key */
  context?: Context;
  /**
   * Who asks, for resource policies and trust policies: a role by its ARN, a service by its name.
   * @default - the bearer of the policies; resource policies allow nothing to somebody who is not named here
   */
  principal?: Principal;
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
 * What IAM decides by a principal's own policies, or by a resource's (IAM user guide, "Policy evaluation logic", 2026-11): a Deny wins,
 * and without an Allow nothing is allowed.
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
  return statements.some((statement) => statement.effect === effect && holdsFor(statement, request));
}

/** Whether a statement is about a request, and its conditions hold. */
export function holdsFor(statement: PolicyStatement, request: Request): boolean {
  const { context = {} } = request;
  return (
    isAbout(statement, request) &&
    isOf(statement.principals, request.principal) &&
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

/** Whether a statement is about a request's action and resource. */
export function isAbout(
  { actions, resources }: Pick<PolicyStatement, "actions" | "resources">,
  { action, resource, context = {} }: Request,
): boolean {
  return (
    namesAction(actions, action) &&
    oneOf(resources, (pattern) => {
      const filled = fillIn(pattern, context);
      return filled !== undefined && matchesArn(filled, resource);
    })
  );
}

/** IAM compares actions without case. */
export function namesAction(actions: Patterns, action: string): boolean {
  return oneOf(actions, (pattern) => matchesGlob(pattern.toLowerCase(), action.toLowerCase()));
}

function oneOf({ not, values }: Patterns, fits: (pattern: string) => boolean): boolean {
  return values.some(fits) !== not;
}

/** Whether one of these principals is the one that asks. */
function isOf(principals: Principals | undefined, asking: Principal | undefined): boolean {
  if (principals === undefined) return true;
  if (asking === undefined) return false;
  return principals.values.some((one) => isPrincipal(one, asking)) !== principals.not;
}

/** IAM user guide, "AWS JSON policy elements: Principal" (2026-11): an account stands for each of its principals. */
function isPrincipal({ kind, value }: Principal, asking: Principal): boolean {
  if (value === "*" && ["*", "AWS"].includes(kind)) return true;
  if (kind !== asking.kind) return false;
  const account = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return value === asking.value || (account !== undefined && asking.value.split(":")[4] === account);
}

/** Fills in policy variables, `${aws:PrincipalTag/team}`. @returns undefined if the request lacks one: then nothing matches. */
export function fillIn(pattern: string, context: Context): string | undefined {
  if (!pattern.includes("${")) return pattern;
  let missing = false;
  const filled = pattern.replaceAll(/\$\{([^}]*)\}/g, (whole, variable: string) => {
    if (["*", "?", "$"].includes(variable)) return literally(variable);
    // Keys of IAM's have a colon: this is a resource of a template, whose id is not known yet.
    if (/^\w+(\.\w+)*$/.test(variable)) return whole;
    const [key = "", fallback] = variable.split(",").map((part) => part.trim());
    const value = valuesOf(context, key)?.[0] ?? fallback?.replaceAll(/^'|'$/g, "");
    if (value === undefined) missing = true;
    return literally(value ?? "");
  });
  return missing ? undefined : filled;
}
