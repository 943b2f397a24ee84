import { number, text } from "@ballast/model";
import { ec2Resource } from "./computed.ts";
import { volumeCharges } from "./charges/volumes.ts";
import { charged } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { counts, type QuotaId } from "./quotas.ts";
import { type Service, unused } from "./resourceType.ts";
import { hasSnapshots } from "./snapshots.ts";
import { gone, no, partly, yes } from "./survival.ts";
import { volumeChanges } from "./volumeChanges.ts";
import { ebsVolumes } from "./volumeLimits.ts";
import { volume as refusedVolume } from "./values/volumes.ts";

/** Quotas by volume type, for volume resources and block devices of instances. */
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
          yes("the volume outlives its instance, and another instance in the same zone can attach it"),
        zoneLoss: (volume, others) =>
          hasSnapshots(volume, others)
            ? partly(`it is only in ${text(volume.inputs["availabilityZone"])}; its snapshots are regional`)
            : no(
                `it is only in ${text(volume.inputs["availabilityZone"])}, and nothing creates snapshots of it`,
              ),
        destroy: (volume, others) =>
          hasSnapshots(volume, others)
            ? partly("it is deleted with its stack; its snapshots stay until they are deleted")
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
        "per GB-month, plus IOPS and throughput above the included amount; snapshots per GB-month of changed data",
        "ebs",
        volumeCharges,
      ),
    },
    "aws:ebs/volumeCopy:VolumeCopy": {
      data: true,
      replacedBy: { always: ["sourceVolumeId"], sometimes: ["iops", "size", "throughput", "volumeType"] },
    },
  },
};
