import { aws } from "@ballast/aws";
import { portsOf, portsText } from "@ballast/analysis";
import { fields, list, text, type Fields, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import type { References } from "./references.ts";
import type { StandIns } from "./standIns.ts";

const groupType = aws.securityGroup;
const ruleTypes: Record<string, "in" | "out"> = {
  [aws.ingressRule]: "in",
  [aws.egressRule]: "out",
};

/** Names of what is outside of every security group. */
export interface Outsiders {
  /** The node of addresses, a prefix list that is not ours or a group that is not ours, where packets come from. */
  source(address: string): string;
  target(address: string): string;
}

interface GroupRule {
  direction: "in" | "out";
  group: string;
  /** Of the other side: a group, addresses or a prefix list. */
  peer: string;
  protocol: string;
  ports: string;
  description: string;
}

/** An arrow for everything that a security group lets pass. */
export function trafficArrows(
  resources: readonly ResolvedResource[],
  references: References,
  standIns: StandIns,
  outsiders: Outsiders,
): Arrow[] {
  const rules = resources.flatMap(rulesOf);
  const holders = holdersOf(resources, references, standIns);
  const isOurs = (name: string): boolean => references.named(name)?.resource.type === groupType;
  const nodesOf = (name: string): string[] => {
    const found = references.named(name)?.resource;
    if (found === undefined) return [];
    return found.type === groupType ? (holders.get(found.urn) ?? []) : standIns.of(found.urn);
  };
  return rules.flatMap((rule) => {
    const [from, to] = rule.direction === "in" ? [rule.peer, rule.group] : [rule.group, rule.peer];
    const both = isOurs(rule.peer);
    const blocked = both && !rules.some((other) => isOtherHalf(rule, other));
    const sources = rule.direction === "in" && !both ? [outsiders.source(rule.peer)] : nodesOf(from);
    const known = nodesOf(to);
    const targets =
      rule.direction === "out" && !both && known.length === 0 ? [outsiders.target(rule.peer)] : known;
    const lead = rule.protocol === "-1" ? "" : rule.protocol.toUpperCase();
    return sources.flatMap((source) =>
      targets.map((target) => ({
        from: source,
        to: target,
        kind: EdgeKind.Traffic,
        lead,
        word: rule.ports,
        detail: [lead, rule.ports, rule.description && `(${rule.description})`].filter(Boolean).join(" "),
        blocked,
      })),
    );
  });
}

function isOtherHalf(rule: GroupRule, other: GroupRule): boolean {
  return (
    other.direction !== rule.direction &&
    other.group === rule.peer &&
    other.peer === rule.group &&
    [rule.protocol, "-1"].includes(other.protocol) &&
    [rule.ports, "all ports"].includes(other.ports)
  );
}

function rulesOf(resource: ResolvedResource): GroupRule[] {
  const { inputs, type } = resource;
  const direction = ruleTypes[type];
  if (direction !== undefined) {
    const group = text(inputs["securityGroupId"]);
    return peersOf(inputs).map((peer) => ({ direction, group, peer, ...passes(inputs) }));
  }
  if (type !== groupType) return [];
  const group = Object.keys(resource.identifiers).find((key) => resource.identifiers[key] === "id") ?? "";
  return (["in", "out"] as const).flatMap((way) =>
    list(inputs[way === "in" ? "ingress" : "egress"])
      .map(fields)
      .flatMap((rule) => peersOf(rule).map((peer) => ({ direction: way, group, peer, ...passes(rule) }))),
  );
}

/** Standalone rules have one peer, rules inside of a group have lists. */
function peersOf(rule: Fields): string[] {
  const one = ["referencedSecurityGroupId", "cidrIpv4", "cidrIpv6", "prefixListId"].map((key) => rule[key]);
  const many = ["securityGroups", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds"].flatMap((key) =>
    list(rule[key]),
  );
  return [...one, ...many].map(text).filter((peer) => peer !== "");
}

function passes(rule: Fields): Pick<GroupRule, "protocol" | "ports" | "description"> {
  const protocol = text(rule["ipProtocol"] ?? rule["protocol"]) || "-1";
  return { protocol, ports: portsText(portsOf(rule)), description: text(rule["description"]) };
}

/** Which nodes are in which security group. */
function holdersOf(
  resources: readonly ResolvedResource[],
  references: References,
  standIns: StandIns,
): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const resource of resources) {
    if (resource.type === groupType || resource.type in ruleTypes) continue;
    for (const { resource: named } of references.mentions(resource)) {
      if (named.type !== groupType) continue;
      const known = holders.get(named.urn) ?? [];
      holders.set(named.urn, [...new Set([...known, ...standIns.of(resource.urn)])]);
    }
  }
  return holders;
}
