import { conditionHolds, valuesOf, type Context } from "./conditions.ts";
import { literally, matchesArn, matchesGlob } from "./globs.ts";
import type { Patterns, Policy, PolicyStatement, Principal, Principals } from "./policy.ts";

/** One IAM authorization request: an action on one resource. */
export interface Request {
  /** `ec2:AttachVolume`. */
  action: string;
  /** ARN; `*` for an action without resource types. */
  resource: string;
  /** @default - no condition keys */
  context?: Context;
  /**
   * The principal, for resource policies and trust policies: a role by its ARN, a service by its name.
   * @default - the principal that has the policies; resource policies then allow nothing
   */
  principal?: Principal;
}

/** One API call: IAM must allow every one of its requests. */
export interface Call {
  requests: Request[];
}

export const Decision = {
  Allowed: "allowed",
  /** No statement allows the request. */
  NotAllowed: "notAllowed",
  /** A statement denies the request. */
  Denied: "denied",
} as const;
export type Decision = (typeof Decision)[keyof typeof Decision];

/**
 * IAM's decision by a principal's identity policies, or by a resource policy (IAM user guide, "Policy
 * evaluation logic", 2026-11). An explicit Deny overrides every Allow; without an Allow, the request is
 * denied.
 *
 * @param boundary The permissions boundary, which must also allow the request.
 */
export function decide(policies: Policy[], request: Request, boundary?: Policy): Decision {
  const all = policies.flatMap((policy) => policy.statements);
  const limits = boundary?.statements;
  if (anyMatches([...all, ...(limits ?? [])], "Deny", request)) return Decision.Denied;
  const allowed =
    anyMatches(all, "Allow", request) && (limits === undefined || anyMatches(limits, "Allow", request));
  return allowed ? Decision.Allowed : Decision.NotAllowed;
}

/** Whether a call is allowed: each of its requests must be. */
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

/** Whether a statement applies to a request, including its conditions. */
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

/** Whether a statement covers a request's action and resource. */
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

/** Whether the statement's principals include the requesting principal. */
function isOf(principals: Principals | undefined, asking: Principal | undefined): boolean {
  if (principals === undefined) return true;
  if (asking === undefined) return false;
  return principals.values.some((one) => isPrincipal(one, asking)) !== principals.not;
}

/**
 * IAM user guide, "AWS JSON policy elements: Principal" (2026-11): an account as principal means each
 * principal of the account.
 */
function isPrincipal({ kind, value }: Principal, asking: Principal): boolean {
  if (value === "*" && ["*", "AWS"].includes(kind)) return true;
  if (kind !== asking.kind) return false;
  const account = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return value === asking.value || (account !== undefined && asking.value.split(":")[4] === account);
}

/**
 * Replaces policy variables such as `${aws:PrincipalTag/team}`. @returns undefined if the request lacks a
 * key: then nothing matches.
 */
export function fillIn(pattern: string, context: Context): string | undefined {
  if (!pattern.includes("${")) return pattern;
  let missing = false;
  const filled = pattern.replaceAll(/\$\{([^}]*)\}/g, (whole, variable: string) => {
    if (["*", "?", "$"].includes(variable)) return literally(variable);
    // IAM's condition keys contain a colon. A name without one is a template's resource, whose id is not
    // known yet.
    if (/^\w+(\.\w+)*$/.test(variable)) return whole;
    const [key = "", fallback] = variable.split(",").map((part) => part.trim());
    const value = valuesOf(context, key)?.[0] ?? fallback?.replaceAll(/^'|'$/g, "");
    if (value === undefined) missing = true;
    return literally(value ?? "");
  });
  return missing ? undefined : filled;
}
