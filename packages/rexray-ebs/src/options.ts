import { Faults, given, listed } from "@ballast/contracts";
import { gp3LikeGp2 } from "@ballast/ecs";
import type { RexrayEbsArgs } from "./args.ts";

/** REX-Ray's options as arguments of `RexrayEbs`. */
export type RexrayVolume = Pick<RexrayEbsArgs, "sizeGiB"> &
  Partial<Pick<RexrayEbsArgs, "availabilityZone" | "volumeType" | "iops" | "throughput" | "kmsKeyArn">>;

/** Options without an equivalent, and what replaces each. REX-Ray ignores the case of names. */
const replaced: Readonly<Record<string, string>> = {
  fstype:
    "a blank volume is formatted with xfs; existing ext4 (REX-Ray's default), ext3 and ext2 are mounted unchanged; leave it out",
  newfstype: "a blank volume is formatted with xfs; leave it out",
  overwritefs: "only a blank volume is formatted; leave it out",
};

/** REX-Ray's default (libStorage, docker.size). */
const usualSizeGiB = 16;

const known = ["size", "volumetype", "type", "iops", "availabilityzone", "encrypted", "encryptionkey"];

/**
 * Converts the options of a `rexray/ebs` volume in a task definition (`driverOpts`) to current EBS settings. `RexrayEbs` checks the
 * values.
 *
 * @throws {pulumi.InputPropertiesError} with every option that has no equivalent, and what to use instead.
 */
export function rexrayVolume(options: Record<string, string>): RexrayVolume {
  const faults = new Faults("A volume of REX-Ray");
  const lower = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const name of Object.keys(options)) {
    const key = name.toLowerCase();
    if (known.includes(key)) continue;
    const instead = Object.hasOwn(replaced, key) ? replaced[key] : undefined;
    faults.add(
      `options.${name}`,
      instead === undefined
        ? `is an unknown option; allowed: ${listed(known)}.`
        : `is not needed: ${instead}.`,
    );
  }
  if (lower["encrypted"] === "false")
    faults.add("options.encrypted", '"false" is refused: every volume here is encrypted. Leave it out.');
  const whole = (name: string): number | undefined => {
    const value = lower[name];
    if (value === undefined || /^[1-9]\d*$/.test(value))
      return value === undefined ? undefined : Number(value);
    return void faults.add(`options.${name}`, `${given(value)} is not a whole number. Write it as digits.`);
  };
  const sizeGiB = whole("size") ?? usualSizeGiB;
  // "0" is REX-Ray's default: the default of the volume type.
  const iops = lower["iops"] === "0" ? undefined : whole("iops");
  // The driver reads `volumeType` first, so a later `type` overrides it.
  const volumeType = lower["type"] ?? lower["volumetype"];
  faults.throwIfAny();
  return {
    sizeGiB,
    // Without a type, EC2 created gp2 volumes.
    ...(volumeType === undefined ? gp3LikeGp2(sizeGiB) : { volumeType }),
    ...(iops !== undefined && { iops }),
    ...(lower["availabilityzone"] && { availabilityZone: lower["availabilityzone"] }),
    ...(lower["encryptionkey"] && { kmsKeyArn: lower["encryptionkey"] }),
  };
}
