import type { Resource } from "@ballast/model";
import { isTemplateType, storeTypes } from "@ballast/aws";
import type { Rule } from "../rule.ts";
import { aws } from "./types.ts";

/** Types that hold what cannot be made again. */
export const dataTypes: readonly string[] = storeTypes();

/** A key that is deleted can be restored for 7 to 30 days (docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html). */
const recoverable: readonly string[] = [aws.key, "AWS::KMS::Key"];

/** By which property AWS encrypts them at rest; types that always are, are not listed. */
const encryptedBy: Record<string, string> = {
  [aws.volume]: "encrypted",
  [aws.fileSystem]: "encrypted",
  [aws.databaseCluster]: "storageEncrypted",
  [aws.databaseInstance]: "storageEncrypted",
  "AWS::EC2::Volume": "Encrypted",
  "AWS::EFS::FileSystem": "Encrypted",
  "AWS::RDS::DBCluster": "StorageEncrypted",
  "AWS::RDS::DBInstance": "StorageEncrypted",
};

/** By which property AWS itself refuses to delete them; of the others Pulumi's `protect` is all there is. */
const protectedBy: Record<string, string> = {
  [aws.databaseCluster]: "deletionProtection",
  [aws.databaseInstance]: "deletionProtection",
  "aws:dynamodb/table:Table": "deletionProtectionEnabled",
};

export const dataRules: Rule[] = [
  {
    id: "data-retention",
    severity: "error",
    sentence: "What holds data is protected from deletion, and stays when its stack goes.",
    why: "A destroy of the wrong stack must cost an hour, not the data.",
    mend: 'Set protect and retainOnDelete (retention: "retain"), in a template DeletionPolicy and UpdateReplacePolicy, or say why the data may go.',
    covers: ["AwsSolutions-RDS10", "CKV_AWS_293"],
    types: dataTypes.filter((type) => !recoverable.includes(type)),
    *check(resource) {
      const own = protectedBy[resource.type];
      const isNested = isTemplateType(resource.type);
      const lacking = [
        !resource.protect && (isNested ? "UpdateReplacePolicy" : "protect"),
        resource.retainOnDelete === false && (isNested ? "DeletionPolicy" : "retainOnDelete"),
        own !== undefined && resource.inputs[own] !== true && own,
      ].filter(Boolean);
      if (lacking.length > 0) yield `has no ${lacking.join(" and no ")}`;
    },
  },
  {
    id: "data-encryption",
    severity: "error",
    sentence: "What holds data is encrypted at rest.",
    why: "A copy of a disk must be worth nothing; and encryption can mostly not be added later.",
    mend: "Switch encryption on before the first byte is written.",
    covers: [
      "AwsSolutions-EC26",
      "AwsSolutions-EFS1",
      "AwsSolutions-RDS2",
      "CKV_AWS_3",
      "CKV_AWS_16",
      "CKV_AWS_42",
    ],
    types: Object.keys(encryptedBy),
    *check(resource) {
      if (!isTrue(resource, encryptedBy[resource.type])) yield "is not encrypted";
    },
  },
  {
    id: "logs-retention",
    severity: "error",
    sentence: "Log groups say how long they keep their logs.",
    why: "Unsaid means for ever, at a price that grows every month.",
    mend: "Set retentionInDays.",
    covers: ["CKV_AWS_66"],
    types: [aws.logGroup, "AWS::Logs::LogGroup"],
    *check({ inputs }) {
      if (!inputs["retentionInDays"] && !inputs["RetentionInDays"]) yield "keeps its logs for ever";
    },
  },
  {
    id: "component-outputs",
    severity: "error",
    sentence: "Components register their outputs.",
    why: "Without them their state, their waivers and the console show nothing.",
    mend: "Call registerOutputs, once, as the constructor's last statement.",
    types: ["ballast-*"],
    *check(resource) {
      if (!resource.custom && Object.keys(resource.outputs ?? {}).length === 0) yield "registers no outputs";
    },
  },
];

function isTrue(resource: Resource, property: string | undefined): boolean {
  // CloudFormation takes both spellings.
  return property !== undefined && [true, "true"].includes(resource.inputs[property] as boolean | string);
}
