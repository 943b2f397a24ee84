import { RecordingError } from "../recordingError.ts";
import { resourceOnTheWire, unknownOnTheWire, type Properties } from "../wire.ts";
import type { Child, ConstructRequest, Construction, Registered } from "./remoteComponents.ts";

interface SubnetSpec {
  type: string;
  name?: string;
  cidrBlocks: string[];
}

interface VpcInputs extends Properties {
  availabilityZoneNames: string[];
  cidrBlock: string;
  natGateways?: { strategy: string };
  subnetNameTagStrategy?: string;
  subnetSpecs: SubnetSpec[];
  tags?: Record<string, string>;
}

/** Of the inputs, those that awsx hands on to the VPC itself. */
const vpcProperties = ["cidrBlock", "enableDnsHostnames", "enableDnsSupport", "instanceTenancy"];

/**
 * The resources that `awsx.ec2.Vpc` makes of explicit subnet blocks: their names, order, parents, dependencies and
 * inputs as in awsx's source (github.com/pulumi/pulumi-awsx, awsx/ec2/vpc.ts, read in November 2026 at the release
 * that brought subnet names by zone). Allocation by masks, brought Elastic IPs, IPv6 and endpoints, which
 * packages/network does not use, are refused rather than guessed.
 */
export function* vpcChildren({ name, urn, inputs }: ConstructRequest): Construction {
  const args = checked(inputs);
  const tags = { Name: name, ...args.tags };
  const made = {
    subnets: [],
    routeTables: [],
    associations: [],
    routes: [],
    natGateways: [],
    eips: [],
  } as Record<"subnets" | "routeTables" | "associations" | "routes" | "natGateways" | "eips", Registered[]>;
  const idsByType: Record<string, Registered[]> = { Public: [], Private: [], Isolated: [] };

  function* add(list: Registered[], child: Child): Generator<Child, Registered, Registered> {
    const registered = yield child;
    list.push(registered);
    return registered;
  }

  const vpc = yield {
    type: "aws:ec2/vpc:Vpc",
    name,
    parent: urn,
    inputs: { ...pick(inputs, vpcProperties), tags },
    dependsOn: [],
  };
  const gateway = yield under(vpc, "aws:ec2/internetGateway:InternetGateway", name, { vpcId: vpc.id, tags });

  for (const [position, zone] of args.availabilityZoneNames.entries()) {
    const number = position + 1;
    for (const spec of [...args.subnetSpecs].sort(publicFirst)) {
      const label = spec.name ?? spec.type.toLowerCase();
      const subnetName = `${name}-${label}-${number}`;
      const shownName =
        args.subnetNameTagStrategy === "AvailabilityZone" ? `${name}-${label}-${suffix(zone)}` : subnetName;
      const subnetTags = { ...tags, Name: shownName, SubnetType: spec.type };

      const subnet = yield* add(
        made.subnets,
        under(vpc, "aws:ec2/subnet:Subnet", subnetName, {
          vpcId: vpc.id,
          availabilityZone: zone,
          mapPublicIpOnLaunch: spec.type === "Public",
          cidrBlock: spec.cidrBlocks[position],
          assignIpv6AddressOnCreation: false,
          tags: subnetTags,
        }),
      );
      idsByType[spec.type]?.push(subnet);
      const table = yield* add(
        made.routeTables,
        under(subnet, "aws:ec2/routeTable:RouteTable", subnetName, { vpcId: vpc.id, tags: subnetTags }, [
          vpc,
        ]),
      );
      yield* add(
        made.associations,
        under(
          table,
          "aws:ec2/routeTableAssociation:RouteTableAssociation",
          subnetName,
          {
            routeTableId: table.id,
            subnetId: subnet.id,
          },
          [subnet],
        ),
      );
      if (spec.type === "Public" && wantsNat(args.natGateways?.strategy, made.natGateways.length, position)) {
        const natName = `${name}-${number}`;
        const natTags = { ...args.tags, Name: natName };
        const eip = yield* add(made.eips, under(subnet, "aws:ec2/eip:Eip", natName, { tags: natTags }));
        yield* add(
          made.natGateways,
          under(
            subnet,
            "aws:ec2/natGateway:NatGateway",
            natName,
            {
              subnetId: subnet.id,
              allocationId: eip.state["allocationId"] ?? unknownOnTheWire,
              tags: natTags,
            },
            [eip],
          ),
        );
      }
      const wayOut = routeOf(spec.type, args.natGateways?.strategy, gateway, made.natGateways, position);
      if (wayOut) {
        yield* add(
          made.routes,
          under(
            table,
            "aws:ec2/route:Route",
            subnetName,
            {
              routeTableId: table.id,
              [wayOut.property]: wayOut.target.id,
              destinationCidrBlock: "0.0.0.0/0",
            },
            [wayOut.target],
          ),
        );
      }
    }
  }

  const lists: Record<string, Registered[]> = {
    subnets: made.subnets,
    routeTables: made.routeTables,
    routeTableAssociations: made.associations,
    routes: made.routes,
    natGateways: made.natGateways,
    eips: made.eips,
  };
  const idLists: Record<string, Registered[]> = {
    publicSubnetIds: idsByType["Public"] ?? [],
    privateSubnetIds: idsByType["Private"] ?? [],
    isolatedSubnetIds: idsByType["Isolated"] ?? [],
  };
  return {
    state: {
      vpcId: vpc.id,
      vpc: resourceOnTheWire(vpc.urn, vpc.id),
      internetGateway: resourceOnTheWire(gateway.urn, gateway.id),
      ...map(idLists, ({ id }) => id),
      ...map(lists, (item) => resourceOnTheWire(item.urn, item.id)),
    },
    dependencies: {
      vpcId: [vpc.urn],
      vpc: [vpc.urn],
      internetGateway: [gateway.urn],
      ...Object.fromEntries(
        Object.entries({ ...idLists, ...lists }).map(([key, list]) => [key, list.map((item) => item.urn)]),
      ),
    },
  };
}

function checked(inputs: Properties): VpcInputs {
  const args = inputs as VpcInputs;
  const unsupported = [
    "availabilityZoneCidrMask",
    "numberOfAvailabilityZones",
    "vpcEndpointSpecs",
    "ipv4IpamPoolId",
  ];
  const used = unsupported.filter((property) => property in inputs);
  if (!args.availabilityZoneNames || !args.subnetSpecs?.every((spec) => spec.cidrBlocks))
    used.push("no explicit blocks");
  if (used.length > 0)
    throw new RecordingError(
      `awsx:ec2:Vpc is known here with zones and explicit blocks only, not with ${used.join(", ")}.`,
    );
  return args;
}

function under(
  parent: Registered,
  type: string,
  name: string,
  inputs: Properties,
  uses: Registered[] = [],
): Child {
  return {
    type,
    name,
    parent: parent.urn,
    inputs,
    dependsOn: [parent, ...uses].map(({ urn }) => urn).sort(),
  };
}

const order = ["Public", "Private", "Isolated"];
function publicFirst(one: SubnetSpec, other: SubnetSpec): number {
  return order.indexOf(one.type) - order.indexOf(other.type);
}

/** `1a` of `eu-central-1a`. */
function suffix(zone: string): string {
  return zone.replace(/^[a-z]{2}(?:-[a-z]+)+-/, "");
}

function wantsNat(strategy: string | undefined, made: number, position: number): boolean {
  return strategy === "Single" ? made < 1 : strategy !== "None" && made < position + 1;
}

function routeOf(
  type: string,
  strategy: string | undefined,
  gateway: Registered,
  natGateways: Registered[],
  position: number,
): { property: string; target: Registered } | undefined {
  if (type === "Public") return { property: "gatewayId", target: gateway };
  const nat = natGateways[strategy === "Single" ? 0 : position];
  return type === "Private" && nat ? { property: "natGatewayId", target: nat } : undefined;
}

function pick(record: Properties, keys: string[]): Properties {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function map(lists: Record<string, Registered[]>, to: (item: Registered) => unknown): Properties {
  return Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, list.map(to)]));
}
