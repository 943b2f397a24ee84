import type { Service } from "./resourceType.ts";

export const efs: Service = {
  withoutData: ["aws:efs/", "AWS::EFS::"],
  types: {
    "aws:efs/accessPoint:AccessPoint": {
      replacedBy: { always: ["fileSystemId", "posixUser", "rootDirectory"] },
    },
    "aws:efs/backupPolicy:BackupPolicy": { replacedBy: { always: ["fileSystemId"] } },
    "aws:efs/fileSystem:FileSystem": {
      replacedBy: {
        always: ["availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"],
      },
      data: true,
    },
    "aws:efs/fileSystemPolicy:FileSystemPolicy": { replacedBy: { always: ["fileSystemId"] } },
    "aws:efs/mountTarget:MountTarget": {
      replacedBy: { always: ["fileSystemId", "ipAddress", "ipAddressType", "ipv6Address", "subnetId"] },
    },
    "AWS::EFS::FileSystem": { data: true },
  },
};
