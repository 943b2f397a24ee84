import { isTrue, containers, fields, list, text, type Stack } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { aws } from "@ballast/aws";

export const databaseRules: Rule[] = [
  {
    id: "rds-public-access",
    severity: "error",
    sentence: "A database server has no public address.",
    why: "Between it and everyone who guesses passwords stands then a security group alone.",
    fix: "Take publiclyAccessible out; reach it through the network, or by port forwarding of Session Manager.",
    covers: ["CKV_AWS_17"],
    types: [aws.databaseInstance, aws.databaseClusterInstance],
    *check(resource) {
      if (isTrue(resource.inputs["publiclyAccessible"])) yield "has a public address";
    },
  },
  {
    id: "rds-backup",
    severity: "error",
    sentence: "A database server is backed up, and its backups are kept for a week at the least.",
    why: "What a wrong statement deletes on Friday is missed on Monday.",
    fix: "Set backupRetentionPeriod to 7 days or more, or say why it needs no backup.",
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
    why: "Without one, a failed zone or a new minor version is an interruption of unknown length.",
    fix: "Set multiAz, or say why the application can wait.",
    covers: ["AwsSolutions-RDS3", "CKV_AWS_157"],
    types: [aws.databaseInstance],
    *check(resource) {
      if (!isTrue(resource.inputs["multiAz"])) yield "lies in one zone";
    },
  },
  {
    id: "rds-master-password",
    severity: "error",
    sentence: "The administrator's password of a database server is made and changed by RDS.",
    why: "Any other way brings it through the program, and into the state.",
    fix: "Set manageMasterUserPassword, and no password.",
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource) {
      const own = ["password", "passwordWo", "masterPassword", "masterPasswordWo"].filter(
        (property) => resource.inputs[property] !== undefined,
      );
      if (own.length > 0) yield `is given its ${own.join(" and ")}`;
    },
  },
  {
    id: "ecs-rotated-secret",
    severity: "error",
    sentence: "Tasks start anew when a secret that they were given is rotated.",
    why: "ECS hands it over at a task's start; after the rotation the task holds a password that is no longer valid.",
    fix: "Have EventBridge ask for a new deployment (RotationRestart), or say how the application reads it again.",
    types: [aws.taskDefinition],
    *check(resource, stack) {
      const references = containers(resource.inputs)
        .flatMap((container) => list(container["secrets"]))
        .map((secret) => text(fields(secret)["valueFrom"]));
      for (const rotation of stack.ofType(aws.secretRotation)) {
        const secretArn = text(rotation.inputs["secretId"]);
        const isUsed = references.some((reference) => reference.startsWith(secretArn));
        // The secret may be RDS's own, and no resource of the stack; its rotation is one.
        if (isUsed && !isListenedFor(stack, secretArn))
          yield {
            part: rotation.name,
            message: `keeps a secret that is rotated (${rotation.name}) until somebody restarts its tasks`,
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
