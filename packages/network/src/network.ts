import schema from "#schema" with { type: "json" };
import * as awsx from "@pulumi/awsx";
import * as aws from "@pulumi/aws";
import { entryOf, fromComputed } from "@ballast/contracts";
import {
  checkArguments,
  checkLogRetention,
  checkProtection,
  checkRetention,
  checkWithoutEffect,
  type Faults,
  given,
  isOn,
  storeProtection,
  waiversOf,
  zoneKey,
  type Protection,
  type Retention,
  type SiteArgs,
  type WatchPart,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkAddressPlan, checkZones, planAddresses, Tier } from "./addressPlan.ts";
import { createGatewayEndpoint, createInterfaceEndpoints, fullNameFault } from "./endpoints.ts";
import { createFlowLogs } from "./flowLogs.ts";
import { watchNat } from "./watched.ts";

/** How private subnets reach the internet. */
export const NatGateways = {
  /** No gateway: private subnets reach endpoints only. */
  None: "none",
  /** One gateway for all zones: cheaper, but unavailable if its zone fails. */
  Single: "single",
  /** One gateway in each zone. */
  OnePerZone: "onePerZone",
} as const;
export type NatGateways = (typeof NatGateways)[keyof typeof NatGateways];

export interface NetworkArgs extends SiteArgs {
  /**
   * The VPC's IPv4 block, /16 to /22, canonical, private. It is divided from the start for eight zones with three tiers
   * each, so it never needs to change.
   */
  cidrBlock: string;
  /**
   * Names of two to eight zones: `["eu-central-1a", "eu-central-1b"]`. Append only: a zone's place in this list
   * decides its addresses and its subnets' names in the state.
   */
  availabilityZones: string[];
  /**
   * `onePerZone` keeps a zone working when another fails; `single` pays for one gateway; `none` leaves private
   * subnets with endpoints only.
   *
   * @default "onePerZone"
   */
  natGateways?: NatGateways;
  /** Whether to create subnets without a route to the internet, for databases. @default false */
  isolatedSubnets?: boolean;
  /**
   * AWS services that are reachable without NAT, by the last part of their endpoint's name: `["ecr.api", "ecr.dkr",
   * "logs"]`. Each is charged per hour in every zone. The gateway endpoint for Amazon S3 is free and is always created.
   *
   * @default - none
   */
  interfaceEndpoints?: string[];
  /** Address ranges to which this VPC is, or will be, routed. An overlap with the VPC is rejected. @default - none */
  connectedRanges?: Record<string, string>;
  /** A record of every connection's addresses and ports, in CloudWatch Logs. @default - on */
  flowLogs?: Protection;
  /** Days to keep flow logs. Only with `flowLogs`. @default 90 */
  logRetentionDays?: number;
  /** Whether the flow logs remain when the stack is destroyed. Only with `flowLogs`. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the flow logs. Waives the rule `data-retention`, for the flow logs only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * A VPC on `awsx.ec2.Vpc`: public and private subnets in each zone (and isolated ones on request), NAT, endpoints, flow
 * logs, and a default security group that admits nothing.
 *
 * Charges: NAT gateways and interface endpoints per hour and gigabyte, flow logs per gigabyte. The rest is free.
 */
export class Network extends pulumi.ComponentResource {
  /** `vpc-…`. It can be known before the VPC's subnets and routes exist. */
  readonly vpcId: pulumi.Output<string>;
  /** Keyed by zone (`a`, `b`, …): for load balancers and NAT gateways. */
  readonly publicSubnetIds: Record<string, pulumi.Output<string>>;
  /** Keyed by zone: for tasks and container instances. */
  readonly privateSubnetIds: Record<string, pulumi.Output<string>>;
  /** Keyed by zone: for databases. Empty without `isolatedSubnets`. */
  readonly isolatedSubnetIds: Record<string, pulumi.Output<string>>;
  /** Names of the zones, in the order of the argument. */
  readonly availabilityZones: string[];
  /** Names of the zones, keyed as the subnets are: `{ a: "eu-central-1a" }`. */
  readonly zoneNames: Record<string, string>;
  /** For `Watch`: monitors the NAT gateways. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Network", name, args, check);
    super("ballast-network:index:Network", name, {}, opts);
    const child = { parent: this };

    const vpc = createVpc(name, args, child);
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.vpcId, ingress: [], egress: [] }, child);
    createGatewayEndpoint(`${name}-s3`, args.site, vpc, child);
    const keys = args.availabilityZones.map(zoneKey);
    this.privateSubnetIds = byZone(keys, vpc.privateSubnetIds);
    createInterfaceEndpoints(name, { ...args, vpcId: vpc.vpcId, subnetIds: this.privateSubnetIds }, child);
    if (isOn(args.flowLogs)) createFlowLogs(name, { ...args, vpcId: vpc.vpcId }, child);

    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = byZone(keys, vpc.publicSubnetIds);
    this.isolatedSubnetIds = args.isolatedSubnets ? byZone(keys, vpc.isolatedSubnetIds) : {};
    this.availabilityZones = args.availabilityZones;
    this.zoneNames = Object.fromEntries(args.availabilityZones.map((zone) => [zoneKey(zone), zone]));
    this.watchPart = watchNat(name, gatewaysOf(args, vpc));
    const publicAddresses: Protection = { enabled: false, reason: publicAddressesReason };
    this.waivers = waiversOf({
      // The names that awsx gives its public subnets.
      "vpc-public-addresses": Object.fromEntries(
        keys.map((_zone, index) => [`${name}-vpc-public-${index + 1}`, publicAddresses]),
      ),
      "vpc-flow-logs": { [`${name}-vpc`]: args.flowLogs },
      ...(isOn(args.flowLogs) && { "data-retention": { [`${name}-flow-logs`]: storeProtection(args) } }),
    });
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
      availabilityZones: this.availabilityZones,
      zoneNames: this.zoneNames,
      waivers: this.waivers,
    });
  }
}

/** awsx sets this for its own subnets, and offers no argument to change it. */
const publicAddressesReason =
  "awsx enables public IPs on public subnets and cannot turn that off; only load balancers and NAT gateways run there";

function check(faults: Faults, args: NetworkArgs): void {
  checkZones(faults, args.availabilityZones, args.site.region);
  checkAddressPlan(faults, args);
  for (const [position, service] of (args.interfaceEndpoints ?? []).entries()) {
    const fault = fullNameFault(service, args.site);
    if (fault !== undefined) {
      faults.add(`interfaceEndpoints[${position}]`, fault);
    } else if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(service)) {
      faults.add(
        `interfaceEndpoints[${position}]`,
        `${given(service)} is not a service name. Use, for example, "ecr.api".`,
      );
    } else if (args.interfaceEndpoints?.indexOf(service) !== position) {
      faults.add(`interfaceEndpoints[${position}]`, `${given(service)} is named twice.`);
    }
  }
  checkProtection(faults, "flowLogs", args.flowLogs);
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
  if (!isOn(args.flowLogs)) {
    const ofLogs = ["logRetentionDays", "retention", "retentionReason"] as const;
    checkWithoutEffect(faults, "", args, ofLogs, "flowLogs is off. Leave it out.");
  }
}

const natStrategies: Record<NatGateways, awsx.types.enums.ec2.NatGatewayStrategy> = {
  none: "None",
  single: "Single",
  onePerZone: "OnePerAz",
};

const subnetTypes: Record<Tier, awsx.types.enums.ec2.SubnetType> = {
  public: "Public",
  private: "Private",
  isolated: "Isolated",
};

/** awsx creates the subnets with the addresses of our address plan: with `cidrBlocks` it allocates none itself. */
function createVpc(name: string, args: NetworkArgs, child: pulumi.ComponentResourceOptions): awsx.ec2.Vpc {
  const tiers: Tier[] = [Tier.Public, Tier.Private, ...(args.isolatedSubnets ? [Tier.Isolated] : [])];
  const plan = planAddresses(args.cidrBlock, args.availabilityZones, tiers);
  return new awsx.ec2.Vpc(
    `${name}-vpc`,
    {
      cidrBlock: args.cidrBlock,
      availabilityZoneNames: args.availabilityZones,
      subnetStrategy: "Auto",
      subnetNameTagStrategy: "AvailabilityZone",
      subnetSpecs: tiers.map((tier) => ({
        type: subnetTypes[tier],
        name: tier,
        cidrBlocks: plan.filter((subnet) => subnet.tier === tier).map((subnet) => subnet.cidrBlock),
      })),
      natGateways: { strategy: natStrategies[args.natGateways ?? NatGateways.OnePerZone] },
      // Private names of interface endpoints, and Amazon EFS's own, resolve only with both.
      enableDnsHostnames: true,
      enableDnsSupport: true,
    },
    child,
  );
}

/** Keyed by zone: a single gateway for all zones is in the first. */
function gatewaysOf(args: NetworkArgs, vpc: awsx.ec2.Vpc): Record<string, pulumi.Output<string>> {
  const zones = args.availabilityZones.map(zoneKey);
  const standing: Record<NatGateways, string[]> = { none: [], single: zones.slice(0, 1), onePerZone: zones };
  const strategy = args.natGateways ?? NatGateways.OnePerZone;
  return byZone(
    standing[strategy],
    // Mocks answer with what awsx was given under the same name, which is not a list: then no id is known.
    vpc.natGateways.apply((all) =>
      Array.isArray(all) ? pulumi.all(all.map(({ id }) => id)) : pulumi.output<string[]>(undefined as never),
    ),
  );
}

function byZone(keys: string[], ids: pulumi.Output<string[]>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    keys.map((key, position) => [
      key,
      fromComputed(ids, (all) => entryOf(all, position, "The VPC's subnets")),
    ]),
  );
}
