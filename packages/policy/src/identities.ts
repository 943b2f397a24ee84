import { actionFacts, policyStatements, type PolicyStatement } from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { fields, text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { concerning } from "./dependencies.ts";
import { oncePerResource } from "./oncePerStack.ts";

/** An IAM policy that a resource holds, with its name as a part of the resource if it holds several. */
export interface HeldPolicy {
  part: { part?: string };
  statements: PolicyStatement[];
}

/** Whether an action can only be allowed on "*"; false for one that is not known. */
export function isWithoutResource(action: string): boolean {
  return actionFacts(action)?.resources.length === 0;
}

/** The policies that a resource holds and that say what somebody may do. */
export function heldPolicies({ type, inputs }: Resource): HeldPolicy[] {
  return (accessOf(type).identityPolicies ?? []).flatMap((path) => {
    const keys = path.split(".");
    const document = keys.pop() ?? path;
    return (keys.length === 0 ? [inputs] : valuesAt(inputs, keys.join("."))).map((holder) => {
      const { name, PolicyName } = fields(holder);
      const part = keys.length === 0 ? {} : { part: text(name ?? PolicyName) };
      return { part, statements: policyStatements(fields(holder)[document]) };
    });
  });
}

/** The names or ARNs of the managed policies that a resource attaches to somebody. */
export function attachedPolicies({ type, inputs }: Resource): unknown[] {
  return (accessOf(type).managedPolicies ?? []).flatMap((path) => valuesAt(inputs, path));
}

/** The name of a managed policy of AWS's: `PowerUserAccess`. */
export function nameAtAws(policy: unknown): string | undefined {
  return /:iam::aws:policy\/(.+)$/.exec(text(policy))?.[1];
}

/** Whether a policy does nothing but limit what roles or users may do: it gives nobody anything. */
export function isOnlyBoundary(stack: Stack, policy: Resource): boolean {
  const isBoundary =
    accessOf(policy.type).isBearer !== true &&
    stack
      .ofType(...typesWithAccess("boundaries", "identityPolicies"))
      .some((one) =>
        concerning(stack, one, policy, () =>
          [...boundariesOf(one)].some((reference) => refersTo(stack, reference, policy, one.urn)),
        ),
      );
  return isBoundary && attachmentsOf(stack, policy).length === 0 && bearersOf(stack, policy).length === 0;
}

/** The policies that a resource has as its boundary, or that its own policies demand of a role or user that it creates. */
function* boundariesOf(resource: Resource): Iterable<unknown> {
  for (const path of accessOf(resource.type).boundaries ?? []) yield* valuesAt(resource.inputs, path);
  for (const { statements } of heldPolicies(resource))
    for (const { conditions } of statements)
      for (const keys of Object.values(conditions))
        for (const [key, values] of Object.entries(keys))
          if (key.toLowerCase() === "iam:permissionsboundary") yield* values;
}

/** To whom a resource's policies belong, as far as the stack says: roles, users, groups, permission sets. */
export const bearersOf: (stack: Stack, resource: Resource) => readonly Resource[] = oncePerResource(
  (stack, resource) => [
    ...new Set([resource, ...attachmentsOf(stack, resource)].flatMap((one) => bearersAt(stack, one))),
  ],
);

/** Whether a resource's policies also belong to somebody whom the stack does not have. */
export function isHeldElsewhere(stack: Stack, resource: Resource): boolean {
  return [resource, ...attachmentsOf(stack, resource)].some((one) => {
    const { bearers = [] } = accessOf(one.type);
    const references = bearers.flatMap((path) => valuesAt(one.inputs, path));
    const known = stack.ofType(...typesWithAccess("isBearer"));
    return references.some(
      (reference) => !known.some((bearer) => refersTo(stack, reference, bearer, one.urn)),
    );
  });
}

/** What attaches a policy, also to those whom the stack does not have. */
const attachmentsOf: (stack: Stack, policy: Resource) => readonly Resource[] = oncePerResource(
  (stack, policy) =>
    stack.ofType(...typesWithAccess("managedPolicies")).filter((one) => attaches(stack, one, policy)),
);

function attaches(stack: Stack, one: Resource, policy: Resource): boolean {
  return concerning(stack, one, policy, () =>
    attachedPolicies(one).some((reference) => refersTo(stack, reference, policy, one.urn)),
  );
}

/**
 * The managed policies that somebody has and that the stack does not hold.
 *
 * @param read What is known of one; an empty list for one that is unknown.
 */
export function attachmentsTo(
  stack: Stack,
  bearer: Resource,
  read: (policy: unknown) => PolicyStatement[],
): { known: PolicyStatement[]; unknown: unknown[] } {
  const own = stack
    .ofType(...typesWithAccess("identityPolicies"))
    .filter((one) => accessOf(one.type).isBearer !== true);
  const elsewhere = stack
    .ofType(...typesWithAccess("managedPolicies"))
    .filter((one) => isHeldBy(stack, one, bearer))
    .flatMap((one) =>
      attachedPolicies(one).filter(
        (reference) =>
          !own.some((policy) =>
            concerning(stack, one, policy, () => refersTo(stack, reference, policy, one.urn)),
          ),
      ),
    );
  const known = elsewhere.flatMap(read);
  return { known, unknown: [...new Set(elsewhere.filter((policy) => read(policy).length === 0))] };
}

function bearersAt(stack: Stack, resource: Resource): Resource[] {
  if (accessOf(resource.type).isBearer) return [resource];
  return stack.ofType(...typesWithAccess("isBearer")).filter((one) => names(stack, resource, one));
}

/** Whether somebody is the one to whom a resource says that its policies belong. */
function names(stack: Stack, resource: Resource, bearer: Resource): boolean {
  const { isBearer, bearers = [] } = accessOf(resource.type);
  if (isBearer) return resource === bearer;
  return concerning(stack, resource, bearer, () =>
    bearers
      .flatMap((path) => valuesAt(resource.inputs, path))
      .some((reference) => refersTo(stack, reference, bearer, resource.urn)),
  );
}

/** Whether a resource's policies belong to somebody, by itself or by what attaches it. */
export function isHeldBy(stack: Stack, resource: Resource, bearer: Resource): boolean {
  return (
    names(stack, resource, bearer) ||
    stack
      .ofType(...typesWithAccess("managedPolicies"))
      .some((one) => names(stack, one, bearer) && attaches(stack, one, resource))
  );
}

/** Every policy of the stack's that belongs to one of these bearers. */
export function policiesOf(stack: Stack, bearer: Resource): { held: Resource; policy: HeldPolicy }[] {
  return stack
    .ofType(...typesWithAccess("identityPolicies"))
    .filter((held) => isHeldBy(stack, held, bearer))
    .flatMap((held) => heldPolicies(held).map((policy) => ({ held, policy })));
}

/**
 * Whether a reference is to a resource of the stack: by its id, ARN or name, or within one template by its logical id.
 *
 * @param from URN of what refers to it.
 */
export function refersTo(stack: Stack, reference: unknown, resource: Resource, from: string): boolean {
  if (reference === undefined) return false;
  const { result: isNamed, isDoubtful } = stack.doubt.during(() =>
    [resource.state["name"], resource.id, resource.state["arn"]].includes(reference),
  );
  // What is found under another name is surely not this one.
  if ((isNamed || isDoubtful) && stack.referred(resource.type, reference) === resource) return true;
  const logicalId = /^\$\{([\w.]+?)(?:\.Arn)?\}$/.exec(text(reference))?.[1];
  return logicalId !== undefined && `${from.split("#")[0]}#${logicalId}` === resource.urn;
}
