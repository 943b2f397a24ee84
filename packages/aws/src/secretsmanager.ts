import { assumed, every, monthly } from "./charges/terms.ts";
import { list, text } from "@ballast/model";
import { byArn, uuid } from "./computed.ts";
import type { Described, Others } from "./described.ts";
import { charged, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, partly, type Verdict, yes } from "./survival.ts";
import { secretRotation } from "./values/rotation.ts";
import { sources } from "./values/sources.ts";

const zoneLoss = always(yes("Secrets Manager is a regional service that spans zones"));

const secret = "aws:secretsmanager/secret:Secret";

// docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
const destroy = ({ inputs }: Described): Verdict => {
  const days = inputs["recoveryWindowInDays"] ?? 30;
  return days === 0 ? gone : partly(`a deleted secret can be restored for ${text(days)} days`);
};

/**
 * AWS does not delete the current version, so the provider leaves it (resourceSecretVersionDelete, read
 * 2026-11-26).
 */
const destroyVersion = ({ inputs }: Described, others: Others): Verdict => {
  const own = others(secret).find(({ identifiers }) => text(inputs["secretId"]) in identifiers);
  return own === undefined
    ? yes("its secret is in another stack, and keeps its current value")
    : destroy(own);
};

/** 0 deletes without recovery window. */
const recoveryDays = ["0", ...Array.from({ length: 24 }, (_, index) => String(index + 7))];

const charge = charged(
  "per secret and month, and per request",
  "secrets-manager",
  every(monthly("secrets.secrets"), assumed("secrets.requests", "secretRequests"), ({ inputs }) =>
    list(inputs["replicas"] ?? inputs["ReplicaRegions"]).length > 0
      ? [{ uncounted: "its replicas, at the prices of their regions" }]
      : [],
  ),
);

export const secretsmanager: Service = {
  withoutData: ["AWS::SecretsManager::"],
  unknown: unused,
  types: {
    "aws:secretsmanager/secret:Secret": {
      accepts: {
        recoveryWindowInDays: [{ limit: ["values", ...recoveryDays], source: sources.apiOfSecrets }],
      },
      keyedBy: "kmsKeyId",
      words: "secret",
      computed: byArn(({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`)),
      data: true,
      survival: { zoneLoss, destroy },
      look: node(NodeKind.Secret),
      name: naming("name", 512, /^[\w/+=.@-]+$/, "letters, digits and / _ + = . @ -"),
      unique: { kind: "secret", property: "name" },
      quotas: [],
      charge,
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": { look: partOf("secretArn"), charge: false },
    "aws:secretsmanager/secretRotation:SecretRotation": settingOf("secretId", {
      refusesTogether: [secretRotation],
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": {
      words: "value of a secret",
      computed: ({ hex, input }) => ({
        id: `${input("secretId")}|${uuid(hex)}`,
        state: { arn: input("secretId"), versionId: uuid(hex) },
      }),
      data: true,
      writtenBy: ["secretString", "secretBinary", "secretStringWo"],
      survival: { zoneLoss, destroy: destroyVersion },
      look: partOf("secretId"),
      name: false,
      quotas: [],
      charge: false,
    },
    "AWS::SecretsManager::Secret": {
      words: "generated secret",
      computed: ({ arn, hex, name }) => {
        const id = arn("secretsmanager", `secret:${name}-${hex(6)}`);
        return { id, state: { Id: id } };
      },
      data: true,
      survival: { zoneLoss },
      overwrittenBy: ["GenerateSecretString"],
      charge,
      drawnStack: { kind: NodeKind.Secret, words: "generated secret", isAlone: true },
      unique: { kind: "secret", property: "Name" },
    },
  },
};
