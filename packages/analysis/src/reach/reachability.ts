import { addressRange, text, type AddressRange, type Stack } from "@ballast/model";
import { unrouted } from "../network/addresses.ts";
import type { Transport } from "../network/ports.ts";
import type { Peer } from "./groups.ts";
import { complement } from "./packets.ts";
import { nameOf, partiesOf, type Interface, type Party } from "./parties.ts";
import type { Need, Place } from "./place.ts";
import { foreignSubnet, Passing, type Packet, type Side } from "./passing.ts";
import { all, any, no, unknown, type Reached } from "./reached.ts";

export interface Question {
  from: Place;
  to: Place;
  port: number;
  /** @default "tcp" */
  transport?: Transport;
}

const publicAddresses = complement(unrouted);
const internet = publicPeer([]);

/**
 * Which IPv4 connections are possible, according to subnets, routes, network ACLs, security groups, VPC
 * endpoints and load balancers in the plans of a stack and of the stacks that it depends on.
 */
export class Reachability {
  readonly parties: readonly Party[];
  /** The address range of each VPC. */
  readonly networks: readonly Place[];
  /** All analyzed resources. */
  readonly stack: Stack;
  readonly #passing: Passing;

  constructor(stack: Stack) {
    this.stack = stack;
    this.parties = partiesOf(stack);
    this.#passing = new Passing(stack);
    this.networks = this.#passing.topology.networks.flatMap(({ name, block }): Place[] => {
      const addresses = addressRange(block);
      return addresses === undefined ? [] : [{ kind: "addresses", addresses, text: `${name} ${block}` }];
    });
  }

  /** Whether a connection is possible, directly or through load balancers. */
  reach(question: Question): Reached {
    const { from, to, port } = question;
    const direct = this.#directly(question);
    if (direct.answer === "yes" || to.kind !== "party") return direct;
    const balanced = this.parties.flatMap((balancer) =>
      balancer.forwards
        .filter(({ targets }) => targets.some((target) => target.party === to.party && target.port === port))
        .filter(() => from.kind !== "party" || from.party !== balancer)
        .map((forward) => this.#by(balancer, forward.port, question)),
    );
    return any([direct, ...balanced]);
  }

  /** Whether a required connection is possible. */
  meets({ from, to, port }: Need): Reached {
    return this.reach({ from: { kind: "party", party: from }, to, port });
  }

  #by(party: Party, port: number, question: Question): Reached {
    const balancer: Place = { kind: "party", party };
    const before = this.#directly({ ...question, to: balancer, port });
    if (before.answer !== "yes") return before;
    const after = this.#directly({ ...question, from: balancer });
    const step = `the listener ${port} of ${nameOf(party)} forwards to port ${question.port}`;
    return {
      ...after,
      path: [...before.path, step, ...after.path],
      rules: [...before.rules, ...after.rules],
    };
  }

  #directly({ from, to, port, transport = "tcp" }: Question): Reached {
    const packet = { ports: { from: port, to: port }, transport };
    if (from.kind === "party") return this.#each(from.party, (side) => this.#fromSide(side, to, packet));
    if (to.kind !== "party") return unknown("neither side is in a plan");
    const [peer, name] =
      from.kind === "addresses" ? [peerAt(from.addresses), from.text] : [internet, "the internet"];
    return this.#each(to.party, (side) => this.#passing.inFrom(side, peer, name, packet));
  }

  #each({ interfaces, resource: { name } }: Party, reached: (side: Side) => Reached): Reached {
    return all(interfaces.map((one) => this.#sided(one, name, reached)));
  }

  #sided(one: Interface, name: string, reached: (side: Side) => Reached): Reached {
    const subnet = this.#passing.topology.subnet(one.subnet);
    return subnet === undefined
      ? unknown(foreignSubnet(one.subnet))
      : reached({ interface: one, subnet, name });
  }

  #fromSide(from: Side, to: Place, packet: Packet): Reached {
    switch (to.kind) {
      case "party":
        return this.#toParty(from, to.party, packet);
      case "service":
        return this.#toService(from, to.service, packet);
      case "internet":
        return this.#passing.outTo(from, internet, "the internet", packet);
      case "addresses":
        return this.#passing.outTo(from, peerAt(to.addresses), to.text, packet);
    }
  }

  #toParty(from: Side, party: Party, packet: Packet): Reached {
    const { topology } = this.#passing;
    const isNear = ({ subnet }: Interface): boolean =>
      [from.subnet.zone, undefined].includes(topology.subnet(subnet)?.zone);
    const interfaces = party.isZonal ? party.interfaces.filter(isNear) : party.interfaces;
    if (interfaces.length === 0 && party.isZonal)
      return no(`${nameOf(party)} has no interface in ${from.subnet.zone}, the zone of ${from.subnet.name}`);
    return this.#each({ ...party, interfaces }, (to) => this.#passing.between(from, to, packet));
  }

  #toService(from: Side, service: string, packet: Packet): Reached {
    const { topology } = this.#passing;
    const endpoints = topology.endpoints(from.subnet.vpc, service);
    const own = this.parties.find(
      ({ resource }) => resource.inputs["privateDnsEnabled"] === true && endpoints.includes(resource),
    );
    if (own) return this.#toParty(from, own, packet);
    const gateway = topology.gatewayEndpoint(from.subnet, service);
    const lists = gateway === undefined ? [] : [text(gateway.state["prefixListId"]) || gateway.id];
    return this.#passing.outTo(from, publicPeer(lists), `the AWS service ${service}`, packet);
  }
}

function publicPeer(prefixLists: string[]): Peer {
  return { addresses: publicAddresses, groups: [], prefixLists };
}

function peerAt(addresses: AddressRange): Peer {
  return { addresses: [addresses], groups: [], prefixLists: [] };
}
