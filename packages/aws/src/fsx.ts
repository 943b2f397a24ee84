import { fsxWindowsCharges } from "./charges/files.ts";
import { isTrue, fields, number, text } from "@ballast/model";
import type { Fields } from "./described.ts";
import { charged } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { counts } from "./quotas.ts";
import { ofTemplate, onlyGrows } from "./refusals.ts";
import { type Service, unused } from "./resourceType.ts";
import { automaticBackups } from "./discarding/common.ts";
import { finalCopy, partlyBackedUp, yes } from "./survival.ts";
import { ontapFileSystem, openZfsFileSystem, windowsFileSystem } from "./values/files.ts";

const capacity = onlyGrows("storageCapacity", "the storage capacity of a file system", 10);

export const fsx: Service = {
  withoutData: ["AWS::FSx::"],
  unknown: unused,
  types: {
    "aws:fsx/backup:Backup": { data: true },
    "aws:fsx/fileCache:FileCache": {
      replacedBy: {
        always: [
          "lustreConfigurations.deploymentType",
          "lustreConfigurations.metadataConfigurations",
          "lustreConfigurations.perUnitStorageThroughput",
        ],
      },
      data: true,
    },
    "aws:fsx/lustreFileSystem:LustreFileSystem": {
      measuredBy: { "AWS/FSx": { FileSystemId: "id" } },
      replacedBy: {
        when: {
          storageCapacity: (before, after) =>
            (text(after["deploymentType"]) || "SCRATCH_1") === "SCRATCH_1" ||
            number(after["storageCapacity"]) < number(before["storageCapacity"]),
          "metadataConfiguration.iops": (before, after) =>
            number(fields(after["metadataConfiguration"])["iops"]) <
            number(fields(before["metadataConfiguration"])["iops"]),
        },
      },
      isInBackup: true,
      data: true,
      discards: automaticBackups("automaticBackupRetentionDays", 0),
    },
    "aws:fsx/ontapFileSystem:OntapFileSystem": {
      measuredBy: { "AWS/FSx": { FileSystemId: "id" } },
      refusesTogether: [ontapFileSystem],
      data: true,
      discards: automaticBackups("automaticBackupRetentionDays", 0),
      // FSx for ONTAP user guide, "Updating SSD storage capacity and IOPS": only second-generation file
      // systems can shrink.
      refuses: {
        storageCapacity: (before, after) =>
          text(after["deploymentType"]).endsWith("_1") ? capacity(before, after) : undefined,
      },
    },
    "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine": { data: true },
    "aws:fsx/ontapVolume:OntapVolume": {
      replacedBy: { always: ["snaplockConfiguration.snaplockType"] },
      data: true,
    },
    // FSx for OpenZFS user guide, "Modifying SSD storage capacity and provisioned IOPS".
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": {
      measuredBy: { "AWS/FSx": { FileSystemId: "id" } },
      refusesTogether: [openZfsFileSystem],
      isInBackup: true,
      data: true,
      discards: automaticBackups("automaticBackupRetentionDays", 0),
      refuses: { storageCapacity: capacity },
    },
    "aws:fsx/openZfsSnapshot:OpenZfsSnapshot": { data: true },
    "aws:fsx/openZfsVolume:OpenZfsVolume": { data: true },
    "aws:fsx/windowsFileSystem:WindowsFileSystem": {
      measuredBy: { "AWS/FSx": { FileSystemId: "id" } },
      refusesTogether: [windowsFileSystem],
      keyedBy: "kmsKeyId",
      words: "FSx file system",
      isInBackup: true,
      computed: ({ arn, hex, site }) => {
        const id = `fs-${hex(17)}`;
        return {
          id,
          state: {
            arn: arn("fsx", `file-system/${id}`),
            // The real name is in the directory's domain, which is not known here.
            dnsName: `amznfsx${hex(8)}.corp.example.com`,
            preferredFileServerIp: `10.0.0.${parseInt(hex(2), 16)}`,
            remoteAdministrationEndpoint: `amznfsx${hex(8)}.corp.example.com`,
            ownerId: site.accountId,
          },
        };
      },
      discards: automaticBackups("automaticBackupRetentionDays", 7),
      data: true,
      // FSx for Windows File Server user guide, "Managing storage capacity".
      refuses: { storageCapacity: capacity },
      // docs.aws.amazon.com/fsx/latest/WindowsGuide/high-availability-multiAZ.html
      survival: {
        zoneLoss: ({ inputs }) =>
          text(inputs["deploymentType"]).startsWith("MULTI_AZ")
            ? yes("a standby in a second zone has all written data and takes over")
            : partlyBackedUp(inputs["automaticBackupRetentionDays"], 7),
        destroy: ({ inputs }) => finalCopy(isTrue(inputs["skipFinalBackup"]), "backup"),
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
      charge: charged(
        "per GB-month, throughput per MBps-month, both by deployment type; backups per GB-month",
        "fsx/windows",
        fsxWindowsCharges,
      ),
    },
    "AWS::FSx::Backup": { data: true },
    "AWS::FSx::FileCache": { data: true },
    "AWS::FSx::FileSystem": {
      data: true,
      refuses: {
        StorageCapacity: (before, after) =>
          ["WINDOWS", "OPENZFS"].includes(text(after["FileSystemType"]))
            ? ofTemplate(capacity)(before, after)
            : undefined,
      },
      discards: {
        ...automaticBackups("LustreConfiguration.AutomaticBackupRetentionDays"),
        ...automaticBackups("OntapConfiguration.AutomaticBackupRetentionDays"),
        ...automaticBackups("OpenZFSConfiguration.AutomaticBackupRetentionDays"),
        ...automaticBackups("WindowsConfiguration.AutomaticBackupRetentionDays"),
      },
    },
    "AWS::FSx::Snapshot": { data: true },
    "AWS::FSx::StorageVirtualMachine": { data: true },
    "AWS::FSx::Volume": { data: true },
  },
};

/** GiB of one storage type. */
function storage(type: string) {
  return ({ storageType, storageCapacity }: Fields): number =>
    (text(storageType) || "SSD") === type ? number(storageCapacity) : 0;
}
