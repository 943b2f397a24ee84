import { aws } from "@ballast/aws";
import {
  addressRange,
  cover,
  fields,
  isTrue,
  list,
  text,
  type AddressRange,
  type Fields,
  type Resource,
  type Stack,
} from "@ballast/model";
import { allows, entriesOfAcl, inOrder, networkAcls } from "../network/acls.ts";
import { portsOf, type Transport } from "../network/ports.ts";
import { packetsOf, remaining, type Packets } from "./packets.ts";

/** A subnet in a plan. */
export interface Subnet {
  id: string;
  name: string;
  vpc: string;
  zone: string;
  addresses: AddressRange;
  givesPublicAddresses: boolean;
}

/** The target of a route. */
export type Target =
  | { kind: "local" }
  | { kind: "internet gateway" }
  | { kind: "NAT gateway"; name: string; subnet: string; isPrivate: boolean }
  /** Not analyzed: VPC peering, transit gateways, firewalls. */
  | { kind: "other"; what: string }
  | { kind: "nowhere" };

/** The subnets, routes and network ACLs in plans. */
export class Topology {
  readonly #stack: Stack;
  readonly #subnets = new Map<string, Subnet>();

  constructor(stack: Stack) {
    this.#stack = stack;
    for (const resource of stack.ofType(aws.subnet, aws.defaultSubnet)) {
      const { inputs, id, name } = resource;
      const addresses = addressRange(inputs["cidrBlock"]);
      if (addresses === undefined) continue;
      this.#subnets.set(id, {
        id,
        name,
        vpc: text(inputs["vpcId"]),
        zone: text(inputs["availabilityZone"] ?? inputs["availabilityZoneId"]),
        addresses,
        givesPublicAddresses: isTrue(inputs["mapPublicIpOnLaunch"]),
      });
    }
  }

  /** The VPCs in the plans. */
  get networks(): { name: string; block: string }[] {
    return this.#stack
      .ofType(aws.vpc)
      .map(({ name, inputs }) => ({ name, block: text(inputs["cidrBlock"]) }))
      .filter(({ block }) => block !== "");
  }

  /** Undefined for a subnet that is not in any plan. */
  subnet(id: unknown): Subnet | undefined {
    return this.#subnets.get(text(id));
  }

  /** The most specific route from a subnet that covers all of the addresses. */
  route(from: Subnet, to: AddressRange): Target {
    const fitting = this.#routesOf(from)
      .map((route) => ({ route, block: addressRange(route["destinationCidrBlock"] ?? route["cidrBlock"]) }))
      .flatMap(({ route, block }) =>
        block !== undefined && cover([block], to) ? [{ route, size: block.last - block.first }] : [],
      )
      .sort((one, other) => (one.size < other.size ? -1 : 1));
    const [best] = fitting;
    const local = this.#blocksOf(from.vpc).find((block) => cover([block], to));
    // A more specific route within the VPC leads to a firewall in between.
    if (local !== undefined && (best === undefined || best.size >= local.last - local.first))
      return { kind: "local" };
    return best === undefined ? { kind: "nowhere" } : this.#target(best.route);
  }

  /** The gateway endpoint that a subnet's route table has for a service. */
  gatewayEndpoint(from: Subnet, service: string): Resource | undefined {
    const table = this.#tableOf(from);
    return this.endpoints(from.vpc, service).find(
      (endpoint) =>
        (endpoint.inputs["vpcEndpointType"] ?? "Gateway") === "Gateway" &&
        (list(endpoint.inputs["routeTableIds"]).includes(table) ||
          this.#stack
            .ofType(aws.endpointRouteTable)
            .some(
              ({ inputs }) => inputs["routeTableId"] === table && inputs["vpcEndpointId"] === endpoint.id,
            )),
    );
  }

  /** The endpoints of a service in a VPC: `s3`, `ecr.api`. */
  endpoints(vpc: string, service: string): Resource[] {
    return this.#stack
      .ofType(aws.vpcEndpoint)
      .filter(({ inputs }) => inputs["vpcId"] === vpc && isServiceName(text(inputs["serviceName"]), service));
  }

  /** The packets that a subnet's network ACL denies. */
  stopped(
    subnet: Subnet,
    direction: "ingress" | "egress",
    packets: readonly Packets[],
    transport: Transport,
  ): Packets[] {
    const entries = this.#entriesOf(subnet, direction);
    if (entries === undefined) return [];
    let open = [...packets];
    let denied: Packets[] = [];
    for (const entry of entries) {
      const ports = portsOf(entry, transport);
      if (ports === undefined) continue;
      const fitting = packetsOf([entry["cidrBlock"]], ports);
      const rest = remaining(open, fitting);
      if (!allows(entry)) denied = [...denied, ...open.flatMap((one) => remaining([one], rest))];
      open = rest;
    }
    return [...denied, ...open];
  }

  #blocksOf(vpc: string): AddressRange[] {
    const found = this.#stack.referred(aws.vpc, vpc);
    const more = this.#stack.ofType(aws.cidrBlockAssociation).filter(({ inputs }) => inputs["vpcId"] === vpc);
    const texts = [found?.inputs["cidrBlock"], ...more.map(({ inputs }) => inputs["cidrBlock"])];
    return texts.map(addressRange).filter((block) => block !== undefined);
  }

  #tableOf({ id, vpc }: Subnet): string | undefined {
    const explicit = this.#stack
      .ofType(aws.routeTableAssociation)
      .find(({ inputs }) => inputs["subnetId"] === id);
    const main = this.#stack.ofType(aws.mainRouteTable).find(({ inputs }) => inputs["vpcId"] === vpc);
    const given = explicit?.inputs["routeTableId"] ?? main?.inputs["routeTableId"];
    return text(given ?? this.#stack.referred(aws.vpc, vpc)?.state["mainRouteTableId"]) || undefined;
  }

  #routesOf(subnet: Subnet): Fields[] {
    const table = this.#tableOf(subnet);
    if (table === undefined) return [];
    const apart = this.#stack.ofType(aws.route).filter(({ inputs }) => inputs["routeTableId"] === table);
    const tables = this.#stack
      .ofType(aws.routeTable, aws.defaultRouteTable)
      .filter((one) => one.id === table || one.inputs["defaultRouteTableId"] === table);
    return [
      ...apart.map(({ inputs }) => inputs),
      ...tables.flatMap(({ inputs }) => list(inputs["routes"]).map(fields)),
    ];
  }

  #target(route: Fields): Target {
    const nat = this.#stack.referred(aws.natGateway, route["natGatewayId"]);
    if (nat) {
      const { subnetId, connectivityType } = nat.inputs;
      const isPrivate = text(connectivityType) === "private";
      return { kind: "NAT gateway", name: nat.name, subnet: text(subnetId), isPrivate };
    }
    if (this.#stack.referred(aws.internetGateway, route["gatewayId"])) return { kind: "internet gateway" };
    const others = [
      "natGatewayId",
      "gatewayId",
      "transitGatewayId",
      "vpcPeeringConnectionId",
      "vpcEndpointId",
      "networkInterfaceId",
    ];
    const what = others.map((key) => text(route[key])).find((one) => one !== "");
    return { kind: "other", what: what ?? "a target that is not in any plan" };
  }

  /** Entries by rule number. @returns undefined if there is no ACL: AWS's default ACL allows everything. */
  #entriesOf({ id, vpc }: Subnet, direction: "ingress" | "egress"): Fields[] | undefined {
    const associated = this.#stack
      .ofType(aws.networkAclAssociation)
      .find(({ inputs }) => inputs["subnetId"] === id);
    const all = this.#stack.ofType(...networkAcls);
    const usual = this.#stack.referred(aws.vpc, vpc)?.state["defaultNetworkAclId"];
    const acl =
      all.find(
        (one) => one.id === associated?.inputs["networkAclId"] || list(one.inputs["subnetIds"]).includes(id),
      ) ??
      all.find((one) => one.type === aws.defaultNetworkAcl && one.inputs["defaultNetworkAclId"] === usual);
    return acl && inOrder(entriesOfAcl(acl, this.#stack, direction));
  }
}

/**
 * Whether a name such as `com.amazonaws.eu-central-1.ecr.api` is that of a service. Other partitions have
 * another domain at the start.
 */
function isServiceName(name: string, service: string): boolean {
  return (
    name.endsWith(`.${service}`) &&
    /^(?:[a-z]+\.)+[a-z]+(?:-[a-z]+)+-\d$/.test(name.slice(0, -service.length - 1))
  );
}
