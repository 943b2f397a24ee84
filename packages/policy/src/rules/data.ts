import type { Resource, Rule } from "../rule.ts";
import { aws } from "./types.ts";

/** Types that hold what cannot be made again. */
export const dataTypes: readonly string[] = [
  aws.logGroup,
  aws.secret,
  "aws:ebs/volume:Volume",
  "aws:ecr/repository:Repository",
  "aws:efs/fileSystem:FileSystem",
  "aws:fsx/windowsFileSystem:WindowsFileSystem",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
];

/** By which property AWS encrypts them at rest; types that always are, are not listed. */
const encryptedBy: Record<string, string> = {
  "aws:ebs/volume:Volume": "encrypted",
  "aws:efs/fileSystem:FileSystem": "encrypted",
  "aws:rds/cluster:Cluster": "storageEncrypted",
  "aws:rds/instance:Instance": "storageEncrypted",
};

export const dataRules: Rule[] = [
  {
    id: "data-retention",
    severity: "error",
    sentence: "What holds data is protected from deletion, and stays when its stack goes.",
    why: "A destroy of the wrong stack must cost an hour, not the data.",
    mend: 'Set protect and retainOnDelete (retention: "retain"), or say why the data may go.',
    *check(stack) {
      for (const resource of stack.ofType(...dataTypes)) {
        const lacking = [!resource.protect && "protect", !resource.retainOnDelete && "retainOnDelete"].filter(
          Boolean,
        );
        if (lacking.length > 0) yield { resource, message: `has no ${lacking.join(" and no ")}` };
      }
    },
  },
  {
    id: "data-encryption",
    severity: "error",
    sentence: "What holds data is encrypted at rest.",
    why: "A copy of a disk must be worth nothing; and encryption can mostly not be added later.",
    mend: "Switch encryption on before the first byte is written.",
    *check(stack) {
      for (const resource of stack.ofType(...Object.keys(encryptedBy))) {
        if (!isTrue(resource, encryptedBy[resource.type])) yield { resource, message: "is not encrypted" };
      }
    },
  },
  {
    id: "logs-retention",
    severity: "error",
    sentence: "Log groups say how long they keep their logs.",
    why: "Unsaid means for ever, at a price that grows every month.",
    mend: "Set retentionInDays.",
    *check(stack) {
      for (const resource of stack.ofType(aws.logGroup)) {
        if (!resource.inputs["retentionInDays"]) yield { resource, message: "keeps its logs for ever" };
      }
    },
  },
  {
    id: "component-outputs",
    severity: "error",
    sentence: "Components register their outputs.",
    why: "Without them their state, their waivers and the console show nothing.",
    mend: "Call registerOutputs, once, as the constructor's last statement.",
    *check(stack) {
      for (const resource of stack.resources) {
        const ours = !resource.custom && resource.type.startsWith("ballast-");
        if (ours && Object.keys(resource.outputs ?? {}).length === 0)
          yield { resource, message: "registers no outputs" };
      }
    },
  },
];

function isTrue(resource: Resource, property: string | undefined): boolean {
  return property !== undefined && resource.inputs[property] === true;
}
