import { aws } from "@ballast/aws";
import { fields, isTrue, list, text, type Fields, type Resource, type Stack } from "@ballast/model";

type Direction = "ingress" | "egress";

/** Network ACLs, as resources. */
export const networkAcls: string[] = [aws.networkAcl, aws.defaultNetworkAcl];

/** All entries of an ACL that a stack has: its own, and those that are resources. */
export function entriesOfAcl(acl: Resource, stack: Stack, direction: Direction): Fields[] {
  const own = list(acl.inputs[direction]).map(fields);
  return [...own, ...entriesApart(stack, direction, (id) => stack.referred(acl.type, id) === acl)];
}

/** Entries that are resources, for ACLs whose id fits. @param but Leaves this one out. */
export function entriesApart(
  stack: Stack,
  direction: Direction,
  isIt: (aclId: unknown) => boolean,
  but?: Resource,
): Fields[] {
  return stack
    .ofType(aws.networkAclRule)
    .filter((one) => one !== but && isIt(one.inputs["networkAclId"]) && directionOf(one.inputs) === direction)
    .map(({ inputs }) => inputs);
}

/** Of an entry that is a resource. */
export function directionOf(entry: Fields): Direction {
  return isTrue(entry["egress"]) ? "egress" : "ingress";
}

export function allows(entry: Fields): boolean {
  return text(entry["action"] ?? entry["ruleAction"]).toLowerCase() === "allow";
}

/** In the order of their numbers: the first that fits counts. */
export function inOrder(entries: readonly Fields[]): Fields[] {
  return entries.toSorted((one, other) => numberOf(one) - numberOf(other));
}

function numberOf(entry: Fields): number {
  return Number(entry["ruleNo"] ?? entry["ruleNumber"]);
}
