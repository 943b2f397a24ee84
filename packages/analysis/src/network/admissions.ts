import { aws } from "@ballast/aws";
import { fields, isTrue, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { portsOf, type PortRange, type Transport } from "./ports.ts";

/** The traffic that one security group rule allows. */
export interface Admission {
  /** The resource that contains the rule: the security group, or a separate rule resource. */
  resource: Resource;
  isInline: boolean;
  /** Id of the security group, which may be unknown in a preview. */
  group: () => unknown;
  /**
   * CIDR blocks, including those of prefix lists in the stack. Empty for a rule that references security
   * groups.
   */
  ranges: string[];
  /** Ids of the referenced security groups, including the rule's own group for `self`. */
  groups: () => unknown[];
  /** Ids of prefix lists whose entries are not in any plan. */
  foreignLists: () => unknown[];
  /** Undefined if the rule allows no port. @param transport @default - either */
  ports: (transport?: Transport) => PortRange | undefined;
}

const ofGroups: string[] = [aws.securityGroup, aws.defaultSecurityGroup];

/** Resource types that can contain inbound rules. */
export const admittingTypes: string[] = [...ofGroups, aws.ingressRule, aws.securityGroupRule];

/** All inbound rules of the stack's security groups, in every form that the AWS provider supports. */
export function admissionsOf(stack: Stack): Admission[] {
  return stack.ofType(...admittingTypes).flatMap((resource) => admissionsIn(resource, stack));
}

/** The inbound rules in one resource. */
export function admissionsIn(resource: Resource, stack: Stack): Admission[] {
  return rulesIn(resource, stack, "ingress");
}

/** The inbound or outbound rules in one resource. */
export function rulesIn(resource: Resource, stack: Stack, direction: "ingress" | "egress"): Admission[] {
  const { type, inputs } = resource;
  const isInline = ofGroups.includes(type);
  // A rule whose direction is not known yet may be inbound.
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

/** The direction of rule resources whose type determines it; other rule resources have a property. */
const directions: Record<string, "ingress" | "egress"> = {
  [aws.ingressRule]: "ingress",
  [aws.egressRule]: "egress",
};

/** The security groups that a rule references, in any of the provider's notations. */
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

/** The CIDR blocks of a rule, in any of the provider's notations. */
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
