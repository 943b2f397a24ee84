import { uuid } from "./computed.ts";
import { undrawn } from "./look.ts";
import { pricing, type Service, unused } from "./resourceType.ts";

export const kms: Service = {
  withoutData: ["aws:kms/", "AWS::KMS::"],
  unknown: unused,
  types: {
    "aws:kms/alias:Alias": {
      replacedBy: { always: ["name", "namePrefix"] },
      computedOnUpdate: [],
      look: undrawn,
      name: { property: "name", maximum: 256 },
      charge: false,
    },
    "aws:kms/externalKey:ExternalKey": {
      computedOnUpdate: [],
      replacedBy: { always: ["keyMaterialBase64", "multiRegion"] },
      data: true,
    },
    "aws:kms/key:Key": {
      computed: ({ arn, hex }) => ({
        id: uuid(hex),
        state: { keyId: uuid(hex), arn: arn("kms", `key/${uuid(hex)}`) },
      }),
      computedOnUpdate: [],
      replacedBy: {
        always: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
      },
      data: true,
      unknown: { survival: "reports list the stores that it encrypts" },
      isRecoverable: true,
      look: undrawn,
      name: false,
      quotas: [],
      charge: { by: "the month, and requests", prices: pricing("kms") },
    },
    "aws:kms/replicaExternalKey:ReplicaExternalKey": {
      replacedBy: { always: ["keyMaterialBase64", "primaryKeyArn"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:kms/replicaKey:ReplicaKey": {
      computedOnUpdate: [],
      replacedBy: { always: ["primaryKeyArn"] },
      data: true,
    },
    "AWS::KMS::Key": {
      data: true,
      isRecoverable: true,
    },
    "AWS::KMS::ReplicaKey": {
      data: true,
    },
  },
};
