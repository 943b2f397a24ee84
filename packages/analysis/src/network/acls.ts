import { aws } from "@ballast/aws";
import { fields, isTrue, list, text, type Fields, type Resource, type Stack } from "@ballast/model";

type Direction = "ingress" | "egress";

/** Resource types of network ACLs. */
export const networkAcls: string[] = [aws.networkAcl, aws.defaultNetworkAcl];

/** All entries of an ACL in a stack: inline entries, and separate resources. */
export function entriesOfAcl(acl: Resource, stack: Stack, direction: Direction): Fields[] {
  const own = list(acl.inputs[direction]).map(fields);
  return [...own, ...entriesApart(stack, direction, (id) => stack.referred(acl.type, id) === acl)];
}

/** Entries that are separate resources, for ACLs whose id matches. @param but An entry to leave out. */
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

/** The direction of an entry that is a separate resource. */
export function directionOf(entry: Fields): Direction {
  return isTrue(entry["egress"]) ? "egress" : "ingress";
}

export function allows(entry: Fields): boolean {
  return text(entry["action"] ?? entry["ruleAction"]).toLowerCase() === "allow";
}

/** Entries by rule number: EC2 applies the first that matches. */
export function inOrder(entries: readonly Fields[]): Fields[] {
  return entries.toSorted((one, other) => numberOf(one) - numberOf(other));
}

function numberOf(entry: Fields): number {
  return Number(entry["ruleNo"] ?? entry["ruleNumber"]);
}
