import { block, fields, isTrue, list, number, text, type Fields } from "@ballast/model";
import { scheduledGroup, unreadSchedules } from "./schedules.ts";
import {
  counted,
  hoursPerMonth,
  referred,
  rounded,
  type ChargeFacts,
  type ChargeItem,
  type ChargeItems,
  type UncountedCharge,
} from "./terms.ts";
import { volumeItems } from "./volumes.ts";

/**
 * Metrics of detailed monitoring that EC2 publishes for each instance (Infracost, internal/resources/aws/instance.go at 95ba4f4, read on
 * 27 November 2026).
 */
const detailedMetrics = 7;

export const groupCharges: ChargeItems = (facts) => {
  const { inputs, others } = facts;
  const policy = fields(fields(inputs["mixedInstancesPolicy"])["launchTemplate"]);
  const specification = block(policy["launchTemplateSpecification"] ?? inputs["launchTemplate"]);
  const launch = referred(
    others,
    "aws:ec2/launchTemplate:LaunchTemplate",
    specification["launchTemplateId"] ?? specification["id"] ?? specification["name"],
  );
  if (launch === undefined)
    return [{ uncounted: "its instances: their launch template is not in this stack" }];
  const first = fields(list(policy["overrides"])[0]);
  const instanceType = text(first["instanceType"]) || text(launch.inputs["instanceType"]);
  if (instanceType === "")
    return [{ uncounted: "its instances: AWS chooses their instance type by attributes" }];
  // The group's sizes are then capacity units, of which each instance has so many.
  const weight = number(first["weightedCapacity"]) || 1;
  const instances = instancesOf(facts, weight);
  if ("uncounted" in instances) return [instances];
  const { size, how, unread } = instances;
  const spot = spotPart(inputs, launch.inputs, size, weight);
  const { system, taken } = systemOf(launch.inputs["imageId"]);
  const interfaces = list(launch.inputs["networkInterfaces"]).map(fields);
  const tenancy = text(block(launch.inputs["placement"])["tenancy"]);
  const percent = spot > 0 ? facts.usage("spotPercent") : 100;
  const onSpot = spot > 0 ? `; ${rounded(spot)} on Spot at ${percent} % of the On-Demand price` : "";
  return [
    isShared(tenancy)
      ? {
          dimension: `ec2.${system}/${instanceType}`,
          amount: hoursPerMonth * (size - spot + (spot * percent) / 100),
          how: `${how} × ${hoursPerMonth} hours${onSpot}${taken}`,
          assumes: ["instances", "spotPercent"],
        }
      : { uncounted: `its instances: prices of the tenancy ${tenancy} are unknown to Ballast` },
    ...addressItems(
      interfaces.length > 0 ? interfaces : [{}],
      list(inputs["vpcZoneIdentifiers"]),
      others,
      size,
      `${how} × `,
    ),
    ...(inputs["warmPool"] === undefined ? [] : [{ uncounted: "its warm pool: the instances in it" }]),
    ...diskItems(launch.inputs, size, how),
    ...(isTrue(block(launch.inputs["monitoring"])["enabled"]) ? [monitoring(size, `${how} × `)] : []),
    ...unreadSchedules("instances", { unread }),
  ];
};

function monitoring(instances: number, before: string): ChargeItem {
  return {
    dimension: "cloudwatch.metrics",
    amount: detailedMetrics * instances,
    how: `${before}${detailedMetrics} metrics of detailed monitoring`,
  };
}

/** The operating system, from the name of an image or its SSM parameter; an AMI id does not show it. */
function systemOf(image: unknown): { system: "windows" | "linux"; taken: string } {
  if (/windows/i.test(text(image))) return { system: "windows", taken: "" };
  const isLinux = /linux|bottlerocket|debian|ubuntu/i.test(text(image));
  return { system: "linux", taken: isLinux ? "" : "; assumed to be Linux" };
}

function isShared(tenancy: string): boolean {
  return tenancy === "" || tenancy === "default";
}

/** Charges for network interfaces with a public IPv4 address, set by the interface or the subnet. */
function addressItems(
  interfaces: readonly Fields[],
  subnets: readonly unknown[],
  others: ChargeFacts["others"],
  size: number,
  before: string,
): ChargeItem[] {
  const giving = subnets.filter((one) =>
    isTrue(referred(others, "aws:ec2/subnet:Subnet", one)?.inputs["mapPublicIpOnLaunch"]),
  ).length;
  const given = subnets.length === 0 ? 0 : giving / subnets.length;
  const count = interfaces.reduce((sum, { associatePublicIpAddress: asked }) => {
    if (text(asked) === "") return sum + given;
    return sum + (isTrue(asked) ? 1 : 0);
  }, 0);
  return count === 0
    ? []
    : [
        {
          dimension: "publicIpv4.hours",
          amount: count * size * hoursPerMonth,
          how: `${before}${hoursPerMonth} hours`,
        },
      ];
}

/** The average number of instances, and how it is calculated. */
function instancesOf(
  facts: ChargeFacts,
  weight: number,
): { size: number; how: string; unread: string[] } | UncountedCharge {
  const { inputs, usageGiven, usageTaken, instances } = facts;
  const words = (size: number): string => counted(size, "instance");
  const given = usageGiven("instances");
  if (given !== undefined) return { size: given, how: words(given), unread: [] };
  const least = Math.max(number(inputs["minSize"]), number(inputs["desiredCapacity"]));
  const most = inputs["maxSize"] === undefined ? Infinity : number(inputs["maxSize"]);
  const wanted = Math.min(Math.max(least, (instances ?? 0) * weight), most);
  const { average: units, isScheduled, unread } = scheduledGroup(facts, wanted);
  // A group launches instances until they have at least the units wanted.
  const average = weight === 1 || isScheduled ? units / weight : Math.ceil(units / weight);
  const isKnown = least > 0 || most === 0 || instances !== undefined || isSize(inputs["desiredCapacity"]);
  if (!isKnown && !isScheduled)
    return { uncounted: "its instances: their number is unknown; set ballast:usage.instances" };
  usageTaken("instances", average);
  return {
    size: average,
    // Includes schedules of the services whose tasks the instances run.
    how:
      isScheduled || !Number.isInteger(average)
        ? `${words(average)} on average, by schedule`
        : words(average),
    unread,
  };
}

function isSize(value: unknown): boolean {
  return text(value) !== "";
}

/** Number of Spot Instances among them. */
function spotPart({ mixedInstancesPolicy }: Fields, launch: Fields, size: number, weight: number): number {
  if (text(block(launch["instanceMarketOptions"])["marketType"]) === "spot") return size;
  const distribution = block(fields(mixedInstancesPolicy)["instancesDistribution"]);
  const percent = distribution["onDemandPercentageAboveBaseCapacity"];
  const above = Math.max(size - number(distribution["onDemandBaseCapacity"]) / weight, 0);
  return percent === undefined ? 0 : above * (1 - number(percent) / 100);
}

function diskItems(launch: Fields, size: number, how: string): readonly ChargeItem[] {
  const mappings = list(launch["blockDeviceMappings"]).map(fields);
  const disks = mappings
    .map(({ deviceName, ebs }) => ({ isRoot: isRoot(text(deviceName)), ebs: block(ebs) }))
    .filter(({ ebs }) => Object.keys(ebs).length > 0);
  const hasRoot = disks.some((disk) => disk.isRoot && disk.ebs["volumeSize"] !== undefined);
  return [
    ...disks
      .filter(({ isRoot: isOfImage, ebs }) => !isOfImage || ebs["volumeSize"] !== undefined)
      .flatMap(({ ebs: { volumeSize, volumeType, iops, throughput } }) =>
        volumeItems({ size: volumeSize, type: volumeType, iops, throughput }, size, how),
      ),
    ...(hasRoot ? [] : [{ uncounted: "the root volumes of its instances, whose size depends on their AMI" }]),
  ];
}

/**
 * Whether a device name is one that EC2 reserves for root devices (EC2 user guide, "Device names for
 * volumes").
 */
function isRoot(deviceName: string): boolean {
  return ["", "/dev/sda1", "/dev/xvda"].includes(deviceName);
}

/** Charges for a standalone instance. */
export const instanceCharges: ChargeItems = ({ inputs, others }) => {
  const root = block(inputs["rootBlockDevice"]);
  const disks = [
    ...(root["volumeSize"] === undefined ? [] : [root]),
    ...list(inputs["ebsBlockDevices"]).map(fields),
  ];
  return [
    own(inputs),
    ...(isTrue(inputs["monitoring"]) ? [monitoring(1, "")] : []),
    ...addressItems([inputs], [inputs["subnetId"]], others, 1, ""),
    ...disks.flatMap(({ volumeSize, volumeType, iops, throughput }) =>
      volumeItems({ size: volumeSize, type: volumeType, iops, throughput }, 1),
    ),
    ...(root["volumeSize"] === undefined
      ? [{ uncounted: "its root volume, whose size depends on its AMI" }]
      : []),
  ];
};

function own(inputs: Fields): ChargeItem {
  const instanceType = text(inputs["instanceType"]);
  const tenancy = text(inputs["tenancy"]);
  const { system, taken } = systemOf(inputs["ami"]);
  if (instanceType === "") return { uncounted: "the instance: its type is unknown" };
  if (!isShared(tenancy))
    return { uncounted: `the instance: prices of the tenancy ${tenancy} are unknown to Ballast` };
  return {
    dimension: `ec2.${system}/${instanceType}`,
    amount: hoursPerMonth,
    how: `${hoursPerMonth} hours${taken}`,
  };
}
