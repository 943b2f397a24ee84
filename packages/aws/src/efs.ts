import { efsBackupCharges, efsCharges } from "./charges/files.ts";
import { block, domainOf, text } from "@ballast/model";

import type { Described, Fields, Others } from "./described.ts";
import { charged, nameless, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { counts } from "./quotas.ts";
import { type Service, unused } from "./resourceType.ts";
import { gone, no, partly, yes } from "./survival.ts";
import { elasticFileSystem } from "./values/files.ts";

export const efs: Service = {
  withoutData: ["AWS::EFS::"],
  unknown: unused,
  types: {
    "aws:efs/accessPoint:AccessPoint": nameless({
      computed: ({ arn, hex, input, site }) => {
        const id = `fsap-${hex(17)}`;
        return {
          id,
          state: {
            arn: arn("elasticfilesystem", `access-point/${id}`),
            fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
            ownerId: site.accountId,
          },
        };
      },
      replacedBy: { always: ["rootDirectory"] },
      look: partOf("fileSystemId"),
    }),
    "aws:efs/backupPolicy:BackupPolicy": settingOf("fileSystemId", {
      charge: charged("the automatic backups, per GB-month", "backup", efsBackupCharges),
      linkedRoles: [
        // By iam:CreateServiceLinkedRole in AmazonElasticFileSystemServiceRolePolicy, version 5 (AWS Managed Policy Reference).
        { role: "backup", where: (inputs) => backupStatus(inputs) === "ENABLED", createdBy: "efs" },
      ],
    }),
    "aws:efs/fileSystem:FileSystem": {
      refusesTogether: [elasticFileSystem],
      measuredBy: { "AWS/EFS": { FileSystemId: "id" } },
      keyedBy: "kmsKeyId",
      words: "EFS file system",
      isInBackup: true,
      computed: ({ arn, hex, site }) => {
        const id = `fs-${hex(17)}`;
        return {
          id,
          state: {
            arn: arn("elasticfilesystem", `file-system/${id}`),
            dnsName: `${id}.efs.${site.region}.${domainOf(site.partition)}`,
            ownerId: site.accountId,
          },
        };
      },
      data: true,
      // docs.aws.amazon.com/efs/latest/ug/features.html#file-system-type
      survival: {
        zoneLoss: ({ inputs }) => {
          const zone = text(inputs["availabilityZoneName"]);
          return zone === ""
            ? yes("a regional file system is stored in several zones")
            : no(`a One Zone file system: it is only in ${zone}`);
        },
        destroy: (fileSystem, others) =>
          isBackedUp(fileSystem, others)
            ? partly(
                "it is deleted with its stack; its recovery points in AWS Backup stay for the retention of their backup plan",
              )
            : gone,
        isMounted: true,
      },
      encryptedBy: "encrypted",
      // EFS API reference, CreateFileSystem.
      fillsIn: { encrypted: false, performanceMode: "generalPurpose" },
      refuses: {
        // EFS user guide, "Amazon EFS performance specifications": elastic throughput requires the General
        // Purpose mode.
        throughputMode: (_before, after) =>
          text(after["throughputMode"]) === "elastic" && text(after["performanceMode"]) === "maxIO"
            ? "elastic throughput requires the performance mode generalPurpose, not maxIO"
            : undefined,
      },
      look: node(NodeKind.Store),
      notes: ({ inputs }, parts) => {
        const zone = text(inputs["availabilityZoneName"]);
        const targets = parts("aws:efs/mountTarget:MountTarget").length;
        return [
          zone === "" ? "regional" : `one zone: ${zone}`,
          targets > 0 && `${targets} mount ${targets === 1 ? "target" : "targets"}`,
        ];
      },
      name: false,
      quotas: [counts("efsFileSystems")],
      linkedRoles: [{ role: "efs" }],
      charge: charged(
        "per GB-month by storage class, throughput by its mode, backups per GB-month",
        "efs",
        efsCharges,
      ),
    },
    "aws:efs/fileSystemPolicy:FileSystemPolicy": settingOf("fileSystemId"),
    "aws:efs/mountTarget:MountTarget": nameless({
      computed: ({ arn, hex, input, site }) => ({
        id: `fsmt-${hex(17)}`,
        state: {
          dnsName: `${input("fileSystemId")}.efs.${site.region}.${domainOf(site.partition)}`,
          fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
          networkInterfaceId: `eni-${hex(17)}`,
          ownerId: site.accountId,
        },
      }),
      replacedBy: { always: ["ipAddressType", "ipv6Address"] },
      look: partOf("fileSystemId"),
    }),
    "AWS::EFS::FileSystem": { data: true },
  },
};

function isBackedUp({ identifiers }: Described, others: Others): boolean {
  return others("aws:efs/backupPolicy:BackupPolicy").some(
    ({ inputs }) => text(inputs["fileSystemId"]) in identifiers && backupStatus(inputs) === "ENABLED",
  );
}

function backupStatus({ backupPolicy }: Fields): string {
  return text(block(backupPolicy)["status"]);
}
