import { aws } from "@ballast/aws";
import { fields, isTrue, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { portsOf, type PortRange, type Transport } from "./ports.ts";

/** What one rule of a security group lets in, or out. */
export interface Admission {
  /** The resource in which it stands: the group, or a rule of its own. */
  resource: Resource;
  isInline: boolean;
  /** The group's id, which a preview may not know. */
  group: () => unknown;
  /** Blocks of addresses, also those of prefix lists that the stack makes. Empty for what names groups. */
  ranges: string[];
  /** Ids of the groups that it names, its own among them. */
  groups: () => unknown[];
  /** Ids of prefix lists whose addresses are not in any plan. */
  foreignLists: () => unknown[];
  /** @returns undefined if it admits none. @param transport @default - either */
  ports: (transport?: Transport) => PortRange | undefined;
}

const ofGroups: string[] = [aws.securityGroup, aws.defaultSecurityGroup];

/** Resources in which what a security group lets in may stand. */
export const admittingTypes: string[] = [...ofGroups, aws.ingressRule, aws.securityGroupRule];

/** All that the security groups of a stack let in, in every form in which AWS's provider has it. */
export function admissionsOf(stack: Stack): Admission[] {
  return stack.ofType(...admittingTypes).flatMap((resource) => admissionsIn(resource, stack));
}

/** The same, of one resource. */
export function admissionsIn(resource: Resource, stack: Stack): Admission[] {
  return rulesIn(resource, stack, "ingress");
}

/** What a resource says of a security group: what it lets in, or what it lets out. */
export function rulesIn(resource: Resource, stack: Stack, direction: "ingress" | "egress"): Admission[] {
  const { type, inputs } = resource;
  const isInline = ofGroups.includes(type);
  // A rule whose direction is not known may let in.
  const own = directions[type] ?? (text(inputs["type"]) === "egress" ? "egress" : "ingress");
  if (!isInline && own !== direction) return [];
  const rules = isInline ? list(inputs[direction]).map(fields) : [inputs];
  const group = (): unknown => (isInline ? resource.id : inputs["securityGroupId"]);
  return rules.map((rule) => ({
    resource,
    isInline,
    group,
    ranges: rangesOf(rule, stack),
    groups: () => groupsOf(rule, group()),
    foreignLists: () => listsOf(rule).filter((one) => stack.isElsewhere(aws.managedPrefixList, one)),
    ports: (transport) => portsOf(rule, transport),
  }));
}

/** Of what is a rule of its own by its type; others say it. */
const directions: Record<string, "ingress" | "egress"> = {
  [aws.ingressRule]: "ingress",
  [aws.egressRule]: "egress",
};

/** Of a rule in whatever resource: one group, or a list of them, or the rule's own. */
function groupsOf(rule: Fields, own: unknown): unknown[] {
  const named = [
    rule["referencedSecurityGroupId"],
    rule["sourceSecurityGroupId"],
    ...list(rule["securityGroups"]),
  ];
  return [...named.filter((one) => one !== undefined), ...(isTrue(rule["self"]) ? [own] : [])];
}

function listsOf(rule: Fields): unknown[] {
  return [rule["prefixListId"], ...list(rule["prefixListIds"])].filter((one) => one !== undefined);
}

/** Of a rule in whatever resource: one block, or lists of them. */
function rangesOf(rule: Fields, stack: Stack): string[] {
  const blocks = [
    ...[rule["cidrIpv4"], rule["cidrIpv6"]],
    ...[...list(rule["cidrBlocks"]), ...list(rule["ipv6CidrBlocks"])],
  ];
  const listed = listsOf(rule).flatMap((one) => {
    const found = stack.referred(aws.managedPrefixList, one);
    return found === undefined ? [] : entriesOf(found, stack);
  });
  return [...blocks, ...listed].map(text).filter((block) => block !== "");
}

function entriesOf(prefixList: Resource, stack: Stack): unknown[] {
  const own = list(prefixList.inputs["entries"]).map((entry) => fields(entry)["cidr"]);
  const apart = stack
    .referring(aws.managedPrefixListEntry, "prefixListId", prefixList)
    .map(({ inputs }) => inputs["cidr"]);
  return [...own, ...apart];
}
