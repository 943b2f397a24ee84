import { aws } from "@ballast/aws";
import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { portsOf, type PortRange, type Transport } from "./ports.ts";

/** What one rule of a security group lets in. */
export interface Admission {
  /** The resource in which it stands: the group, or a rule of its own. */
  resource: Resource;
  isInline: boolean;
  /** The group's id, which a preview may not know. */
  group: () => unknown;
  /** Blocks of addresses, also those of prefix lists that the stack makes. Empty for what admits groups. */
  ranges: string[];
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
  const { type, inputs } = resource;
  const isInline = ofGroups.includes(type);
  if (!isInline && type !== aws.ingressRule && text(inputs["type"]) === "egress") return [];
  const rules = isInline ? list(inputs["ingress"]).map(fields) : [inputs];
  return rules.map((rule) => ({
    resource,
    isInline,
    group: () => (isInline ? resource.id : inputs["securityGroupId"]),
    ranges: rangesOf(rule, stack),
    ports: (transport) => portsOf(rule, transport),
  }));
}

/** Of a rule in whatever resource: one block, or lists of them. */
function rangesOf(rule: Fields, stack: Stack): string[] {
  const blocks = [
    ...[rule["cidrIpv4"], rule["cidrIpv6"]],
    ...[...list(rule["cidrBlocks"]), ...list(rule["ipv6CidrBlocks"])],
  ];
  const lists = [rule["prefixListId"], ...list(rule["prefixListIds"])].filter((one) => one !== undefined);
  const listed = lists.flatMap((one) => {
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
