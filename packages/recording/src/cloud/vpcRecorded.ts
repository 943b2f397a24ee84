import { blockContains, blocksOverlap, parseCidrBlock } from "@ballast/model";
import { RecordingError } from "../recordingError.ts";

/** The subnet types for which awsx was recorded; see recordings/README.md for the method and the version. */
export const subnetTypes = ["Public", "Private", "Isolated", "Unused"] as const;
export const natStrategies = ["OnePerAz", "Single", "None"] as const;

/** Types of subnets that were recorded together, with the strategies for which awsx takes them. */
const recordedTypes = ["Isolated, Private, Public", "Private, Public", "Private, Public, Unused", "Public"];
/** Sizes of blocks, by their bits, from the largest to the smallest. */
export const recordedSizes = { vpc: [16, 22], subnet: [20, 28] } as const;
/**
 * One to four zones were recorded. Each zone after the first adds the same children (vpcChildren.test.ts proves it for the
 * recordings), so the result for more zones is known too, up to the eight for which packages/network has addresses.
 */
const mostZones = 8;

export interface SubnetSpec {
  type: (typeof subnetTypes)[number];
  name?: string;
  /** One for each zone. */
  cidrBlocks: string[];
  tags?: Record<string, string>;
}

export interface VpcArguments {
  cidrBlock: string;
  availabilityZoneNames: string[];
  subnetSpecs: SubnetSpec[];
  subnetNameTagStrategy?: string;
  natGateways?: { strategy: (typeof natStrategies)[number]; elasticIpAllocationIds?: string[] };
  assignGeneratedIpv6CidrBlock?: boolean;
  region?: string;
  tags?: Record<string, string>;
  vpcEndpointSpecs?: { serviceName: string }[];
}

export type Fault = (path: string, problem: string) => void;

export const zoneName = /^([a-z]{2,4}(?:-[a-z]+)+-\d+)[a-z]$/;

/** Each argument is well formed; what they must be to each other, and which were recorded together. */
export function checkTogether(args: VpcArguments, fault: Fault): void {
  const { availabilityZoneNames: zones, subnetSpecs: specs, natGateways, vpcEndpointSpecs = [] } = args;
  const [region, ...others] = new Set(zones.map((zone) => zoneName.exec(zone)?.[1]));
  if (region === undefined || others.length > 0)
    fault(
      "availabilityZoneNames",
      `${shown(zones)} are not zones of one region. Give such as "eu-central-1a".`,
    );
  if (new Set(zones).size < zones.length)
    fault("availabilityZoneNames", `${shown(zones)} names a zone twice. Name each once.`);
  if (zones.length > mostZones)
    fault("availabilityZoneNames", `${shown(zones)} are ${zones.length} zones. Known: 1 to ${mostZones}.`);
  if (args.region !== undefined && args.region !== region)
    fault("region", `${shown(args.region)} is not the region of the zones. Recorded: the zones' own.`);

  const vpc = parseCidrBlock(args.cidrBlock);
  for (const [index, { type, cidrBlocks, tags: own }] of specs.entries()) {
    const at = `subnetSpecs[${index}]`;
    if (cidrBlocks.length !== zones.length)
      fault(
        `${at}.cidrBlocks`,
        `${shown(cidrBlocks)} has ${cidrBlocks.length} blocks for ${zones.length} zones. Give one for each zone.`,
      );
    for (const [position, one] of cidrBlocks.entries()) {
      const inner = parseCidrBlock(one);
      if (vpc && inner && !blockContains(vpc, inner))
        fault(
          `${at}.cidrBlocks[${position}]`,
          `${shown(one)} is not in ${args.cidrBlock}. Recorded: blocks of the VPC.`,
        );
    }
    for (const key of Object.keys(own ?? {}).filter((one) => type === "Unused" || one in (args.tags ?? {})))
      fault(
        `${at}.tags.${key}`,
        `${shown(own?.[key])} is not modelled. Recorded: tags that the VPC has not, of subnets that are used.`,
      );
  }
  const types = specs.map(({ type }) => type);
  if (new Set(types).size < types.length)
    fault("subnetSpecs", `${shown(types)} has a type twice, which is not modelled. Give each type once.`);
  else if (!recordedTypes.includes([...types].sort().join(", ")))
    fault("subnetSpecs", `${shown(types)} are not modelled together. Recorded: ${recordedTypes.join("; ")}.`);
  const labels = specs.map(labelOf);
  if (new Set(labels).size < labels.length)
    fault("subnetSpecs", `${shown(labels)} has a name twice. Give each subnet a name of its own.`);
  if (new Set(specs.map(({ name }) => name === undefined)).size > 1)
    fault(
      "subnetSpecs",
      `${shown(labels)} have names in part, which is not modelled. Recorded: all or none.`,
    );

  for (const [index, { serviceName }] of vpcEndpointSpecs.entries())
    if (serviceName !== `com.amazonaws.${region}.s3` || index > 0)
      fault(
        `vpcEndpointSpecs[${index}].serviceName`,
        `${shown(serviceName)} is not modelled. Recorded: one, "com.amazonaws.${region}.s3".`,
      );
  const ids = natGateways?.elasticIpAllocationIds;
  if (
    ids &&
    (natGateways?.strategy !== "OnePerAz" ||
      new Set(ids).size !== zones.length ||
      ids.length !== zones.length)
  )
    fault(
      "natGateways.elasticIpAllocationIds",
      `${shown(ids)} is not modelled here. Recorded: another one for each zone with strategy "OnePerAz".`,
    );
  if (args.assignGeneratedIpv6CidrBlock && (natGateways?.strategy !== "Single" || types.length < 3))
    fault(
      "assignGeneratedIpv6CidrBlock",
      `true is not modelled here. Recorded: with strategy "Single" and ${recordedTypes[0]} subnets.`,
    );
}

/** The checks of awsx, in its order and with its messages (awsx/ec2/vpc.ts: validateEips, validateSubnets, validateNatGatewayStrategy). */
export function refuseAsAwsxDoes(name: string, args: VpcArguments): void {
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  if (!natStrategies.includes(strategy)) throw new RecordingError(`Unknown NatGatewayStrategy '${strategy}'`);
  const subnets = args.availabilityZoneNames.flatMap((_zone, position) =>
    args.subnetSpecs.map((spec) => ({
      name: `${name}-${labelOf(spec)}-${position + 1}`,
      cidrBlock: spec.cidrBlocks[position] ?? "",
      block: parseCidrBlock(spec.cidrBlocks[position] ?? ""),
    })),
  );
  const overlapping = subnets.filter((one) =>
    subnets.some(
      (other) => other !== one && one.block && other.block && blocksOverlap(one.block, other.block),
    ),
  );
  if (overlapping.length > 0)
    throw new RecordingError(
      "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce the " +
        "size of the subnets per AZ, or use less Availability Zones:\n\n" +
        overlapping.map((subnet, index) => `${index + 1}. ${subnet.name}: ${subnet.cidrBlock}\n`).join(""),
    );
  const has = (...types: string[]): boolean => args.subnetSpecs.some(({ type }) => types.includes(type));
  if (strategy !== "None" && !(has("Public") && has("Private", "Isolated")))
    throw new RecordingError(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway " +
        "resource, along with private or isolated subnets to route through it.",
    );
}

/** The part of a subnet's name that describes its kind. */
export function labelOf({ name, type }: SubnetSpec): string {
  return name ?? type.toLowerCase();
}

export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
