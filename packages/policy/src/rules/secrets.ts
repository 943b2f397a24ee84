import { aws, resourceType, typesWhere, typesWithAccess } from "@ballast/aws";
import { fields, text, type Resource } from "@ballast/model";
import { isSecretName } from "@ballast/contracts/plain";
import type { Rule } from "../rule.ts";
import { isOpenToAnyone } from "../statements.ts";

/** The customer managed key of a resource. A parameter has one only as SecureString. */
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
    sentence: "Secrets Manager rotates a secret regularly.",
    why: "A copied secret stays valid until it is rotated.",
    fix: "Add a SecretRotation, or name who rotates the secret instead.",
    covers: ["AwsSolutions-SMG4", "CKV2_AWS_57"],
    types: [aws.secret],
    *check(resource, stack) {
      if (stack.referring(aws.secretRotation, "secretId", resource).length === 0) yield "is never rotated";
    },
  },
  {
    id: "ssm-secure-string",
    severity: "error",
    sentence: "An SSM parameter with a secret value is a SecureString.",
    why: "A String is stored and displayed in clear text.",
    fix: "Set type: SecureString. If the value is not a secret, set it as insecureValue, under a name that does not sound like a secret.",
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
    sentence: "KMS rotates a key's material every year.",
    why: "Rotation limits how much one leaked key can decrypt; AWS keeps the old material for data that it encrypted.",
    fix: "Set enableKeyRotation.",
    covers: ["AwsSolutions-KMS5", "CKV_AWS_7"],
    types: [aws.key],
    *check({ inputs }) {
      const usage = text(inputs["customerMasterKeySpec"]) || "SYMMETRIC_DEFAULT";
      // Key material from elsewhere can only be rotated by its owner.
      if (inputs["customKeyStoreId"] !== undefined || /^(EXTERNAL|AWS_CLOUDHSM)/.test(text(inputs["origin"])))
        return;
      const isRenewed = text(inputs["enableKeyRotation"]) === "true";
      if (usage === "SYMMETRIC_DEFAULT" && !isRenewed) yield "has no key rotation";
    },
  },
  {
    id: "kms-key-policy",
    severity: "error",
    sentence: "A key's policy names who can use the key.",
    why: "With permission to decrypt, any account can read all data that the key protects.",
    fix: "Name accounts, roles or services as principals, or restrict * by a condition.",
    covers: ["CKV_AWS_33"],
    types: typesWithAccess("resourcePolicy").filter((type) => /^(aws:kms\/|AWS::KMS::)/.test(type)),
    *check(resource) {
      if (isOpenToAnyone(resource)) yield "can be used by anyone";
    },
  },
  {
    id: "data-key",
    severity: "warning",
    optional: true,
    sentence: "Data stores are encrypted with a customer managed key.",
    why: "Only for a customer managed key can you decide who uses it, and revoke that permission.",
    fix: "Set a KMS key; it is billed by the month, and must not be deleted before the data.",
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
      if (!ownKey(resource)) yield "is not encrypted with a customer managed key";
    },
  },
];
