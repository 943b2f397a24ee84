import { aws, holdsData, isTemplateType, mayHoldData, resourceType, typesWhere } from "@ballast/aws";
import { text } from "@ballast/model";
import type { Rule } from "../rule.ts";

export const dataRules: Rule[] = [
  {
    id: "data-retention",
    severity: "error",
    sentence: "Data stores are protected from deletion, and are kept when their stack is destroyed.",
    why: "Destroying the wrong stack must cost an hour, not the data.",
    fix: 'Set protect and retainOnDelete (retention: "retain"), in a template DeletionPolicy and UpdateReplacePolicy, or give a reason why the data may be deleted.',
    covers: ["AwsSolutions-RDS10", "CKV_AWS_293"],
    types: ["*"],
    *check(resource) {
      // The CloudFormation type, if there is one, determines what a deletion leaves.
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
      const doubt = holdsData(type) === undefined ? ", and whether it contains data is unknown" : "";
      if (lacking.length > 0) yield `has no ${lacking.join(" and no ")}${doubt}`;
    },
  },
  {
    id: "data-encryption",
    severity: "error",
    sentence: "Data stores are encrypted at rest.",
    why: "A stolen copy of a disk must be useless. Encryption can usually not be enabled later.",
    fix: "Enable encryption when you create the store.",
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
    sentence: "Log groups set how long they keep their logs.",
    why: "By default logs are never deleted, and their cost grows every month.",
    fix: "Set retentionInDays.",
    covers: ["CKV_AWS_66"],
    types: [aws.logGroup],
    *check({ inputs }) {
      if (!inputs["retentionInDays"]) yield "never deletes its logs";
    },
  },
  {
    id: "component-outputs",
    severity: "error",
    sentence: "Components register their outputs.",
    why: "Without outputs their state, their waivers and the console show nothing.",
    fix: "Call registerOutputs, once, as the constructor's last statement.",
    types: ["ballast-*"],
    *check(resource) {
      if (!resource.custom && Object.keys(resource.outputs ?? {}).length === 0) yield "registers no outputs";
    },
  },
];
