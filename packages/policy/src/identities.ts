import { actionFacts, policyStatements, type PolicyStatement } from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { fields, text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { concerning } from "./dependencies.ts";
import { oncePerResource } from "./oncePerStack.ts";

/** An IAM policy in a resource. `part` names it if the resource contains several. */
export interface HeldPolicy {
  part: { part?: string };
  statements: PolicyStatement[];
}

/** Whether an action supports only the resource "*"; false for an unknown action. */
export function isWithoutResource(action: string): boolean {
  return actionFacts(action)?.resources.length === 0;
}

/** The identity policies in a resource. */
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

/** Names or ARNs of the managed policies that a resource attaches. */
export function attachedPolicies({ type, inputs }: Resource): unknown[] {
  return (accessOf(type).managedPolicies ?? []).flatMap((path) => valuesAt(inputs, path));
}

/** The name of an AWS managed policy: `PowerUserAccess`. */
export function nameAtAws(policy: unknown): string | undefined {
  return /:iam::aws:policy\/(.+)$/.exec(text(policy))?.[1];
}

/** Whether a policy is used only as a permissions boundary, so that it grants nothing. */
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

/** The boundaries of a resource, and those that its policies require for roles or users that it creates. */
function* boundariesOf(resource: Resource): Iterable<unknown> {
  for (const path of accessOf(resource.type).boundaries ?? []) yield* valuesAt(resource.inputs, path);
  for (const { statements } of heldPolicies(resource))
    for (const { conditions } of statements)
      for (const keys of Object.values(conditions))
        for (const [key, values] of Object.entries(keys))
          if (key.toLowerCase() === "iam:permissionsboundary") yield* values;
}

/** The roles, users, groups and permission sets in the stack that have a resource's policies. */
export const bearersOf: (stack: Stack, resource: Resource) => readonly Resource[] = oncePerResource(
  (stack, resource) => [
    ...new Set([resource, ...attachmentsOf(stack, resource)].flatMap((one) => bearersAt(stack, one))),
  ],
);

/** Whether a resource's policies also belong to a principal outside the stack. */
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

/** Resources that attach a policy, also to principals outside the stack. */
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
 * A principal's managed policies that are not resources of the stack.
 *
 * @param read Returns the statements of a managed policy; an empty list if they are not known.
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

/** Whether a resource states that its policies belong to this principal. */
function names(stack: Stack, resource: Resource, bearer: Resource): boolean {
  const { isBearer, bearers = [] } = accessOf(resource.type);
  if (isBearer) return resource === bearer;
  return concerning(stack, resource, bearer, () =>
    bearers
      .flatMap((path) => valuesAt(resource.inputs, path))
      .some((reference) => refersTo(stack, reference, bearer, resource.urn)),
  );
}

/** Whether a principal has a resource's policies, directly or by an attachment. */
export function isHeldBy(stack: Stack, resource: Resource, bearer: Resource): boolean {
  return (
    names(stack, resource, bearer) ||
    stack
      .ofType(...typesWithAccess("managedPolicies"))
      .some((one) => names(stack, one, bearer) && attaches(stack, one, resource))
  );
}

/** Every policy in the stack that belongs to the principal. */
export function policiesOf(stack: Stack, bearer: Resource): { held: Resource; policy: HeldPolicy }[] {
  return stack
    .ofType(...typesWithAccess("identityPolicies"))
    .filter((held) => isHeldBy(stack, held, bearer))
    .flatMap((held) => heldPolicies(held).map((policy) => ({ held, policy })));
}

/**
 * Whether a reference identifies a resource of the stack: by id, ARN or name, or in the same template by
 * logical id.
 *
 * @param from URN of the referring resource.
 */
export function refersTo(stack: Stack, reference: unknown, resource: Resource, from: string): boolean {
  if (reference === undefined) return false;
  const { result: isNamed, isDoubtful } = stack.doubt.during(() =>
    [resource.state["name"], resource.id, resource.state["arn"]].includes(reference),
  );
  // A reference under which another resource is found does not identify this one.
  if ((isNamed || isDoubtful) && stack.referred(resource.type, reference) === resource) return true;
  const logicalId = /^\$\{([\w.]+?)(?:\.Arn)?\}$/.exec(text(reference))?.[1];
  return logicalId !== undefined && `${from.split("#")[0]}#${logicalId}` === resource.urn;
}
