import type { Service } from "./resourceType.ts";

export const fsx: Service = {
  withoutData: ["aws:fsx/", "AWS::FSx::"],
  types: {
    "aws:fsx/backup:Backup": { replacedBy: { always: ["fileSystemId", "volumeId"] }, data: true },
    "aws:fsx/fileCache:FileCache": {
      replacedBy: {
        always: [
          "dataRepositoryAssociations",
          "fileCacheType",
          "fileCacheTypeVersion",
          "kmsKeyId",
          "lustreConfigurations.deploymentType",
          "lustreConfigurations.metadataConfigurations",
          "lustreConfigurations.perUnitStorageThroughput",
          "securityGroupIds",
          "storageCapacity",
          "subnetIds",
        ],
      },
      data: true,
    },
    "aws:fsx/lustreFileSystem:LustreFileSystem": {
      replacedBy: {
        always: [
          "backupId",
          "copyTagsToBackups",
          "deploymentType",
          "driveCacheType",
          "exportPath",
          "fileSystemTypeVersion",
          "importPath",
          "importedFileChunkSize",
          "kmsKeyId",
          "securityGroupIds",
          "storageType",
          "subnetIds",
        ],
      },
      data: true,
    },
    "aws:fsx/ontapFileSystem:OntapFileSystem": {
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
      replacedBy: { always: ["fileSystemId", "name", "rootVolumeSecurityStyle"] },
      data: true,
    },
    "aws:fsx/ontapVolume:OntapVolume": {
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
    "aws:fsx/openZfsSnapshot:OpenZfsSnapshot": { replacedBy: { always: ["volumeId"] }, data: true },
    "aws:fsx/openZfsVolume:OpenZfsVolume": {
      replacedBy: { always: ["copyTagsToSnapshots", "volumeType"] },
      data: true,
    },
    "aws:fsx/windowsFileSystem:WindowsFileSystem": {
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
    },
    "AWS::FSx::Backup": { data: true },
    "AWS::FSx::FileCache": { data: true },
    "AWS::FSx::FileSystem": { data: true },
    "AWS::FSx::Snapshot": { data: true },
    "AWS::FSx::StorageVirtualMachine": { data: true },
    "AWS::FSx::Volume": { data: true },
  },
};
