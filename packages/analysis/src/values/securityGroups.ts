import { aws } from "@ballast/aws";
import { knownProperty, protocolNumber, refusedAs, sources, type RefusedValue } from "@ballast/aws/values";
import { addressRange, list, text, type Fields, type Resource, type Stack } from "@ballast/model";

/** One security group rule as EC2 counts it: one group, direction and peer. */
interface Counted {
  resource: Resource;
  path: string;
  group: string;
  direction: "ingress" | "egress";
  /** Two rules of a group with the same key are the same rule for EC2. */
  key: string;
  /** Ports and peer, for people. */
  shown: string;
  families: ("IPv4" | "IPv6")[];
}

/** Default quota, for inbound and outbound rules separately, and for IPv4 and IPv6 separately. */
const mostRules = 60;

const found = new WeakMap<Stack, ReadonlyMap<Resource, RefusedValue[]>>();

/** Security group rules that are duplicates, or exceed the quota. */
export function refusedRules(resource: Resource, stack: Stack): readonly RefusedValue[] {
  let known = found.get(stack);
  if (known === undefined) {
    known = judged(stack);
    found.set(stack, known);
  }
  return known.get(resource) ?? [];
}

function judged(stack: Stack): Map<Resource, RefusedValue[]> {
  const all = new Map<Resource, RefusedValue[]>();
  const add = (resource: Resource, one: RefusedValue): void =>
    void all.set(resource, [...(all.get(resource) ?? []), one]);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (const { resource, path, group, direction, key, shown, families } of counted(stack)) {
    const whole = `${group} ${direction} ${key}`;
    if (seen.has(whole)) {
      add(
        resource,
        refusedAs(
          path,
          `repeats a rule of its security group: ${shown}`,
          "each rule of a security group once",
          sources.securityGroups,
        ),
      );
      continue;
    }
    seen.add(whole);
    for (const family of families) {
      const of = `${group} ${direction} ${family}`;
      const count = (counts.get(of) ?? 0) + 1;
      counts.set(of, count);
      if (count === mostRules + 1)
        add(
          resource,
          refusedAs(
            path,
            `is ${direction} rule ${count} for ${family} of its security group`,
            `${mostRules} ${direction} rules for ${family} in a security group, or more if the account's quota is higher`,
            sources.securityGroups,
          ),
        );
    }
  }
  return all;
}

function* counted(stack: Stack): Iterable<Counted> {
  const rules = [
    [aws.ingressRule, "ingress"],
    [aws.egressRule, "egress"],
  ] as const;
  for (const [type, direction] of rules)
    for (const resource of stack.ofType(type))
      yield* ofRule(
        resource,
        resource.inputs,
        "ipProtocol",
        groupOf(resource, stack),
        direction,
        "securityGroupId",
      );
  for (const resource of stack.ofType(aws.securityGroupRule)) {
    const direction = knownProperty(resource.inputs, "type");
    if (direction === "ingress" || direction === "egress")
      yield* ofRule(
        resource,
        resource.inputs,
        "protocol",
        groupOf(resource, stack),
        direction,
        "securityGroupId",
      );
  }
  for (const resource of stack.ofType(aws.securityGroup))
    for (const direction of ["ingress", "egress"] as const)
      for (const [index, rule] of list(knownProperty(resource.inputs, direction)).entries())
        if (typeof rule === "object" && rule !== null)
          yield* ofRule(
            resource,
            rule as Fields,
            "protocol",
            resource.urn,
            direction,
            `${direction}[${index}]`,
          );
}

/** The security group's URN if it is in this stack, or else its id; empty if not known. */
function groupOf({ inputs }: Resource, stack: Stack): string {
  const id = text(knownProperty(inputs, "securityGroupId"));
  if (id === "") return "";
  return stack.ofType(aws.securityGroup).find((group) => group.id === id || group.urn === id)?.urn ?? id;
}

const peers = [
  ["cidrIpv4", ["IPv4"]],
  ["cidrIpv6", ["IPv6"]],
  ["cidrBlocks", ["IPv4"]],
  ["ipv6CidrBlocks", ["IPv6"]],
  // A prefix list counts as many rules as its maximum number of entries, which this stack may not know.
  ["prefixListId", []],
  ["prefixListIds", []],
  ["referencedSecurityGroupId", ["IPv4", "IPv6"]],
  ["sourceSecurityGroupId", ["IPv4", "IPv6"]],
  ["securityGroups", ["IPv4", "IPv6"]],
] as const satisfies [string, ("IPv4" | "IPv6")[]][];

function* ofRule(
  resource: Resource,
  rule: Fields,
  protocolProperty: string,
  group: string,
  direction: Counted["direction"],
  path: string,
): Iterable<Counted> {
  const own = [protocolProperty, "fromPort", "toPort"].map(
    (name) => [name, knownProperty(rule, name)] as const,
  );
  // A property that is set but cannot be read is not known yet.
  if (group === "" || own.some(([name, value]) => name in rule && value === undefined)) return;
  const [protocol = "", from = "", to = ""] = own.map(([, value]) => text(value).trim().toLowerCase());
  const number = protocolNumber(protocol);
  const [ports, shownPorts] =
    number === "-1"
      ? ["all traffic", "all traffic"]
      : [`${number} ${from} to ${to}`, `${protocol} ${from} to ${to}`];
  for (const [property, families] of peers)
    for (const peer of [knownProperty(rule, property)].flat())
      if (typeof peer === "string" && peer !== "")
        yield {
          resource,
          path,
          group,
          direction,
          key: `${ports}, ${canonical(peer)}`,
          shown: `${shownPorts}, ${direction === "ingress" ? "from" : "to"} ${peer}`,
          families: [...families],
        };
}

/** A canonical form of the range: EC2 treats 10.1.2.3/8 as 10.0.0.0/8. */
function canonical(peer: string): string {
  const range = peer.includes("/") ? addressRange(peer) : undefined;
  return range === undefined ? peer : `${range.first}-${range.last}`;
}
