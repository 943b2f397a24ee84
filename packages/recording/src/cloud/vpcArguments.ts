import { topLevel } from "@ballast/model";
import { RecordingError } from "../recordingError.ts";
import { decode, type Properties } from "../wire.ts";

/** What was recorded of awsx, and is therefore known; recordings/README.md says how and from which version. */
export const subnetTypes = ["Public", "Private", "Isolated", "Unused"] as const;
const natStrategies = ["OnePerAz", "Single", "None"] as const;

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

type Fault = (path: string, problem: string) => void;
type Check = (value: unknown, path: string, fault: Fault) => void;

const zoneName = /^([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]$/;

const text: Check = (value, path, fault) => {
  if (typeof value !== "string" || value === "") fault(path, `${shown(value)} is not a text. Give a text.`);
};
const flag: Check = (value, path, fault) => {
  if (typeof value !== "boolean") fault(path, `${shown(value)} is not a boolean. Give true or false.`);
};
const block: Check = (value, path, fault) => {
  if (typeof value !== "string" || range(value) === undefined)
    fault(
      path,
      `${shown(value)} is not an IPv4 block at its own start. Give one such as "10.0.16.0/22"; awsx's own allocation of addresses is not modelled.`,
    );
};
const region: Check = (value, path, fault) => {
  if (typeof value !== "string" || !zoneName.test(`${value}a`))
    fault(path, `${shown(value)} is not a region. Give one such as "eu-central-1".`);
};
const tags: Check = (value, path, fault) => {
  if (!isRecord(value)) return fault(path, `${shown(value)} is not a map of tags. Give texts by their keys.`);
  for (const [key, tag] of Object.entries(value))
    if (typeof tag !== "string") fault(`${path}.${key}`, `${shown(tag)} is not a text. Give a text.`);
};

function oneOf(allowed: readonly string[], otherwise: string): Check {
  return (value, path, fault) => {
    if (!allowed.includes(value as string))
      fault(
        path,
        `${shown(value)} is not modelled. Allowed: ${allowed.map((one) => `"${one}"`).join(", ")}.${otherwise}`,
      );
  };
}

function list(item: Check): Check {
  return (value, path, fault) => {
    if (!Array.isArray(value) || value.length === 0)
      return fault(path, `${shown(value)} is not a list with members. Give at least one, or leave it out.`);
    value.forEach((member, index) => item(member, `${path}[${index}]`, fault));
  };
}

/** A map of exactly these keys; a key that is required is named. */
function shape(checks: Record<string, Check>, required: string[]): Check {
  return (value, path, fault) => {
    if (!isRecord(value))
      return fault(path, `${shown(value)} is not a map. Give one with ${keysOf(checks)}.`);
    const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
    for (const [key, inner] of Object.entries(value)) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      if (check) check(inner, at(key), fault);
      else
        fault(
          at(key),
          `${shown(inner)} was given, and this argument is not modelled. Leave it out. Allowed: ${keysOf(checks)}.`,
        );
    }
    for (const key of required.filter((one) => !(one in value)))
      fault(at(key), "it is missing, and what awsx does by default is not modelled. Give a value.");
  };
}

const subnetSpec = shape(
  {
    type: oneOf(subnetTypes, ""),
    name: text,
    cidrBlocks: list(block),
    tags,
  },
  ["type", "cidrBlocks"],
);

const vpc = shape(
  {
    cidrBlock: block,
    availabilityZoneNames: list(text),
    subnetStrategy: oneOf(["Auto"], ""),
    subnetNameTagStrategy: oneOf(["AvailabilityZone"], " Leave it out for names by number."),
    subnetSpecs: list(subnetSpec),
    natGateways: shape({ strategy: natStrategy, elasticIpAllocationIds: list(text) }, ["strategy"]),
    enableDnsHostnames: flag,
    enableDnsSupport: flag,
    enableNetworkAddressUsageMetrics: flag,
    assignGeneratedIpv6CidrBlock: flag,
    region,
    tags,
    vpcEndpointSpecs: list(shape({ serviceName: text }, ["serviceName"])),
  },
  ["cidrBlock", "availabilityZoneNames", "subnetStrategy", "subnetSpecs"],
);

/** What awsx itself refuses is not a fault here; see `refuseAsAwsxDoes`. */
function natStrategy(value: unknown, path: string, fault: Fault): void {
  const known = natStrategies.some((one) => one.toLowerCase() === String(value).toLowerCase());
  if (typeof value !== "string" || known) oneOf(natStrategies, "")(value, path, fault);
}

/**
 * The arguments of an `awsx:ec2:Vpc`, if they are of the kinds that were recorded.
 *
 * @param inputs As they travel, with marks of secrets and of what is not known.
 * @param dependencies URNs of what each argument comes from.
 * @throws {RecordingError} that lists every argument whose children would be a guess.
 * @throws {RecordingError} with awsx's own message, for what awsx refuses.
 */
export function readVpcArguments(
  name: string,
  inputs: Properties,
  dependencies: Record<string, string[]> = {},
): VpcArguments {
  const faults: string[] = [];
  const fault: Fault = (path, problem) => faults.push(`${path}: ${problem}`);
  const { value, secrets, unknown } = decode(inputs);
  const hidden = new Set([...secrets, ...unknown].map(topLevel));
  for (const path of secrets) fault(path, "a secret is not modelled. Give a value that is not secret.");
  for (const path of unknown) fault(path, "it is not known yet, which is not modelled. Give a plain value.");
  for (const [key, urns] of Object.entries(dependencies)) {
    if (urns.length === 0 || hidden.has(key)) continue;
    hidden.add(key);
    fault(key, "it comes from another resource, which is not modelled. Give a plain value.");
  }
  const plain = Object.fromEntries(
    Object.entries(value as Properties).filter(([, inner]) => inner !== undefined && inner !== null),
  );
  vpc(plain, "", (path, problem) => {
    // The value of a secret is never quoted.
    if (!hidden.has(topLevel(path))) fault(path, problem);
  });
  if (faults.length === 0) checkTogether(plain as unknown as VpcArguments, fault);
  if (faults.length > 0)
    throw new RecordingError(
      `awsx:ec2:Vpc "${name}" has arguments whose effect was never recorded, so its children are not known:\n` +
        faults.map((line) => `  ${line}`).join("\n"),
    );
  const args = plain as unknown as VpcArguments;
  refuseAsAwsxDoes(name, args);
  return args;
}

/** Each argument is well formed; what they must be to each other. */
function checkTogether(args: VpcArguments, fault: Fault): void {
  const zones = args.availabilityZoneNames;
  const regions = new Set(zones.map((zone) => zoneName.exec(zone)?.[1]));
  if (regions.has(undefined) || regions.size > 1)
    fault(
      "availabilityZoneNames",
      `${shown(zones)} are not zones of one region. Give such as "eu-central-1a".`,
    );
  if (new Set(zones).size < zones.length)
    fault("availabilityZoneNames", `${shown(zones)} names a zone twice. Name each once.`);
  for (const [index, { cidrBlocks }] of args.subnetSpecs.entries())
    if (cidrBlocks.length !== zones.length)
      fault(
        `subnetSpecs[${index}].cidrBlocks`,
        `${shown(cidrBlocks)} has ${cidrBlocks.length} blocks for ${zones.length} zones. Give one for each zone.`,
      );
  const types = args.subnetSpecs.map(({ type }) => type);
  if (new Set(types).size < types.length)
    fault("subnetSpecs", `${shown(types)} has a type twice, which is not modelled. Give each type once.`);
  const labels = args.subnetSpecs.map(labelOf);
  if (new Set(labels).size < labels.length)
    fault("subnetSpecs", `${shown(labels)} has a name twice. Give each subnet a name of its own.`);
  const services = (args.vpcEndpointSpecs ?? []).map(({ serviceName }) => serviceName);
  if (new Set(services).size < services.length)
    fault("vpcEndpointSpecs", `${shown(services)} has a service twice. Name each once.`);
  const ids = args.natGateways?.elasticIpAllocationIds;
  if (ids && (args.natGateways?.strategy !== "OnePerAz" || ids.length !== zones.length))
    fault(
      "natGateways.elasticIpAllocationIds",
      `${shown(ids)} is not modelled here. Give one for each zone with strategy "OnePerAz", or leave it out.`,
    );
}

/** In awsx's order and words (awsx/ec2/vpc.ts: validateEips, validateSubnets, validateNatGatewayStrategy). */
function refuseAsAwsxDoes(name: string, args: VpcArguments): void {
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  if (!natStrategies.includes(strategy)) throw new RecordingError(`Unknown NatGatewayStrategy '${strategy}'`);
  const subnets = args.availabilityZoneNames.flatMap((_zone, position) =>
    args.subnetSpecs.map((spec) => ({
      name: `${name}-${labelOf(spec)}-${position + 1}`,
      block: spec.cidrBlocks[position] ?? "",
    })),
  );
  const overlapping = subnets.filter((one) =>
    subnets.some((other) => other !== one && overlap(one.block, other.block)),
  );
  if (overlapping.length > 0)
    throw new RecordingError(
      "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce the " +
        "size of the subnets per AZ, or use less Availability Zones:\n\n" +
        overlapping.map((subnet, index) => `${index + 1}. ${subnet.name}: ${subnet.block}\n`).join(""),
    );
  const has = (...types: string[]): boolean => args.subnetSpecs.some(({ type }) => types.includes(type));
  if (strategy !== "None" && !(has("Public") && has("Private", "Isolated")))
    throw new RecordingError(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway " +
        "resource, along with private or isolated subnets to route through it.",
    );
}

/** What a subnet is called after. */
export function labelOf({ name, type }: SubnetSpec): string {
  return name ?? type.toLowerCase();
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [range(one), range(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

function range(cidrBlock: string): { first: number; last: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidrBlock);
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = (match?.slice(1) ?? []).map(Number);
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  if (Math.max(a, b, c, d) > 255 || bits > 32 || first % size !== 0) return undefined;
  return { first, last: first + size - 1 };
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keysOf(checks: Record<string, Check>): string {
  return Object.keys(checks).join(", ");
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
