import { isFields, parseCidrBlock, topLevel } from "@ballast/model";
import { RecordingError } from "../recordingError.ts";
import { decode, type Properties } from "../wire.ts";
import {
  checkTogether,
  natStrategies,
  recordedSizes,
  refuseAsAwsxDoes,
  shown,
  subnetTypes,
  zoneName,
  type Fault,
  type VpcArguments,
} from "./vpcRecorded.ts";

type Check = (value: unknown, path: string, fault: Fault) => void;

const text: Check = (value, path, fault) => {
  if (typeof value !== "string" || value === "") fault(path, `${shown(value)} is not a text. Give a text.`);
};
const isTrue: Check = (value, path, fault) => {
  if (value !== true) fault(path, `${shown(value)} is not modelled. Recorded: true.`);
};
function block([largest, smallest]: readonly [number, number]): Check {
  return (value, path, fault) => {
    if (typeof value !== "string" || parseCidrBlock(value) === undefined)
      return fault(
        path,
        `${shown(value)} is not an IPv4 block at its own start. Give one such as "10.0.16.0/22"; awsx's own allocation of addresses is not modelled.`,
      );
    const bits = Number(value.split("/")[1]);
    if (bits < largest || bits > smallest)
      fault(
        path,
        `${shown(value)} is of a size that is not modelled. Recorded: /${largest} to /${smallest}.`,
      );
  };
}
const label: Check = (value, path, fault) => {
  if (typeof value !== "string" || !/^[a-z][a-z0-9-]*$/.test(value))
    fault(path, `${shown(value)} is not modelled. Recorded: names of small letters, such as "private".`);
};
const addresses: Check = (value, path, fault) => {
  if (typeof value !== "string" || !value.startsWith("eipalloc-"))
    fault(path, `${shown(value)} is not modelled. Recorded: ids such as "eipalloc-1".`);
};
const region: Check = (value, path, fault) => {
  if (typeof value !== "string" || !zoneName.test(`${value}a`))
    fault(path, `${shown(value)} is not a region. Give one such as "eu-central-1".`);
};
const tags: Check = (value, path, fault) => {
  if (!isFields(value)) return fault(path, `${shown(value)} is not a map of tags. Give texts by their keys.`);
  for (const [key, tag] of Object.entries(value))
    if (typeof tag !== "string") fault(`${path}.${key}`, `${shown(tag)} is not a text. Give a text.`);
  // Which tag of a subnet comes to win was recorded for the name of the VPC alone.
  for (const key of Object.keys(value).filter((one) => isOwnTag(one, path)))
    fault(
      `${path}.${key}`,
      `${shown(value[key])} is a tag that awsx sets itself, which is not modelled. Leave it out.`,
    );
};

const isOwnTag = (key: string, path: string): boolean =>
  key === "SubnetType" || (key === "Name" && path !== "tags");

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
    if (!isFields(value))
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
    name: label,
    cidrBlocks: list(block(recordedSizes.subnet)),
    tags,
  },
  ["type", "cidrBlocks"],
);

const vpc = shape(
  {
    cidrBlock: block(recordedSizes.vpc),
    availabilityZoneNames: list(text),
    subnetStrategy: oneOf(["Auto"], ""),
    subnetNameTagStrategy: oneOf(["AvailabilityZone"], " Leave it out for names by number."),
    subnetSpecs: list(subnetSpec),
    natGateways: shape({ strategy: natStrategy, elasticIpAllocationIds: list(addresses) }, ["strategy"]),
    enableDnsHostnames: isTrue,
    enableDnsSupport: isTrue,
    enableNetworkAddressUsageMetrics: isTrue,
    assignGeneratedIpv6CidrBlock: isTrue,
    region,
    tags,
    vpcEndpointSpecs: list(shape({ serviceName: text }, ["serviceName"])),
  },
  [
    "cidrBlock",
    "availabilityZoneNames",
    "subnetStrategy",
    "subnetSpecs",
    "enableDnsHostnames",
    "enableDnsSupport",
  ],
);

/** `refuseAsAwsxDoes` reports what awsx itself rejects; this function does not. */
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

function keysOf(checks: Record<string, Check>): string {
  return Object.keys(checks).join(", ");
}
