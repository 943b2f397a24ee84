import { block, fields, list, text, number } from "@ballast/model";
import { ec2Resource } from "./computed.ts";
import type { Described, Fields, Others } from "./described.ts";
import { charged } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { counts, type QuotaId } from "./quotas.ts";
import { type Service, unused } from "./resourceType.ts";
import { gone, no, partly, yes } from "./survival.ts";
import { volumeChanges } from "./volumeChanges.ts";
import { ebsVolumes } from "./volumeLimits.ts";
import { volume as refusedVolume } from "./values/volumes.ts";

/** Quotas by the type of volume, whether it is a resource or the disk of an instance. */
export const volumeQuotas: Readonly<Record<string, QuotaId>> = {
  gp3: "ebsGp3",
  gp2: "ebsGp2",
  st1: "ebsSt1",
};

export const ebs: Service = {
  withoutData: [],
  unknown: unused,
  types: {
    "aws:ebs/snapshot:Snapshot": { data: true },
    "aws:ebs/snapshotCopy:SnapshotCopy": { data: true },
    "aws:ebs/snapshotImport:SnapshotImport": { data: true },
    "aws:ebs/volume:Volume": {
      measuredBy: { "AWS/EBS": { VolumeId: "id" } },
      refusesTogether: [refusedVolume],
      keyedBy: "kmsKeyId",
      words: "EBS volume",
      isInBackup: true,
      computed: ec2Resource("vol", "volume"),
      data: true,
      // docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html
      survival: {
        instanceLoss: () =>
          yes("a volume lives on without its instance, and another one of its zone attaches it"),
        zoneLoss: (volume, others) =>
          hasSnapshots(volume, others)
            ? partly(
                `it lies in ${text(volume.inputs["availabilityZone"])} alone; its snapshots lie in the region`,
              )
            : no(
                `it lies in ${text(volume.inputs["availabilityZone"])} alone, and nothing makes snapshots of it`,
              ),
        destroy: (volume, others) =>
          hasSnapshots(volume, others)
            ? partly("it is deleted with its stack; the snapshots made of it stay until they are deleted")
            : gone,
        isMounted: true,
      },
      encryptedBy: "encrypted",
      // EC2 API reference, CreateVolume: `VolumeType`, `Iops`, `Throughput`.
      fillsIn: {
        type: "gp2",
        iops: ({ type }) => (text(type) === "gp3" ? ebsVolumes.gp3.iops.from : undefined),
        throughput: ({ type }) => (text(type) === "gp3" ? ebsVolumes.gp3.throughput.from : undefined),
      },
      refuses: volumeChanges,
      look: node(NodeKind.Store),
      notes: ({ inputs }) => [
        `${text(inputs["size"])} GiB ${text(inputs["type"])}`,
        `zone ${text(inputs["availabilityZone"])}`,
      ],
      name: false,
      quotas: Object.entries(volumeQuotas).map(([type, quota]) =>
        counts(quota, (inputs) => ((text(inputs["type"]) || "gp2") === type ? number(inputs["size"]) : 0)),
      ),
      charge: charged(
        "the gigabyte and month, and what is provisioned beyond the type's own IOPS and throughput; snapshots by what changed",
        "ebs",
      ),
    },
    "aws:ebs/volumeCopy:VolumeCopy": {
      data: true,
      replacedBy: { always: ["sourceVolumeId"], sometimes: ["iops", "size", "throughput", "volumeType"] },
    },
  },
};

function hasSnapshots({ inputs }: Described, others: Others): boolean {
  return isSnapshotted(
    inputs,
    others("aws:dlm/lifecyclePolicy:LifecyclePolicy").map((policy) => policy.inputs),
  );
}

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

/** A default policy has every volume of the region but these. */
function isExcluded(volume: Fields, tags: Fields, details: Fields): boolean {
  const { excludeTags, excludeVolumeTypes } = block(details["exclusions"]);
  const hasTag = Object.entries(fields(excludeTags)).some(([key, value]) => tags[key] === value);
  return hasTag || list(excludeVolumeTypes).includes(text(volume["type"]) || "gp2");
}
