import { block, fields, list, text } from "@ballast/model";
import type { Described, Fields, Others } from "./described.ts";

/** On snapshots that the project's own schedules and functions create; the values say of what. */
export const snapshotTags = {
  /** Before container instances are replaced; its value is the name of their Auto Scaling group. */
  patching: "ballast:before-patch-of",
  /** Before a deployment; its value is the service's name in the program. */
  deployment: "ballast:before-deployment-of",
} as const;

/**
 * Whether one of these lifecycle policies makes snapshots of a volume, both by their inputs.
 *
 * By the tags that Amazon Data Lifecycle Manager looks for, any of which is enough (@pulumi/aws 7.48.0, `targetTags`). A policy for
 * instances takes what is tagged on instances, and one for machine images makes no snapshots of a volume.
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

/** Whether a lifecycle policy of the same stack makes snapshots of a volume. */
export function hasSnapshots({ inputs }: Pick<Described, "inputs">, others: Others): boolean {
  return isSnapshotted(
    inputs,
    others("aws:dlm/lifecyclePolicy:LifecyclePolicy").map((policy) => policy.inputs),
  );
}

/** A default policy has every volume of the region but these. */
function isExcluded(volume: Fields, tags: Fields, details: Fields): boolean {
  const { excludeTags, excludeVolumeTypes } = block(details["exclusions"]);
  const hasTag = Object.entries(fields(excludeTags)).some(([key, value]) => tags[key] === value);
  return hasTag || list(excludeVolumeTypes).includes(text(volume["type"]) || "gp2");
}
