import type { Service } from "./resourceType.ts";

export const secretsmanager: Service = {
  withoutData: ["aws:secretsmanager/", "AWS::SecretsManager::"],
  types: {
    "aws:secretsmanager/secret:Secret": { replacedBy: { always: ["name", "namePrefix"] }, data: true },
    "aws:secretsmanager/secretRotation:SecretRotation": { replacedBy: { always: ["secretId"] } },
    "aws:secretsmanager/secretVersion:SecretVersion": {
      replacedBy: { always: ["secretBinary", "secretId", "secretString"] },
    },
    "AWS::SecretsManager::Secret": { data: true, overwrittenBy: ["GenerateSecretString"] },
  },
};
