import { aws } from "@ballast/aws";
import type { AddressRange, Resource, Stack } from "@ballast/model";
import { admittingTypes, rulesIn, type Admission } from "../network/admissions.ts";
import type { PortRange, Transport } from "../network/ports.ts";
import { packetsOf, share, type Packets } from "./packets.ts";

type Direction = "ingress" | "egress";

/** What the security groups of a network interface allow. */
export interface Passage {
  passes: "all" | "some" | "none" | "unknown";
  /** The rules that allow it. */
  rules: Resource[];
  /** Security groups whose rules are not known here. */
  foreign: string[];
}

/** The other side of a connection. */
export interface Peer {
  addresses: AddressRange[];
  groups: readonly unknown[];
  /** AWS managed prefix lists that contain its addresses. */
  prefixLists: readonly string[];
}

/** The security groups in plans. */
export class Groups {
  readonly #stack: Stack;
  readonly #rules: Record<Direction, Map<unknown, Admission[]>>;

  constructor(stack: Stack) {
    this.#stack = stack;
    const all = stack.ofType(...admittingTypes, aws.egressRule);
    const by = (direction: Direction): Map<unknown, Admission[]> =>
      Map.groupBy(
        all.flatMap((resource) => rulesIn(resource, stack, direction)),
        ({ group }) => group(),
      );
    this.#rules = { ingress: by("ingress"), egress: by("egress") };
  }

  /** The security groups of an interface; without any, the default group of its VPC. */
  of(groups: readonly unknown[], vpc: string): readonly unknown[] {
    return groups.length > 0 ? groups : [this.#defaultOf(vpc)];
  }

  nameOf(group: unknown): string {
    return this.#known(group)?.name ?? String(group);
  }

  /** @param vpc The VPC whose default group applies to an interface without groups. */
  passage(
    direction: Direction,
    groups: readonly unknown[],
    vpc: string,
    peer: Peer,
    ports: PortRange,
    transport: Transport,
  ): Passage {
    const named = this.of(groups, vpc);
    const foreign = named.filter((group) => this.#known(group) === undefined);
    const rules = named.flatMap((group) => this.#rules[direction].get(group) ?? []);
    const wanted = peer.addresses.map((addresses) => ({ addresses, ports }));
    const parts = rules.map((rule) => ({ rule, packets: this.#packets(rule, peer, transport) }));
    const used = parts.filter(({ packets }) => share(wanted, packets) !== "none");
    const passes = share(
      wanted,
      parts.flatMap(({ packets }) => packets),
    );
    return {
      passes: passes !== "all" && foreign.length > 0 ? "unknown" : passes,
      rules: used.map(({ rule }) => rule.resource),
      foreign: foreign.map((group) => String(group)),
    };
  }

  /** The packets to or from the other side that a rule allows. */
  #packets(rule: Admission, peer: Peer, transport: Transport): Packets[] {
    const ports = rule.ports(transport);
    if (ports === undefined) return [];
    const isNamed =
      rule.groups().some((group) => peer.groups.includes(group)) ||
      rule.foreignLists().some((one) => peer.prefixLists.includes(String(one)));
    const named = isNamed ? peer.addresses.map((addresses) => ({ addresses, ports })) : [];
    return [...named, ...packetsOf(rule.ranges, ports)];
  }

  #known(group: unknown): Resource | undefined {
    return (
      this.#stack.referred(aws.securityGroup, group) ?? this.#stack.referred(aws.defaultSecurityGroup, group)
    );
  }

  #defaultOf(vpc: string): unknown {
    const adopted = this.#stack
      .ofType(aws.defaultSecurityGroup)
      .find(({ inputs }) => inputs["vpcId"] === vpc);
    return adopted?.id ?? `the default group of ${vpc}`;
  }
}
