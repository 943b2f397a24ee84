import { aws } from "@ballast/aws";
import { portsOf, portsText } from "@ballast/analysis";
import { fields, list, text, type Fields, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import type { Scene } from "./scene.ts";

const groupType = aws.securityGroup;
const ruleTypes: Record<string, "in" | "out"> = {
  [aws.ingressRule]: "in",
  [aws.egressRule]: "out",
};

interface GroupRule {
  direction: "in" | "out";
  group: string;
  /** The peer: a security group, addresses or a prefix list. */
  peer: string;
  protocol: string;
  ports: string;
  description: string;
}

/** An arrow for all traffic that a security group allows. */
export function trafficArrows(scene: Scene): Arrow[] {
  const rules = scene.resources.flatMap(rulesOf);
  const holders = holdersOf(scene);
  const isOurs = (name: string): boolean => scene.named(name)?.type === groupType;
  const nodesOf = (name: string): string[] => {
    const found = scene.named(name);
    if (found === undefined) return [];
    return found.type === groupType ? (holders.get(found.urn) ?? []) : scene.nodesOf(found.urn);
  };
  return rules.flatMap((rule) => {
    const [from, to] = rule.direction === "in" ? [rule.peer, rule.group] : [rule.group, rule.peer];
    const both = isOurs(rule.peer);
    const blocked = both && !rules.some((other) => isOtherHalf(rule, other));
    const sources = rule.direction === "in" && !both ? [scene.outside.source(rule.peer)] : nodesOf(from);
    const known = nodesOf(to);
    const targets =
      rule.direction === "out" && !both && known.length === 0 ? [scene.outside.target(rule.peer)] : known;
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

/** Standalone rules have one peer; inline rules of a group have lists. */
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

/** The nodes in each security group. */
function holdersOf(scene: Scene): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const resource of scene.resources) {
    if (resource.type === groupType || resource.type in ruleTypes) continue;
    for (const { resource: named } of scene.references.mentions(resource)) {
      if (named.type !== groupType) continue;
      const known = holders.get(named.urn) ?? [];
      holders.set(named.urn, [...new Set([...known, ...scene.nodesOf(resource.urn)])]);
    }
  }
  return holders;
}
