import { adding, broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { databaseRules } from "./databases.ts";

const server = (inputs: Inputs) => broken(aws.databaseInstance, inputs);
const cluster = (inputs: Inputs) => adding(aws.databaseCluster, inputs);

itShowsEachRule(databaseRules, goodStack, [
  ["rds-public-access", server({ publiclyAccessible: true }), "has a public address"],
  [
    "rds-public-access",
    adding(aws.databaseClusterInstance, { publiclyAccessible: true }),
    "has a public address",
  ],
  ["rds-backup", server({ backupRetentionPeriod: 0 }), "is not backed up"],
  ["rds-backup", server({ backupRetentionPeriod: 6 }), "keeps backups for 6 days"],
  ["rds-backup", cluster({ backupRetentionPeriod: 1 }), "keeps backups for 1 days"],
  ["rds-multi-az", server({ multiAz: false }), "is in only one zone"],
  ["rds-master-password", server({ password: "hunter2" }), "sets its password"],
  ["rds-master-password", cluster({ masterPassword: "hunter2" }), "sets its masterPassword"],
  [
    "ecs-rotated-secret",
    adding(aws.secretRotation, {
      secretId: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
    }),
    "keeps the old value of a rotated secret",
  ],
]);
