import { check } from "./check.ts";
import type { Resource, Rule } from "./rule.ts";
import { aws } from "./rules/types.ts";
import { Stack } from "./stack.ts";

export type Inputs = Record<string, unknown>;

/** A resource of another team's making: protected, and at the top of its stack. */
export function madeUp(
  type: string,
  name: string,
  inputs: Inputs = {},
  more: Partial<Resource> = {},
): Resource {
  return {
    urn: `urn:pulumi:test-dev::ballast::${type}::${name}`,
    type,
    name,
    parent: null,
    custom: true,
    inputs,
    state: { name, arn: arnOf(name), ...inputs },
    id: name,
    protect: true,
    retainOnDelete: true,
    ignoreChanges: [],
    dependsOn: [],
    ...more,
  };
}

export function arnOf(name: string): string {
  return `arn:aws:any:eu-central-1:123456789012:${name}`;
}

/** A stack with the first resource of a type, or the one of this name, changed. */
export function changed(
  stack: readonly Resource[],
  type: string,
  change: Inputs | ((resource: Resource) => void),
  name?: string,
): Resource[] {
  const copy = structuredClone(stack) as Resource[];
  const resource = copy.find((one) => one.type === type && (name ?? one.name) === one.name);
  if (resource === undefined) throw new Error(`no ${type} ${name ?? ""} in the stack`);
  if (typeof change === "function") change(resource);
  else for (const properties of [resource.inputs, resource.state]) Object.assign(properties, change);
  return copy;
}

/** What breaks a rule, and a part of the message. */
export type Example = [rule: string, build: () => Resource[], message: string];

/** Each rule finds what is wrong in a failing example, and nothing in a stack that holds what it looks at. */
export function itShowsEachRule(rules: readonly Rule[], good: () => Resource[], failing: Example[]): void {
  it.each(failing)("%s is found where it is broken", (id, build, message) => {
    const looked = rules.filter((rule) => rule.id === id);
    const findings = check(build(), {}, { rules: looked });
    expect(findings.map((finding) => `${finding.rule}: ${finding.message}`).join("\n")).toContain(
      `${id}: ${message}`,
    );
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s finds nothing in a good stack that it looks at",
    (_id, rule) => {
      const stack = good();
      expect(new Stack(stack).matching(rule.types)).not.toEqual([]);
      expect(check(stack, {}, { rules: [rule] })).toEqual([]);
    },
  );

  it("shows each of these rules broken", () => {
    const shown = new Set(failing.map(([rule]) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });
}

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

/** What keeps data, as it should be. */
export function goodData(): Resource[] {
  return [
    madeUp(aws.databaseInstance, "server", {
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: 14,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      deletionProtection: true,
      enabledCloudwatchLogsExports: ["error"],
      engine: "postgres",
      iamDatabaseAuthenticationEnabled: true,
      kmsKeyId: arnOf("key"),
      manageMasterUserPassword: true,
      monitoringInterval: 60,
      multiAz: true,
      parameterGroupName: "tls",
      port: 6432,
      storageEncrypted: true,
    }),
    madeUp("aws:rds/parameterGroup:ParameterGroup", "tls", {
      parameters: [{ name: "rds.force_ssl", value: "1" }],
    }),
    madeUp(aws.fileSystem, "files", { encrypted: true, kmsKeyId: arnOf("key") }),
    madeUp("aws:efs/backupPolicy:BackupPolicy", "files", {
      fileSystemId: "files",
      backupPolicy: { status: "ENABLED" },
    }),
    madeUp("aws:efs/fileSystemPolicy:FileSystemPolicy", "files", {
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
      kmsKeyId: arnOf("key"),
    }),
    madeUp(aws.volume, "disk", { encrypted: true, tags: { backup: "daily" }, kmsKeyId: arnOf("key") }),
    madeUp("aws:dlm/lifecyclePolicy:LifecyclePolicy", "daily", {
      policyDetails: { schedules: [{}], targetTags: { backup: "daily" } },
    }),
    madeUp(aws.parameter, "password", { type: "SecureString", value: "hunter2", keyId: arnOf("key") }),
    madeUp(aws.secret, "login", { kmsKeyId: arnOf("key") }),
    madeUp(aws.secretRotation, "login", { secretId: "login" }),
    madeUp(aws.key, "key", { enableKeyRotation: true }),
    madeUp(aws.bucket, "bucket"),
    madeUp("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket", {
      bucket: "bucket",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    madeUp("aws:s3/bucketPolicy:BucketPolicy", "bucket", { bucket: "bucket", policy: denyingClear("s3:*") }),
    madeUp("aws:s3/bucketVersioning:BucketVersioning", "bucket", {
      bucket: "bucket",
      versioningConfiguration: { status: "Enabled" },
    }),
    madeUp("aws:s3/bucketLogging:BucketLogging", "bucket", { bucket: "bucket", targetBucket: "archive" }),
    madeUp(aws.topic, "topic", { kmsMasterKeyId: arnOf("key") }),
    madeUp("aws:sns/topicPolicy:TopicPolicy", "topic", {
      arn: arnOf("topic"),
      policy: denyingClear("sns:Publish"),
    }),
    madeUp(aws.repository, "images", {
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: arnOf("key") }],
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
    }),
    madeUp("aws:ecr/lifecyclePolicy:LifecyclePolicy", "images", { repository: "images" }),
  ];
}
