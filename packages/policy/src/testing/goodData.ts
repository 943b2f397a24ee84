import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { arnOf, keyArn, madeUp } from "./resources.ts";

const denyingClear = (action: string): string =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });

/** Data stores that violate no rule. */
export function goodData(): Resource[] {
  return [
    madeUp(aws.databaseInstance, "server", {
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: 14,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      deletionProtection: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      engine: "postgres",
      identifier: "server",
      iamDatabaseAuthenticationEnabled: true,
      kmsKeyId: keyArn,
      manageMasterUserPassword: true,
      monitoringInterval: 60,
      monitoringRoleArn: "arn:aws:iam::123456789012:role/monitoring",
      multiAz: true,
      parameterGroupName: "tls",
      port: 6432,
      storageEncrypted: true,
    }),
    madeUp(aws.databaseParameterGroup, "tls", {
      parameters: [{ name: "rds.force_ssl", value: "1" }],
    }),
    madeUp(aws.fileSystem, "files", { encrypted: true, kmsKeyId: keyArn }),
    madeUp(aws.backupPolicy, "files", {
      fileSystemId: "files",
      backupPolicy: { status: "ENABLED" },
    }),
    madeUp(aws.fileSystemPolicy, "files", {
      fileSystemId: "files",
      policy: JSON.stringify({
        Statement: [
          ...(JSON.parse(denyingClear("*")) as { Statement: unknown[] }).Statement,
          { Effect: "Deny", Principal: "*", Action: "elasticfilesystem:ClientRootAccess", Resource: "*" },
        ],
      }),
    }),
    madeUp(aws.accessPoint, "files", {
      fileSystemId: "files",
      posixUser: { uid: 1000, gid: 1000 },
      rootDirectory: { path: "/data" },
    }),
    madeUp(aws.windowsFileSystem, "shares", {
      automaticBackupRetentionDays: 30,
      auditLogConfiguration: { fileAccessAuditLogLevel: "FAILURE_ONLY" },
      deploymentType: "MULTI_AZ_1",
      preferredSubnetId: "subnet-0123456789abcdef0",
      kmsKeyId: keyArn,
    }),
    madeUp(aws.volume, "disk", { encrypted: true, tags: { backup: "daily" }, kmsKeyId: keyArn }),
    madeUp(aws.lifecyclePolicy, "daily", {
      policyDetails: { resourceTypes: ["VOLUME"], schedules: [{}], targetTags: { backup: "daily" } },
    }),
    madeUp(aws.parameter, "password", { type: "SecureString", value: "hunter2", keyId: keyArn }),
    madeUp(aws.secret, "login", { kmsKeyId: keyArn }),
    madeUp(aws.secretRotation, "login", { secretId: "login" }),
    madeUp(aws.key, "key", { enableKeyRotation: true }),
    madeUp(aws.bucket, "bucket"),
    madeUp(aws.bucketPublicAccessBlock, "bucket", {
      bucket: "bucket",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    madeUp(aws.bucketPolicy, "bucket", { bucket: "bucket", policy: denyingClear("s3:*") }),
    madeUp(aws.bucketVersioning, "bucket", {
      bucket: "bucket",
      versioningConfiguration: { status: "Enabled" },
    }),
    madeUp(aws.bucketLogging, "bucket", { bucket: "bucket", targetBucket: "archive" }),
    madeUp(aws.topic, "topic", { kmsMasterKeyId: keyArn }),
    madeUp(aws.topicPolicy, "topic", {
      arn: arnOf("topic"),
      policy: denyingClear("sns:Publish"),
    }),
    madeUp(aws.repository, "images", {
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
    }),
    madeUp(aws.repositoryLifecyclePolicy, "images", { repository: "images" }),
  ];
}
