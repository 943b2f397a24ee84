import { text, type AddressRange, type Stack } from "@ballast/model";
import type { PortRange, Transport } from "../network/ports.ts";
import { Groups, type Peer } from "./groups.ts";
import type { Interface } from "./parties.ts";
import { all, no, partly, unknown, yes, type Reached } from "./reached.ts";
import { Topology, type Subnet, type Target } from "./topology.ts";

/** One side of a connection, in one subnet. */
export interface Side {
  interface: Interface;
  subnet: Subnet;
  /** Name of the resource, for messages. */
  name: string;
}

/** Destination ports and transport protocol. */
export interface Packet {
  ports: PortRange;
  transport: Transport;
}

type Direction = "ingress" | "egress";

/** Source ports of clients on any operating system (VPC user guide, "Ephemeral ports"). */
const ephemeral: PortRange = { from: 1024, to: 65_535 };

/** Checks a connection against one obstacle after the other: routes, network ACLs and security groups. */
export class Passing {
  readonly topology: Topology;
  readonly #groups: Groups;

  constructor(stack: Stack) {
    this.topology = new Topology(stack);
    this.#groups = new Groups(stack);
  }

  /** From one network interface in the plans to another. */
  between(from: Side, to: Side, packet: Packet): Reached {
    if (from.subnet.vpc !== to.subnet.vpc)
      return unknown(`${from.subnet.name} and ${to.subnet.name} are in different VPCs`);
    const target = this.topology.route(from.subnet, to.subnet.addresses);
    if (target.kind !== "local")
      return unknown(
        `${from.subnet.name} routes traffic for ${to.subnet.name} to ${target.kind === "other" ? target.what : `a ${target.kind}`}`,
      );
    const isSame = from.subnet.id === to.subnet.id;
    const acl = (side: Side, direction: Direction, other: Side, some: Packet) => (): Reached =>
      isSame ? yes() : this.acl(side.subnet, direction, [other.subnet.addresses], some);
    const back = answerTo(packet);
    return chained(
      () => this.groups("egress", from, this.#peerOf(to), packet, to.name),
      acl(from, "egress", to, packet),
      () => yes(`from ${from.subnet.name} to ${to.subnet.name} by the local route of their VPC`),
      acl(to, "ingress", from, packet),
      () => this.groups("ingress", to, this.#peerOf(from), packet, from.name),
      // Network ACLs are stateless, so they must also allow the responses.
      acl(to, "egress", from, back),
      acl(from, "ingress", to, back),
    );
  }

  /** From a network interface to addresses outside the plans. */
  outTo(from: Side, peer: Peer, name: string, packet: Packet): Reached {
    return chained(
      () => this.groups("egress", from, peer, packet, name),
      () => this.acl(from.subnet, "egress", peer.addresses, packet),
      () =>
        peer.prefixLists.length > 0
          ? yes(`${from.subnet.name} reaches ${name} through a gateway endpoint`)
          : all(peer.addresses.map((one) => this.#leaves(from, one, name, packet))),
      () => this.acl(from.subnet, "ingress", peer.addresses, answerTo(packet)),
    );
  }

  /** From addresses outside the plans to a network interface. */
  inFrom(to: Side, peer: Peer, name: string, packet: Packet): Reached {
    return chained(
      () => all(peer.addresses.map((one) => this.#enters(to, one, name))),
      () => this.acl(to.subnet, "ingress", peer.addresses, packet),
      () => this.groups("ingress", to, peer, packet, name),
      () => this.acl(to.subnet, "egress", peer.addresses, answerTo(packet)),
    );
  }

  groups(direction: Direction, side: Side, peer: Peer, { ports, transport }: Packet, other: string): Reached {
    const { groups } = side.interface;
    if (groups === undefined) return yes();
    const found = this.#groups.passage(direction, groups, side.subnet.vpc, peer, ports, transport);
    const names =
      groups.map((group) => this.#groups.nameOf(group)).join(", ") || "the default security group";
    const rules = [...new Set(found.rules.map(({ name }) => name))].join(", ");
    const way = `${direction === "ingress" ? "inbound" : "outbound"} ${word(transport, ports)} ${direction === "ingress" ? "from" : "to"}`;
    switch (found.passes) {
      case "all":
        return yes(`${names} allows ${way} ${other} (${rules})`, ...found.rules);
      case "some":
        return partly(`${names} allows ${way} only a part of ${other} (${rules})`);
      case "none":
        return no(`no rule of ${names} allows ${way} ${other}`);
      case "unknown":
        return unknown(`the rules of ${found.foreign.join(", ")} are not in any plan`);
    }
  }

  acl(
    subnet: Subnet,
    direction: Direction,
    addresses: AddressRange[],
    { ports, transport }: Packet,
  ): Reached {
    const packets = addresses.map((one) => ({ addresses: one, ports }));
    if (this.topology.stopped(subnet, direction, packets, transport).length === 0) return yes();
    const way = direction === "ingress" ? "inbound" : "outbound";
    return no(
      `the network ACL of ${subnet.name} denies ${word(transport, ports)} ${way}${ports === ephemeral ? ", which responses need" : ""}`,
    );
  }

  #peerOf({ interface: { groups }, subnet }: Side): Peer {
    const named = groups === undefined ? [] : this.#groups.of(groups, subnet.vpc);
    return { addresses: [subnet.addresses], groups: named, prefixLists: [] };
  }

  #leaves(
    { interface: { isPublic }, subnet }: Side,
    addresses: AddressRange,
    name: string,
    packet: Packet,
  ): Reached {
    const target = this.topology.route(subnet, addresses);
    if (target.kind === "local") return yes(`${name} is in the VPC of ${subnet.name}`);
    if (target.kind === "internet gateway")
      return (isPublic ?? subnet.givesPublicAddresses)
        ? yes(`${subnet.name} reaches ${name} through its internet gateway`)
        : no(`${subnet.name} routes ${name} to its internet gateway, which requires a public IP address`);
    return target.kind === "NAT gateway"
      ? this.#translated(subnet, target, addresses, name, packet)
      : elsewhere(subnet, target, name);
  }

  #translated(
    subnet: Subnet,
    nat: { name: string; subnet: string; isPrivate: boolean },
    addresses: AddressRange,
    name: string,
    packet: Packet,
  ): Reached {
    const place = this.topology.subnet(nat.subnet);
    if (place === undefined) return unknown(foreignSubnet(nat.subnet));
    if (this.topology.route(place, addresses).kind !== "internet gateway")
      return no(`the NAT gateway ${nat.name} is in ${place.name}, which has no route to an internet gateway`);
    if (nat.isPrivate)
      return no(`the NAT gateway ${nat.name} is private, so its connections do not pass an internet gateway`);
    // The subnet of a NAT gateway sees each connection twice: from the client, and to the other side.
    const back = answerTo(packet);
    const isOutside = subnet.id !== place.id;
    return chained(
      () => (isOutside ? this.acl(place, "ingress", [subnet.addresses], packet) : yes()),
      () => this.acl(place, "egress", [addresses], packet),
      () => this.acl(place, "ingress", [addresses], back),
      () => (isOutside ? this.acl(place, "egress", [subnet.addresses], back) : yes()),
      () => yes(`${subnet.name} reaches ${name} through the NAT gateway ${nat.name}`),
    );
  }

  #enters(
    { interface: { isPublic }, subnet, name: own }: Side,
    addresses: AddressRange,
    name: string,
  ): Reached {
    const target = this.topology.route(subnet, addresses);
    if (target.kind === "local") return yes(`${name} is in the VPC of ${subnet.name}`);
    if (target.kind === "other") return elsewhere(subnet, target, name);
    if (target.kind !== "internet gateway")
      return no(`${subnet.name}, where ${own} is, has no route between ${name} and an internet gateway`);
    return (isPublic ?? subnet.givesPublicAddresses)
      ? yes(`${name} reaches ${subnet.name} through its internet gateway`)
      : no(`${own} has no public IP address in ${subnet.name}`);
  }
}

function elsewhere(subnet: Subnet, target: Target, name: string): Reached {
  return target.kind === "other"
    ? unknown(`${subnet.name} routes ${name} to ${target.what}, whose other side is not in any plan`)
    : no(`${subnet.name} has no route to ${name}`);
}

function chained(...steps: (() => Reached)[]): Reached {
  let reached = yes();
  for (const step of steps) {
    const next = step();
    reached = { ...next, path: [...reached.path, ...next.path], rules: [...reached.rules, ...next.rules] };
    if (next.answer !== "yes") break;
  }
  return reached;
}

function answerTo({ transport }: Packet): Packet {
  return { transport, ports: ephemeral };
}

export function foreignSubnet(id: unknown): string {
  return id === undefined ? "its subnet is unknown" : `${text(id)} is a subnet that is not in any plan`;
}

function word(transport: Transport, { from, to }: PortRange): string {
  return `${transport.toUpperCase()} ${from === to ? from : `${from}–${to}`}`;
}
