import { text } from "@ballast/model";
import { byArn, uuid } from "./computed.ts";
import { charged, nameless, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, gone, partly, yes } from "./survival.ts";

export const secretsmanager: Service = {
  withoutData: ["aws:secretsmanager/", "AWS::SecretsManager::"],
  unknown: unused,
  types: {
    "aws:secretsmanager/secret:Secret": {
      keyedBy: "kmsKeyId",
      words: "secret",
      computed: byArn(({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`)),
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
      name: naming("name", 512, /^[\w/+=.@-]+$/, "letters, digits and / _ + = . @ -"),
      unique: { kind: "secret", property: "name" },
      quotas: [],
      charge: charged("the secret and month, and requests", "secrets-manager"),
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": { look: partOf("secretArn"), charge: false },
    "aws:secretsmanager/secretRotation:SecretRotation": settingOf("secretId"),
    "aws:secretsmanager/secretVersion:SecretVersion": nameless({
      computed: ({ hex, input }) => ({
        id: `${input("secretId")}|${uuid(hex)}`,
        state: { arn: input("secretId"), versionId: uuid(hex) },
      }),
      look: partOf("secretId"),
    }),
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
