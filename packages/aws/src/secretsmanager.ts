import { named, uuid } from "./computed.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { always, gone, partly, yes } from "./survival.ts";
import { text } from "@ballast/model";

export const secretsmanager: Service = {
  withoutData: ["aws:secretsmanager/", "AWS::SecretsManager::"],
  unknown: unused,
  types: {
    "aws:secretsmanager/secret:Secret": {
      words: "secret",
      computed: named(
        ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
        ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix"] },
      data: true,
      // docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
      survival: {
        zoneLoss: always(yes("Secrets Manager is a service of the region, over its zones")),
        destroy: ({ inputs }) => {
          const days = inputs["recoveryWindowInDays"] ?? 30;
          return days === 0 ? gone : partly(`a deleted secret can be restored for ${text(days)} days`);
        },
      },
      look: node(NodeKind.Secret),
      name: { property: "name", maximum: 512 },
      unique: { kind: "secret", property: "name" },
      quotas: [],
      charge: {
        by: "the secret and month, and requests",
        prices: pricing("secrets-manager"),
      },
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
      replacedBy: { always: ["secretArn"] },
      computedOnUpdate: [],
      look: partOf("secretArn"),
      charge: false,
    },
    "aws:secretsmanager/secretRotation:SecretRotation": {
      computed: ({ input }) => ({ id: input("secretId"), state: {} }),
      computedOnUpdate: [],
      replacedBy: { always: ["secretId"] },
      data: false,
      look: partOf("secretId"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
      computed: ({ hex, input }) => ({
        id: `${input("secretId")}|${uuid(hex)}`,
        state: { arn: input("secretId"), versionId: uuid(hex) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"] },
      data: false,
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
      survival: { zoneLoss: always(yes("Secrets Manager is a service of the region, over its zones")) },
      overwrittenBy: ["GenerateSecretString"],
      drawnStack: { kind: NodeKind.Secret, words: "generated secret", isAlone: true },
      unique: { kind: "secret", property: "Name" },
    },
  },
};
