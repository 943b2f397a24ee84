import { isTrue, containers, fields, list, text, type Stack } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { aws } from "@ballast/aws";

export const databaseRules: Rule[] = [
  {
    id: "rds-public-access",
    severity: "error",
    sentence: "A database server has no public address.",
    why: "With a public address only a security group protects the server from everyone who guesses passwords.",
    fix: "Remove publiclyAccessible; connect through the network, or by Session Manager's port forwarding.",
    covers: ["CKV_AWS_17"],
    types: [aws.databaseInstance, aws.databaseClusterInstance],
    *check(resource) {
      if (isTrue(resource.inputs["publiclyAccessible"])) yield "has a public address";
    },
  },
  {
    id: "rds-backup",
    severity: "error",
    sentence: "A database server is backed up, and its backups are kept for at least a week.",
    why: "The effect of a wrong statement on Friday may be noticed only on Monday.",
    fix: "Set backupRetentionPeriod to 7 days or more, or give a reason why it needs no backup.",
    covers: ["AwsSolutions-RDS13", "CKV_AWS_133"],
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource) {
      const days = Number(resource.inputs["backupRetentionPeriod"] ?? 0);
      if (days < 7) yield days === 0 ? "is not backed up" : `keeps backups for ${days} days`;
    },
  },
  {
    id: "rds-multi-az",
    severity: "warning",
    sentence: "A database server has a standby in another zone.",
    why: "Without a standby, a zone failure or a new minor version causes an interruption of unknown length.",
    fix: "Set multiAz, or give a reason why the application can wait.",
    covers: ["AwsSolutions-RDS3", "CKV_AWS_157"],
    types: [aws.databaseInstance],
    *check(resource) {
      if (!isTrue(resource.inputs["multiAz"])) yield "is in only one zone";
    },
  },
  {
    id: "rds-master-password",
    severity: "error",
    sentence: "RDS generates and rotates the administrator's password of a database server.",
    why: "Otherwise the password passes through the program and is stored in the state.",
    fix: "Set manageMasterUserPassword, and no password.",
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource) {
      const own = ["password", "passwordWo", "masterPassword", "masterPasswordWo"].filter(
        (property) => resource.inputs[property] !== undefined,
      );
      if (own.length > 0) yield `sets its ${own.join(" and ")}`;
    },
  },
  {
    id: "ecs-rotated-secret",
    severity: "error",
    sentence: "Tasks are restarted when a secret that they use is rotated.",
    why: "ECS reads the secret only when a task starts; after the rotation the task uses a password that is no longer valid.",
    fix: "Use EventBridge to start a new deployment (RotationRestart), or describe how the application reads the secret again.",
    types: [aws.taskDefinition],
    *check(resource, stack) {
      const references = containers(resource.inputs)
        .flatMap((container) => list(container["secrets"]))
        .map((secret) => text(fields(secret)["valueFrom"]));
      for (const rotation of stack.ofType(aws.secretRotation)) {
        const secretArn = text(rotation.inputs["secretId"]);
        const isUsed = references.some((reference) => reference.startsWith(secretArn));
        // RDS may manage the secret, so that only its rotation is a resource of the stack.
        if (isUsed && !isListenedFor(stack, secretArn))
          yield {
            part: rotation.name,
            message: `keeps the old value of a rotated secret (${rotation.name}) until its tasks are restarted`,
          };
      }
    },
  },
];

function isListenedFor(stack: Stack, secretArn: string): boolean {
  return stack
    .ofType(aws.eventRule)
    .some(({ inputs }) => text(inputs["eventPattern"]).includes(JSON.stringify(secretArn)));
}
