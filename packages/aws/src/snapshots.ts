import { block, fields, list, text } from "@ballast/model";
import type { Described, Fields, Others } from "./described.ts";

/** Tags of snapshots that Ballast's schedules and functions create. */
export const snapshotTags = {
  /** Snapshots before container instances are replaced; the value is the name of their Auto Scaling group. */
  patching: "ballast:before-patch-of",
  /** Snapshots before a deployment; the value is the service's name in the program. */
  deployment: "ballast:before-deployment-of",
} as const;

/**
 * Whether one of the lifecycle policies creates snapshots of a volume, judged by the inputs of both.
 *
 * A volume is selected by any one of the policy's target tags (@pulumi/aws 7.48.0, `targetTags`). A policy
 * for instances uses the instances' tags, and one for AMIs creates no snapshots of a volume.
 */
export function isSnapshotted(inputs: Fields, policies: readonly Fields[]): boolean {
  const tags = fields(inputs["tagsAll"] ?? inputs["tags"]);
  return policies.some((policy) => {
    if (text(policy["state"]) === "DISABLED") return false;
    const details = block(policy["policyDetails"]);
    if (text(policy["defaultPolicy"]) === "VOLUME") return !isExcluded(inputs, tags, details);
    const isOfVolumes = list(details["resourceTypes"]).includes("VOLUME");
    const makesSnapshots =
      (text(details["policyType"]) || "EBS_SNAPSHOT_MANAGEMENT") === "EBS_SNAPSHOT_MANAGEMENT";
    const isForIt = Object.entries(fields(details["targetTags"])).some(([key, value]) => tags[key] === value);
    return isOfVolumes && makesSnapshots && isForIt && list(details["schedules"]).length > 0;
  });
}

/** Whether a lifecycle policy of the same stack creates snapshots of a volume. */
export function hasSnapshots({ inputs }: Pick<Described, "inputs">, others: Others): boolean {
  return isSnapshotted(
    inputs,
    others("aws:dlm/lifecyclePolicy:LifecyclePolicy").map((policy) => policy.inputs),
  );
}

/** Whether a default policy, which covers every volume of the region, excludes a volume. */
function isExcluded(volume: Fields, tags: Fields, details: Fields): boolean {
  const { excludeTags, excludeVolumeTypes } = block(details["exclusions"]);
  const hasTag = Object.entries(fields(excludeTags)).some(([key, value]) => tags[key] === value);
  return hasTag || list(excludeVolumeTypes).includes(text(volume["type"]) || "gp2");
}
