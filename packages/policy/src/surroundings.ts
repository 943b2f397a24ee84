import {
  bearer as anyBearer,
  escalationsOf,
  isAdministrator,
  policyStatements,
  type Identity,
  type PolicyStatement,
  type Surroundings,
} from "@ballast/analysis";
import {
  accessOf,
  aws,
  groupMemberships,
  identityKinds,
  managedPolicyTypes,
  rolesOfRunners,
  typesWithAccess,
} from "@ballast/aws";
import { fields, text, type Resource, type Stack } from "@ballast/model";
import { grantOf } from "./grants.ts";
import { oncePerResource } from "./oncePerStack.ts";
import { attachedPolicies, bearersOf, nameAtAws, refersTo } from "./identities.ts";

const groupTypes = Object.keys(identityKinds).filter((type) => identityKinds[type] === "group");

/**
 * The identities of the stack from the view of a bearer of a policy, and the resources that run as strong
 * identities.
 */
export function surroundingsOf(stack: Stack, held: Resource, bearer: Resource | undefined): Surroundings {
  const own = new Set([...(bearer ? [bearer] : []), ...groupsOf(stack, bearer)]);
  const identities = stack.ofType(...Object.keys(identityKinds)).map((one): Identity => {
    const policies = managedOf(stack, one);
    return {
      kind: identityKinds[one.type] ?? "role",
      name: pathOf(one),
      arns: [text(one.state["arn"])].filter((arn) => arn !== ""),
      isOwn: own.has(one),
      isStrong: !own.has(one) && isStrong(stack, one),
      isKnown: true,
      policies,
      trust: trustOf(one),
    };
  });
  const ofItself = identityOf(held, bearer);
  return { identities: [...identities, ...ofItself], runners: runnersIn(stack) };
}

/** The identity that has a managed policy, added even if no bearer of the policy is known. */
function identityOf(held: Resource, bearer: Resource | undefined): Identity[] {
  if (accessOf(held.type).isBearer === true || accessOf(held.type).bearers !== undefined) return [];
  return [
    {
      kind: "role",
      name: bearer === undefined ? "who-has-it" : pathOf(bearer),
      arns: [],
      isOwn: true,
      isStrong: false,
      isKnown: true,
      policies: policyNames(held),
    },
  ];
}

function policyNames(policy: Resource): string[] {
  return [text(policy.state["arn"]), pathOf(policy)].filter((one) => one !== "");
}

/** A principal's managed policies: ARNs, or names of the stack's own. */
const managedOf = oncePerResource((stack, bearer): string[] => {
  const references = stack
    .ofType(...typesWithAccess("managedPolicies"))
    .filter((one) => bearersOf(stack, one).includes(bearer))
    .flatMap((one) => attachedPolicies(one).map((reference) => ({ reference, from: one.urn })));
  const own = stack
    .ofType(...managedPolicyTypes)
    .filter((policy) => references.some(({ reference, from }) => refersTo(stack, reference, policy, from)));
  const named = references.map(({ reference }) => text(reference)).filter((arn) => arn.startsWith("arn:"));
  return [...new Set([...named.filter((arn) => nameAtAws(arn) === undefined), ...own.flatMap(policyNames)])];
});

/** A resource's name with its path. */
function pathOf({ inputs, state, name }: Resource): string {
  const [, fromArn] = /:iam::[^:]*:\w+\/(.+)$/.exec(text(state["arn"])) ?? [];
  return (
    fromArn ?? `${text(inputs["path"])}/${text(state["name"] ?? inputs["name"]) || name}`.replace(/^\/+/, "")
  );
}

function trustOf({ type, inputs }: Resource): PolicyStatement[] | undefined {
  const { trustPolicy } = accessOf(type);
  const trust = trustPolicy === undefined ? undefined : inputs[trustPolicy];
  return trust === undefined ? undefined : policyStatements(trust);
}

function groupsOf(stack: Stack, user: Resource | undefined): Resource[] {
  if (user === undefined || identityKinds[user.type] !== "user") return [];
  return stack.ofType(...Object.keys(groupMemberships)).flatMap((one) => {
    const { users = "", groups = "" } = groupMemberships[one.type] ?? {};
    const at = (path: string) => [one.inputs[path]].flat().filter((value) => value !== undefined);
    if (!at(users).some((value) => refersTo(stack, value, user, one.urn))) return [];
    return stack
      .ofType(...groupTypes)
      .filter((group) => at(groups).some((value) => refersTo(stack, value, group, one.urn)));
  });
}

const strong = new WeakMap<Resource, boolean>();

/** Whether a principal has full permissions, or can get them by actions that are allowed on all resources. */
function isStrong(stack: Stack, bearer: Resource): boolean {
  const known = strong.get(bearer) ?? judgeStrength(stack, bearer);
  strong.set(bearer, known);
  return known;
}

function judgeStrength(stack: Stack, bearer: Resource): boolean {
  const { grant } = grantOf(stack, bearer);
  return isAdministrator(grant, anyBearer) || escalationsOf(grant).length > 0;
}

function runnersIn(stack: Stack): Surroundings["runners"] {
  return Object.entries(rolesOfRunners).flatMap(([type, property]) =>
    stack.ofType(type).flatMap((one) => {
      const reference = one.inputs[property];
      const role = stack.ofType(aws.role).find((role) => refersTo(stack, reference, role, one.urn));
      const arn = text(one.state["arn"] ?? fields(one.state)["id"]);
      return role !== undefined && isStrong(stack, role) ? [{ arn }] : [];
    }),
  );
}
