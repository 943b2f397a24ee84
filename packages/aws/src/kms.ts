import type { Service } from "./resourceType.ts";

export const kms: Service = {
  withoutData: ["aws:kms/", "AWS::KMS::"],
  types: {
    "aws:kms/externalKey:ExternalKey": {
      replacedBy: { always: ["keyMaterialBase64", "multiRegion"] },
      data: true,
    },
    "aws:kms/key:Key": {
      replacedBy: {
        always: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
      },
      data: true,
    },
    "aws:kms/replicaExternalKey:ReplicaExternalKey": { data: true },
    "aws:kms/replicaKey:ReplicaKey": { replacedBy: { always: ["primaryKeyArn"] }, data: true },
    "AWS::KMS::Key": { data: true },
    "AWS::KMS::ReplicaKey": { data: true },
  },
};
