import type { Service } from "./resourceType.ts";

export const ebs: Service = {
  withoutData: ["aws:ebs/"],
  types: {
    "aws:ebs/snapshot:Snapshot": {
      replacedBy: { always: ["description", "outpostArn", "volumeId"] },
      data: true,
    },
    "aws:ebs/snapshotCopy:SnapshotCopy": { data: true },
    "aws:ebs/snapshotImport:SnapshotImport": { data: true },
    "aws:ebs/volume:Volume": {
      replacedBy: {
        always: [
          "availabilityZone",
          "encrypted",
          "kmsKeyId",
          "multiAttachEnabled",
          "outpostArn",
          "snapshotId",
        ],
      },
      data: true,
    },
    "aws:ebs/volumeCopy:VolumeCopy": { data: true },
  },
};
