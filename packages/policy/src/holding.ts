import {
  holdsFor,
  matchesArn,
  valuesOf,
  type Context,
  type PolicyStatement,
  type Request,
} from "@ballast/analysis";

// Condition keys of requests by resources of a plan are only partly known.

/**
 * Whether a statement applies with the known condition keys. A statement with an unknown operator, which IAM
 * rejects, never applies.
 */
export function holds(statement: PolicyStatement, request: Request): boolean {
  try {
    return holdsFor(statement, request);
  } catch {
    return false;
  }
}

/**
 * Condition keys in every request of a role (IAM user guide, "AWS global condition context keys", 2026-11).
 */
export function carriedBy(role: string, { resource }: Request): Context {
  const [, , , region = "", account = ""] = resource.split(":");
  const own = role.split(":")[4] ?? "";
  return {
    "aws:PrincipalArn": role,
    "aws:PrincipalAccount": own,
    "aws:PrincipalType": "AssumedRole",
    "aws:PrincipalIsAWSService": "false",
    "aws:SecureTransport": "true",
    ...(region === "" ? {} : { "aws:RequestedRegion": region }),
    ...(account === "" ? {} : { "aws:ResourceAccount": account }),
  };
}

/**
 * Whether a statement certainly applies to a request: every condition key that it uses is known.
 *
 * @param standIn Placeholder account of a plan without a known account. Each account in a statement may then
 * be the stack's own.
 */
export function surelyHolds(statement: PolicyStatement, request: Request, standIn?: string): boolean {
  return inAccounts(statement, request, standIn).every((one) => surelyHoldsFor(statement, one));
}

function surelyHoldsFor(statement: PolicyStatement, request: Request): boolean {
  const { context = {} } = request;
  const keys = Object.values(statement.conditions).flatMap((of) => Object.keys(of));
  return keys.every((key) => valuesOf(context, key) !== undefined) && holds(statement, request);
}

/**
 * Whether a statement may apply to a request that is only partly known: missing condition keys may have any
 * value.
 *
 * @param standIn As in surelyHolds.
 */
export function couldHold(statement: PolicyStatement, request: Request, standIn?: string): boolean {
  return inAccounts(statement, request, standIn).some((one) => couldHoldFor(statement, one));
}

const accounts = new WeakMap<PolicyStatement, readonly string[]>();

/** The request, and the same request in each other account that a statement names. */
function inAccounts(statement: PolicyStatement, request: Request, standIn: string | undefined): Request[] {
  if (standIn === undefined) return [request];
  const named = accounts.get(statement) ?? accountsIn(statement);
  accounts.set(statement, named);
  const others = named.filter((account) => account !== standIn);
  if (others.length === 0) return [request];
  const written = JSON.stringify(request);
  return [request, ...others.map((account) => JSON.parse(written.replaceAll(standIn, account)) as Request)];
}

function accountsIn({ resources, principals, conditions }: PolicyStatement): string[] {
  const named = JSON.stringify([resources, principals, conditions]).matchAll(/(?<!\w)\d{12}(?!\w)/g);
  return [...new Set([...named].map(([account]) => account))];
}

function couldHoldFor(statement: PolicyStatement, request: Request): boolean {
  const { context = {}, resource } = request;
  const conditions = Object.fromEntries(
    Object.entries(statement.conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([key]) => valuesOf(context, key) !== undefined)),
    ]),
  );
  const { not, values } = statement.resources;
  const resources = values.map((pattern) => (matchesArn(resource, pattern) ? resource : pattern));
  return holds({ ...plainly(statement), conditions, resources: { not, values: resources } }, request);
}

/** A plain copy; a statement's elements are otherwise parsed on access. */
export function plainly({
  effect,
  actions,
  resources,
  principals,
  conditions,
}: PolicyStatement): PolicyStatement {
  return { effect, actions, resources, principals, conditions };
}
