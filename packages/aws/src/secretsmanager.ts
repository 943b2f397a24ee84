import { text } from "@ballast/model";
import { byArn, uuid } from "./computed.ts";
import { charged, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, partly, yes } from "./survival.ts";

const zoneLoss = always(yes("Secrets Manager is a service of the region, over its zones"));

export const secretsmanager: Service = {
  withoutData: ["AWS::SecretsManager::"],
  unknown: unused,
  types: {
    "aws:secretsmanager/secret:Secret": {
      keyedBy: "kmsKeyId",
      words: "secret",
      computed: byArn(({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`)),
      data: true,
      // docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
      survival: {
        zoneLoss,
        destroy: ({ inputs }) => {
          const days = inputs["recoveryWindowInDays"] ?? 30;
          return days === 0 ? gone : partly(`a deleted secret can be restored for ${text(days)} days`);
        },
      },
      look: node(NodeKind.Secret),
      name: naming("name", 512, /^[\w/+=.@-]+$/, "letters, digits and / _ + = . @ -"),
      unique: { kind: "secret", property: "name" },
      quotas: [],
      charge: charged("the secret and month, and requests", "secrets-manager"),
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": { look: partOf("secretArn"), charge: false },
    "aws:secretsmanager/secretRotation:SecretRotation": settingOf("secretId"),
    "aws:secretsmanager/secretVersion:SecretVersion": {
      computed: ({ hex, input }) => ({
        id: `${input("secretId")}|${uuid(hex)}`,
        state: { arn: input("secretId"), versionId: uuid(hex) },
      }),
      data: true,
      writtenBy: ["secretString", "secretBinary", "secretStringWo"],
      // The provider deletes no version that a label holds back (internal/service/secretsmanager/secret_version.go, read 2026-11).
      survival: {
        zoneLoss,
        destroy: always(partly("its secret keeps the current value, and goes as it does")),
      },
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
      drawnStack: { kind: NodeKind.Secret, words: "generated secret", isAlone: true },
      unique: { kind: "secret", property: "Name" },
    },
  },
};
