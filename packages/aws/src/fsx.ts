import { type Fields } from "./described.ts";
import { node, NodeKind } from "./look.ts";
import { counts } from "./quotas.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { finalCopy, partlyBackedUp, yes } from "./survival.ts";
import { number, text } from "@ballast/model";

export const fsx: Service = {
  withoutData: ["aws:fsx/", "AWS::FSx::"],
  unknown: unused,
  types: {
    "aws:fsx/backup:Backup": {
      computedOnUpdate: [],
      replacedBy: { always: ["fileSystemId", "volumeId"] },
      data: true,
    },
    "aws:fsx/fileCache:FileCache": {
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "dataRepositoryAssociations",
          "fileCacheType",
          "fileCacheTypeVersion",
          "kmsKeyId",
          "lustreConfigurations.deploymentType",
          "lustreConfigurations.metadataConfigurations",
          "lustreConfigurations.perUnitStorageThroughput",
          "lustreConfigurations.weeklyMaintenanceStartTime",
          "securityGroupIds",
          "storageCapacity",
          "subnetIds",
        ],
      },
      data: true,
    },
    "aws:fsx/lustreFileSystem:LustreFileSystem": {
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "backupId",
          "copyTagsToBackups",
          "deploymentType",
          "driveCacheType",
          "efaEnabled",
          "exportPath",
          "fileSystemTypeVersion",
          "importPath",
          "importedFileChunkSize",
          "kmsKeyId",
          "securityGroupIds",
          "storageType",
          "subnetIds",
        ],
        when: {
          storageCapacity: (before, after) =>
            (text(after["deploymentType"]) || "SCRATCH_1") === "SCRATCH_1" ||
            number(after["storageCapacity"]) < number(before["storageCapacity"]),
        },
      },
      data: true,
    },
    "aws:fsx/ontapFileSystem:OntapFileSystem": {
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "deploymentType",
          "endpointIpAddressRange",
          "kmsKeyId",
          "preferredSubnetId",
          "securityGroupIds",
          "storageType",
          "subnetIds",
        ],
      },
      data: true,
    },
    "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine": {
      computedOnUpdate: [],
      replacedBy: { always: ["fileSystemId", "name", "rootVolumeSecurityStyle"] },
      data: true,
    },
    "aws:fsx/ontapVolume:OntapVolume": {
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "aggregateConfiguration.aggregates",
          "aggregateConfiguration.constituentsPerAggregate",
          "name",
          "ontapVolumeType",
          "snaplockConfiguration.snaplockType",
          "storageVirtualMachineId",
          "volumeStyle",
          "volumeType",
        ],
      },
      data: true,
    },
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": {
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "backupId",
          "deploymentType",
          "endpointIpAddressRange",
          "kmsKeyId",
          "preferredSubnetId",
          "rootVolumeConfiguration.copyTagsToSnapshots",
          "securityGroupIds",
          "storageType",
          "subnetIds",
        ],
      },
      data: true,
    },
    "aws:fsx/openZfsSnapshot:OpenZfsSnapshot": {
      computedOnUpdate: [],
      replacedBy: { always: ["volumeId"] },
      data: true,
    },
    "aws:fsx/openZfsVolume:OpenZfsVolume": {
      computedOnUpdate: [],
      replacedBy: { always: ["copyTagsToSnapshots", "volumeType"] },
      data: true,
    },
    "aws:fsx/windowsFileSystem:WindowsFileSystem": {
      words: "FSx file system",
      computed: ({ arn, hex, site }) => {
        const id = `fs-${hex(17)}`;
        return {
          id,
          state: {
            arn: arn("fsx", `file-system/${id}`),
            // In the directory's domain, which only the directory knows.
            dnsName: `amznfsx${hex(8)}.corp.example.com`,
            preferredFileServerIp: `10.0.0.${parseInt(hex(2), 16)}`,
            remoteAdministrationEndpoint: `amznfsx${hex(8)}.corp.example.com`,
            ownerId: site.accountId,
          },
        };
      },
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "activeDirectoryId",
          "backupId",
          "copyTagsToBackups",
          "deploymentType",
          "kmsKeyId",
          "preferredSubnetId",
          "securityGroupIds",
          "storageType",
          "subnetIds",
        ],
      },
      data: true,
      // docs.aws.amazon.com/fsx/latest/WindowsGuide/high-availability-multiAZ.html
      survival: {
        zoneLoss: ({ inputs }) =>
          text(inputs["deploymentType"]).startsWith("MULTI_AZ")
            ? yes("a standby in a second zone has all that was written, and takes over")
            : partlyBackedUp(inputs["automaticBackupRetentionDays"], 7),
        destroy: ({ inputs }) => finalCopy(inputs["skipFinalBackup"] === true, "backup"),
      },
      look: node(NodeKind.Store),
      notes: ({ inputs }) => [
        text(inputs["deploymentType"]).startsWith("MULTI_AZ") ? "two zones" : "one zone",
        `${text(inputs["storageCapacity"])} GiB`,
      ],
      name: false,
      quotas: [
        counts("fsxFileSystems"),
        counts("fsxSsdStorage", storage("SSD")),
        counts("fsxHddStorage", storage("HDD")),
        counts("fsxThroughput", ({ throughputCapacity }) => number(throughputCapacity)),
      ],
      linkedRoles: [{ role: "fsx" }],
      charge: {
        by: "the gigabyte and month, throughput by the MBps and month, both by deployment type; backups by the gigabyte and month",
        prices: pricing("fsx/windows"),
      },
      // The first subnet is the preferred one here.
      ordered: ["subnetIds"],
    },
    "AWS::FSx::Backup": {
      data: true,
    },
    "AWS::FSx::FileCache": {
      data: true,
    },
    "AWS::FSx::FileSystem": {
      data: true,
    },
    "AWS::FSx::Snapshot": {
      data: true,
    },
    "AWS::FSx::StorageVirtualMachine": {
      data: true,
    },
    "AWS::FSx::Volume": {
      data: true,
    },
  },
};

/** GiB of one type of storage. */
function storage(type: string) {
  return ({ storageType, storageCapacity }: Fields): number =>
    (text(storageType) || "SSD") === type ? number(storageCapacity) : 0;
}
