import { aws, holdsData, isTemplateType, mayHoldData, resourceType, typesWhere } from "@ballast/aws";
import { text } from "@ballast/model";
import type { Rule } from "../rule.ts";

export const dataRules: Rule[] = [
  {
    id: "data-retention",
    severity: "error",
    sentence: "What holds data is protected from deletion, and stays when its stack goes.",
    why: "A destroy of the wrong stack must cost an hour, not the data.",
    fix: 'Set protect and retainOnDelete (retention: "retain"), in a template DeletionPolicy and UpdateReplacePolicy, or say why the data may go.',
    covers: ["AwsSolutions-RDS10", "CKV_AWS_293"],
    types: ["*"],
    *check(resource) {
      // What a deletion leaves, CloudFormation's own type says.
      const type = resource.registeredType ?? resource.type;
      const { writtenBy = [], isOnlyInState, isRecoverable } = resourceType(type) ?? {};
      const own = resourceType(resource.type)?.protectedBy;
      if (!mayHoldData(type) || isOnlyInState || isRecoverable) return;
      if (writtenBy.some((input) => input in resource.inputs && !resource.ignoreChanges.includes(input)))
        return;
      const isNested = isTemplateType(type);
      const lacking = [
        !resource.protect && (isNested ? "UpdateReplacePolicy" : "protect"),
        resource.retainOnDelete === false && (isNested ? "DeletionPolicy" : "retainOnDelete"),
        own !== undefined && text(resource.inputs[own]) !== "true" && own,
      ].filter(Boolean);
      const doubt = holdsData(type) === undefined ? ", and whether it holds data is unknown" : "";
      if (lacking.length > 0) yield `has no ${lacking.join(" and no ")}${doubt}`;
    },
  },
  {
    id: "data-encryption",
    severity: "error",
    sentence: "What holds data is encrypted at rest.",
    why: "A copy of a disk must be worth nothing; and encryption can mostly not be added later.",
    fix: "Switch encryption on before the first byte is written.",
    covers: [
      "AwsSolutions-EC26",
      "AwsSolutions-EFS1",
      "AwsSolutions-RDS2",
      "CKV_AWS_3",
      "CKV_AWS_16",
      "CKV_AWS_42",
    ],
    types: typesWhere(({ encryptedBy }) => encryptedBy !== undefined),
    *check(resource) {
      const property = resourceType(resource.type)?.encryptedBy ?? "";
      if (text(resource.inputs[property]) !== "true") yield "is not encrypted";
    },
  },
  {
    id: "logs-retention",
    severity: "error",
    sentence: "Log groups say how long they keep their logs.",
    why: "Unsaid means for ever, at a price that grows every month.",
    fix: "Set retentionInDays.",
    covers: ["CKV_AWS_66"],
    types: [aws.logGroup],
    *check({ inputs }) {
      if (!inputs["retentionInDays"]) yield "keeps its logs for ever";
    },
  },
  {
    id: "component-outputs",
    severity: "error",
    sentence: "Components register their outputs.",
    why: "Without them their state, their waivers and the console show nothing.",
    fix: "Call registerOutputs, once, as the constructor's last statement.",
    types: ["ballast-*"],
    *check(resource) {
      if (!resource.custom && Object.keys(resource.outputs ?? {}).length === 0) yield "registers no outputs";
    },
  },
];
