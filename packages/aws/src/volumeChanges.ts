import { number, text } from "@ballast/model";
import { anyOf, ofTemplate, onlyGrows } from "./refusals.ts";
import type { Refuses } from "./resourceType.ts";
import { ebsVolumes, type VolumeTypes } from "./volumeLimits.ts";

/**
 * EC2 API reference, ModifyVolume: the size must not be less than it is; EBS user guide, "Requirements for Amazon EBS volume
 * modifications": magnetic volumes cannot be modified. Limits: volumeLimits.ts.
 */
const fixedType: Refuses = ({ type }) =>
  text(type) === "standard" ? "a magnetic volume cannot be modified" : undefined;

const beyondLimits: Refuses = (_before, after) => {
  const [type, size, iops, throughput] = [
    text(after["type"] ?? after["volumeType"]) || "gp2",
    number(after["size"]),
    number(after["iops"]),
    number(after["throughput"]),
  ];
  const limits = (ebsVolumes as VolumeTypes)[type];
  if (limits === undefined || size === 0) return undefined;
  if (size < limits.size.from || size > limits.size.to)
    return `a ${type} volume has ${limits.size.from} to ${limits.size.to} GiB (${size} GiB)`;
  const perGiB = limits.iops?.perGiB;
  const most =
    limits.iops && Math.min(limits.iops.to, Math.max(limits.iops.from, (perGiB ?? Infinity) * size));
  if (most !== undefined && iops > most)
    return `a ${type} volume of ${size} GiB has at most ${most} IOPS (${iops})`;
  const fastest = limits.throughput && limits.throughput.perIops * (iops || (limits.iops?.from ?? 0));
  return fastest !== undefined && throughput > Math.max(fastest, limits.throughput?.from ?? 0)
    ? `a ${type} volume with ${iops || limits.iops?.from} IOPS has at most ${fastest} MiB/s (${throughput})`
    : undefined;
};

/** Changes of a volume that EC2 rejects, keyed by property. */
export const volumeChanges = {
  size: anyOf(onlyGrows("size", "the size of a volume"), fixedType, beyondLimits),
  type: anyOf(fixedType, beyondLimits),
  iops: anyOf(fixedType, beyondLimits),
  throughput: beyondLimits,
};

const unsupported: Refuses = () => "CloudFormation cannot change it on an existing volume";

/** The same of `AWS::EC2::Volume`, and what its page of the template reference says: "Updates are not supported" (November 2026). */
export const templateVolumeChanges = {
  AvailabilityZone: unsupported,
  Encrypted: unsupported,
  KmsKeyId: unsupported,
  SnapshotId: unsupported,
  Size: ofTemplate(volumeChanges.size),
  VolumeType: ofTemplate(beyondLimits),
  Iops: ofTemplate(beyondLimits),
  Throughput: ofTemplate(beyondLimits),
};
