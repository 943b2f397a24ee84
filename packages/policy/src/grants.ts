import { managedPolicyStatements, type Grant, type PolicyStatement } from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { concerning } from "./dependencies.ts";
import {
  attachmentsTo,
  bearersOf,
  heldPolicies,
  isHeldBy,
  isHeldElsewhere,
  nameAtAws,
  policiesOf,
  refersTo,
  type HeldPolicy,
} from "./identities.ts";

/** Statements of an AWS managed policy whose document is known; empty for any other policy. */
export function statementsAtAws(policy: unknown): PolicyStatement[] {
  return managedPolicyStatements(nameAtAws(policy) ?? "", text(policy).split(":")[1]) ?? [];
}

/** What a principal is allowed by one policy. */
export interface Holding {
  /** Undefined for a principal that is not in the stack. */
  bearer: Resource | undefined;
  /** The policy, the Deny statements of the bearer's other policies, and the boundary. */
  own: Grant;
  /** The bearer's other policies. */
  others: Grant;
  /** The policy and the bearer's other policies together. */
  all: Grant;
}

/** One holding for each principal that has the policy. */
export function holdingsOf(stack: Stack, resource: Resource, policy: HeldPolicy): Holding[] {
  return holdingsBy(
    stack,
    resource,
    policy.statements,
    ({ held, policy: other }) => held === resource && other.part.part === policy.part.part,
  );
}

/** The same for AWS managed policies that a resource attaches. */
export function holdingsByAttaching(
  stack: Stack,
  resource: Resource,
  statements: PolicyStatement[],
): Holding[] {
  return holdingsBy(stack, resource, statements, () => false);
}

type Held = ReturnType<typeof policiesOf>[number];

function holdingsBy(
  stack: Stack,
  resource: Resource,
  statements: readonly PolicyStatement[],
  isIt: (one: Held) => boolean,
): Holding[] {
  const bearers = bearersOf(stack, resource);
  const alone: Holding = {
    bearer: undefined,
    own: { statements },
    others: { statements: [] },
    all: { statements },
  };
  const inStack = bearers.map((bearer): Holding => {
    const others = policiesOf(stack, bearer)
      .filter((one) => !isIt(one))
      .flatMap(({ policy }) => policy.statements);
    const limits = boundaryOf(stack, bearer);
    const denials = others.filter(({ effect }) => effect === "Deny");
    return {
      bearer,
      own: { statements: [...statements, ...denials], limits },
      others: { statements: others, limits },
      all: { statements: [...statements, ...others], limits },
    };
  });
  return bearers.length === 0 || isHeldElsewhere(stack, resource) ? [alone, ...inStack] : inStack;
}

/**
 * What a permissions boundary allows a bearer.
 *
 * @returns undefined if there is no boundary, or its document is not known here.
 */
export function boundaryOf(stack: Stack, bearer: Resource): PolicyStatement[] | undefined {
  const policy = boundaryPolicy(stack, bearer);
  if (policy !== undefined) return heldPolicies(policy).flatMap(({ statements }) => statements);
  const atAws = statementsAtAws(boundaryReference(stack, bearer));
  return atAws.length === 0 ? undefined : atAws;
}

/** The reference to a bearer's permissions boundary; undefined if it has none. */
export function boundaryReference(stack: Stack, bearer: Resource): unknown {
  return boundaryNamed(stack, bearer)?.reference;
}

function boundaryNamed(stack: Stack, bearer: Resource): { reference: unknown; from: Resource } | undefined {
  const references = stack
    .ofType(...typesWithAccess("boundaries"))
    .filter((one) => isHeldBy(stack, one, bearer))
    .flatMap((one) =>
      (accessOf(one.type).boundaries ?? []).flatMap((path) =>
        valuesAt(one.inputs, path)
          .filter((reference) => text(reference) !== "")
          .map((reference) => ({ reference, from: one })),
      ),
    );
  // IAM allows one boundary for each principal, so the first is the only one.
  return references[0];
}

/** The policy resource that is a bearer's boundary, if it is in the stack. */
export function boundaryPolicy(stack: Stack, bearer: Resource): Resource | undefined {
  const boundary = boundaryNamed(stack, bearer);
  if (boundary === undefined) return undefined;
  const { reference, from } = boundary;
  return stack
    .ofType(...typesWithAccess("identityPolicies"))
    .find(
      (one) =>
        accessOf(one.type).isBearer !== true &&
        concerning(stack, from, one, () => refersTo(stack, reference, one, from.urn)),
    );
}

/** All statements of a bearer's policies, and its AWS managed policies whose documents are not known. */
export function grantOf(stack: Stack, bearer: Resource): { grant: Grant; unknown: unknown[] } {
  const { known, unknown } = attachmentsTo(stack, bearer, statementsAtAws);
  const held = policiesOf(stack, bearer).flatMap(({ policy }) => policy.statements);
  return { grant: { statements: [...held, ...known], limits: boundaryOf(stack, bearer) }, unknown };
}
