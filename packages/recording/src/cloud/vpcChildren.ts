import { RecordingError } from "../recordingError.ts";
import { unknownOnTheWire } from "../wire.ts";
import {
  child,
  idOf,
  known,
  output,
  reference,
  Taken,
  type Child,
  type ConstructRequest,
  type Construction,
  type Registered,
} from "./construction.ts";
import { readVpcArguments } from "./vpcArguments.ts";
import { labelOf, subnetTypes, type VpcArguments } from "./vpcRecorded.ts";

/** The arguments that awsx passes to the VPC resource. */
const vpcProperties = [
  "assignGeneratedIpv6CidrBlock",
  "cidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "enableNetworkAddressUsageMetrics",
  "region",
];

/**
 * The resources that `awsx.ec2.Vpc` registers: equal to what the real component registered for each set of arguments in
 * recordings/awsxVpc.json, in a preview and in an update. Arguments of other kinds are refused.
 */
export function* vpcChildren(request: ConstructRequest): Construction {
  const { name } = request;
  const args = readVpcArguments(name, request.inputs, request.inputDependencies);
  const tags = { Name: name, ...args.tags };
  const common = { region: args.region };
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  const ids = args.natGateways?.elasticIpAllocationIds;
  const made = {
    subnets: [] as Registered[],
    publicSubnets: [] as Registered[],
    privateSubnets: [] as Registered[],
    isolatedSubnets: [] as Registered[],
    routeTables: [] as Registered[],
    routeTableAssociations: [] as Registered[],
    routes: [] as Registered[],
    natGateways: [] as Registered[],
    eips: [] as Registered[],
    vpcEndpoints: [] as Registered[],
  };

  function* add(list: Registered[], child: Child): Generator<Child, Registered, Registered> {
    const registered = yield child;
    list.push(registered);
    return registered;
  }

  const own = Object.entries(args).filter(([key]) => vpcProperties.includes(key));
  const vpc = yield child(undefined, request.urn, "aws:ec2/vpc:Vpc", name, {
    ...Object.fromEntries(own),
    tags,
  });
  const gateway = yield child(vpc, vpc.urn, "aws:ec2/internetGateway:InternetGateway", name, {
    ...common,
    vpcId: idOf(vpc),
    tags,
  });

  for (const [position, zone] of args.availabilityZoneNames.entries()) {
    const number = position + 1;
    for (const spec of subnetsOfAZone(args)) {
      const subnetName = `${name}-${labelOf(spec)}-${number}`;
      const byZone = args.subnetNameTagStrategy === "AvailabilityZone";
      const nameTags = {
        Name: byZone ? `${name}-${labelOf(spec)}-${suffix(zone)}` : subnetName,
        SubnetType: spec.type,
      };
      const subnet = yield* add(
        made.subnets,
        child(vpc, vpc.urn, "aws:ec2/subnet:Subnet", subnetName, {
          ...common,
          vpcId: idOf(vpc),
          availabilityZone: zone,
          mapPublicIpOnLaunch: spec.type === "Public",
          cidrBlock: spec.cidrBlocks[position],
          assignIpv6AddressOnCreation: args.assignGeneratedIpv6CidrBlock ?? false,
          ipv6CidrBlock: ipv6BlockOf(vpc, args),
          tags: { ...tags, ...spec.tags, ...nameTags },
        }),
      );
      if (spec.type === "Public") made.publicSubnets.push(subnet);
      else if (spec.type === "Private") made.privateSubnets.push(subnet);
      else made.isolatedSubnets.push(subnet);
      const table = yield* add(
        made.routeTables,
        child(subnet, subnet.urn, "aws:ec2/routeTable:RouteTable", subnetName, {
          ...common,
          vpcId: idOf(vpc),
          tags: { ...tags, ...nameTags },
        }),
      );
      yield* add(
        made.routeTableAssociations,
        child(table, table.urn, "aws:ec2/routeTableAssociation:RouteTableAssociation", subnetName, {
          ...common,
          routeTableId: idOf(table),
          subnetId: idOf(subnet),
        }),
      );
      if (spec.type === "Public" && wantsNat(strategy, position)) {
        const natName = `${name}-${number}`;
        const nat = { ...common, tags: { ...args.tags, Name: natName } };
        const eip = ids
          ? undefined
          : yield* add(made.eips, child(subnet, subnet.urn, "aws:ec2/eip:Eip", natName, nat));
        yield* add(
          made.natGateways,
          child(subnet, subnet.urn, "aws:ec2/natGateway:NatGateway", natName, {
            ...nat,
            subnetId: idOf(subnet),
            allocationId: eip ? output(eip, "allocationId") : ids?.[position],
          }),
        );
      }
      const nat = made.natGateways[strategy === "Single" ? 0 : position];
      const wayOut =
        spec.type === "Public"
          ? { gatewayId: idOf(gateway) }
          : spec.type === "Private" && nat && { natGatewayId: idOf(nat) };
      if (wayOut) {
        yield* add(
          made.routes,
          child(table, table.urn, "aws:ec2/route:Route", subnetName, {
            ...common,
            routeTableId: idOf(table),
            ...wayOut,
            destinationCidrBlock: "0.0.0.0/0",
          }),
        );
      }
    }
  }
  for (const { serviceName } of args.vpcEndpointSpecs ?? []) {
    yield* add(
      made.vpcEndpoints,
      child(vpc, vpc.urn, "aws:ec2/vpcEndpoint:VpcEndpoint", serviceName, {
        ...common,
        serviceName,
        vpcId: idOf(vpc),
        tags,
      }),
    );
  }

  const lists = {
    ...made,
    publicSubnetIds: made.publicSubnets,
    privateSubnetIds: made.privateSubnets,
    isolatedSubnetIds: made.isolatedSubnets,
  };
  const listed = Object.entries(lists).map(([key, list]): [string, unknown] => [
    key,
    key.endsWith("Ids") ? known(list.map(({ id }) => id)) : list.map(reference),
  ]);
  // awsx hands all its outputs on through one, which comes from every id in it: of the VPC and of each subnet.
  const always = [vpc, ...made.subnets];
  const sources = (list: Registered[]): string[] => [...new Set([...always, ...list].map(({ urn }) => urn))];
  return {
    state: {
      vpcId: vpc.id,
      vpc: reference(vpc),
      internetGateway: reference(gateway),
      subnetLayout: args.subnetSpecs.map(({ name: label, cidrBlocks, type }) => ({
        ...(label !== undefined && { name: label }),
        cidrBlocks,
        type,
      })),
      ...Object.fromEntries(listed),
    },
    dependencies: {
      vpcId: sources([]),
      vpc: sources([]),
      internetGateway: sources([gateway]),
      subnetLayout: sources([]),
      ...Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, sources(list)])),
    },
  };
}

/** Left out where the VPC has no IPv6 block; that is not known before the VPC exists. */
function ipv6BlockOf(vpc: Registered, args: VpcArguments): Taken {
  const ofVpc = output(vpc, "ipv6CidrBlock");
  if (ofVpc.value === unknownOnTheWire) return ofVpc;
  if (!args.assignGeneratedIpv6CidrBlock) return new Taken(vpc, undefined);
  if (!ofVpc.value)
    throw new RecordingError(
      "Subnets with assignIpv6AddressOnCreation=true require the VPC to have an IPv6 CIDR block. " +
        "Set assignGeneratedIpv6CidrBlock=true or provide ipv6CidrBlock.",
    );
  throw new RecordingError(
    "assignGeneratedIpv6CidrBlock: true is known for a VPC whose IPv6 block is unknown. Leave it out.",
  );
}

function subnetsOfAZone({ subnetSpecs }: VpcArguments): VpcArguments["subnetSpecs"] {
  return subnetSpecs
    .filter(({ type }) => type !== "Unused")
    .sort((one, other) => subnetTypes.indexOf(one.type) - subnetTypes.indexOf(other.type));
}

/** `1a` of `eu-central-1a`. */
function suffix(zone: string): string {
  return zone.replace(/^[a-z]{2,4}(?:-[a-z]+)+-/, "");
}

function wantsNat(strategy: string, position: number): boolean {
  return strategy === "OnePerAz" || (strategy === "Single" && position === 0);
}
