import { aws, resourceType, typesWhere, typesWithAccess } from "@ballast/aws";
import { fields, text, type Resource } from "@ballast/model";
import { isSecretName } from "@ballast/contracts/plain";
import type { Rule } from "../rule.ts";
import { isOpenToAnyone } from "../statements.ts";

/** The key of its owner's that a resource names; only a SecureString of a parameter has one. */
function ownKey({ type, inputs }: Resource): unknown {
  if (type === aws.parameter && inputs["type"] !== "SecureString") return "none";
  return (resourceType(type)?.keyedBy ?? "")
    .split(".")
    .reduce<unknown>((at, key) => fields(Array.isArray(at) ? at[0] : at)[key], inputs);
}

export const secretRules: Rule[] = [
  {
    id: "secret-rotation",
    severity: "warning",
    sentence: "A secret is changed from time to time, by Secrets Manager itself.",
    why: "A copied secret stays valid until it is rotated.",
    fix: "Give it a SecretRotation, or say who changes it instead.",
    covers: ["AwsSolutions-SMG4", "CKV2_AWS_57"],
    types: [aws.secret],
    *check(resource, stack) {
      if (stack.referring(aws.secretRotation, "secretId", resource).length === 0) yield "is never rotated";
    },
  },
  {
    id: "ssm-secure-string",
    severity: "error",
    sentence: "An SSM parameter whose value is a secret is a SecureString.",
    why: "A String is kept, and shown, in clear.",
    fix: "Set type: SecureString; give what is not a secret as insecureValue, under a name that does not sound like one.",
    types: [aws.parameter],
    *check({ inputs, name }) {
      if (inputs["type"] === "SecureString") return;
      const given = inputs["value"] !== undefined || inputs["valueWo"] !== undefined;
      if (given || isSecretName(text(inputs["name"]) || name)) yield "is not a SecureString";
    },
  },
  {
    id: "kms-rotation",
    severity: "error",
    sentence: "A key's material is renewed every year.",
    why: "It bounds how much one lost key opens; AWS keeps the former material for what it encrypted.",
    fix: "Set enableKeyRotation.",
    covers: ["AwsSolutions-KMS5", "CKV_AWS_7"],
    types: [aws.key],
    *check({ inputs }) {
      const usage = text(inputs["customerMasterKeySpec"]) || "SYMMETRIC_DEFAULT";
      // What comes from elsewhere, nothing but its owner renews.
      if (inputs["customKeyStoreId"] !== undefined || /^(EXTERNAL|AWS_CLOUDHSM)/.test(text(inputs["origin"])))
        return;
      const isRenewed = text(inputs["enableKeyRotation"]) === "true";
      if (usage === "SYMMETRIC_DEFAULT" && !isRenewed) yield "is never renewed";
    },
  },
  {
    id: "kms-key-policy",
    severity: "error",
    sentence: "A key's policy names who may use the key.",
    why: "Whoever may decrypt reads all that the key protects, from any account.",
    fix: "Name accounts, roles or services as principals, or bind * by a condition.",
    covers: ["CKV_AWS_33"],
    types: typesWithAccess("resourcePolicy").filter((type) => /^(aws:kms\/|AWS::KMS::)/.test(type)),
    *check(resource) {
      if (isOpenToAnyone(resource)) yield "may be used by anyone";
    },
  },
  {
    id: "data-key",
    severity: "warning",
    optional: true,
    sentence: "What holds data is encrypted with a key of its owner's, not of AWS's.",
    why: "Only of such a key one decides who may use it, and can take it back.",
    fix: "Name a KMS key; it costs by the month, and must outlive the data.",
    covers: [
      "CKV_AWS_136",
      "CKV_AWS_149",
      "CKV_AWS_158",
      "CKV_AWS_179",
      "CKV_AWS_184",
      "CKV_AWS_189",
      "CKV_AWS_337",
    ],
    types: typesWhere(({ keyedBy }) => keyedBy !== undefined),
    *check(resource) {
      if (!ownKey(resource)) yield "is encrypted with a key of AWS's";
    },
  },
];
