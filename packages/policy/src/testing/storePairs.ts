import { aws } from "@ballast/aws";
import fc, { type Arbitrary } from "fast-check";
import { days, flag, maybe, pair, words, type Pair } from "./pairs.ts";

const effect = fc.constantFrom("Allow", "Deny");
const policy = (of: string) => ({
  Statement: [{ Effect: of, Principal: "*", Action: "*", Resource: "*" }],
});

export const storePairs: Record<string, Arbitrary<Pair>> = {
  "AWS::RDS::DBInstance": pair(
    {
      isPublic: maybe(flag),
      kept: days,
      encrypted: maybe(flag),
      zones: maybe(flag),
      managed: flag,
      logs: flag,
      minor: maybe(flag),
      authority: maybe(fc.constantFrom("rds-ca-2019", "rds-ca-rsa2048-g1")),
    },
    ({ isPublic, kept, encrypted, zones, managed, logs, minor, authority }) => [
      [
        aws.databaseInstance,
        {
          engine: "postgres",
          publiclyAccessible: isPublic,
          backupRetentionPeriod: kept,
          storageEncrypted: encrypted,
          multiAz: zones,
          ...(managed ? { manageMasterUserPassword: true } : { password: "hunter2" }),
          enabledCloudwatchLogsExports: logs ? ["postgresql"] : undefined,
          autoMinorVersionUpgrade: minor,
          caCertIdentifier: authority,
        },
      ],
    ],
    ({ isPublic, kept, encrypted, zones, managed, logs, minor, authority }) => ({
      Engine: "postgres",
      PubliclyAccessible: isPublic,
      BackupRetentionPeriod: kept,
      StorageEncrypted: encrypted,
      MultiAZ: zones,
      ...(managed ? { ManageMasterUserPassword: true } : { MasterUserPassword: "hunter2" }),
      EnableCloudwatchLogsExports: logs ? ["postgresql"] : undefined,
      AutoMinorVersionUpgrade: minor,
      CACertificateIdentifier: authority,
    }),
  ),
  "AWS::RDS::DBCluster": pair(
    { kept: days, encrypted: maybe(flag), managed: flag },
    ({ kept, encrypted, managed }) => [
      [
        aws.databaseCluster,
        {
          engine: "aurora-mysql",
          backupRetentionPeriod: kept,
          storageEncrypted: encrypted,
          masterPassword: managed ? undefined : "hunter2",
        },
      ],
    ],
    ({ kept, encrypted, managed }) => ({
      Engine: "aurora-mysql",
      BackupRetentionPeriod: kept,
      StorageEncrypted: encrypted,
      MasterUserPassword: managed ? undefined : "hunter2",
    }),
  ),
  "AWS::RDS::DBParameterGroup": pair(
    {},
    () => [[aws.databaseParameterGroup, {}]],
    () => ({ Family: "postgres16" }),
  ),
  "AWS::RDS::DBClusterParameterGroup": pair(
    {},
    () => [[aws.databaseClusterParameterGroup, {}]],
    () => ({ Family: "aurora-mysql8.0" }),
  ),
  "AWS::EFS::FileSystem": pair(
    { encrypted: maybe(flag), status: maybe(fc.constantFrom("ENABLED", "DISABLED")) },
    ({ encrypted, status }) =>
      [
        [aws.fileSystem, { encrypted }],
        ...(status === undefined
          ? []
          : [[aws.backupPolicy, { fileSystemId: "one", backupPolicy: { status } }] as [string, object]]),
      ] as [string, Record<string, unknown>][],
    ({ encrypted, status }) => ({
      Encrypted: encrypted,
      BackupPolicy: status === undefined ? undefined : { Status: status },
    }),
  ),
  "AWS::EFS::AccessPoint": pair(
    { path: maybe(fc.constantFrom("/", "/data")), user: flag },
    ({ path, user }) => [
      [
        aws.accessPoint,
        {
          fileSystemId: "fs-1",
          posixUser: user ? { uid: 1000, gid: 1000 } : undefined,
          rootDirectory: { path },
        },
      ],
    ],
    ({ path, user }) => ({
      FileSystemId: "fs-1",
      PosixUser: user ? { Uid: 1000, Gid: 1000 } : undefined,
      RootDirectory: { Path: path },
    }),
  ),
  "AWS::FSx::FileSystem": pair(
    {
      kept: days,
      kind: fc.constantFrom("MULTI_AZ_1", "SINGLE_AZ_2"),
      audit: maybe(fc.constant("FAILURE_ONLY")),
    },
    ({ kept, kind, audit }) => [
      [
        aws.windowsFileSystem,
        {
          automaticBackupRetentionDays: kept,
          deploymentType: kind,
          auditLogConfiguration: { fileAccessAuditLogLevel: audit },
        },
      ],
    ],
    ({ kept, kind, audit }) => ({
      FileSystemType: "WINDOWS",
      WindowsConfiguration: {
        AutomaticBackupRetentionDays: kept,
        DeploymentType: kind,
        AuditLogConfiguration: { FileAccessAuditLogLevel: audit },
      },
    }),
  ),
  "AWS::S3::Bucket": pair(
    { acls: flag, policies: flag, status: maybe(fc.constantFrom("Enabled", "Suspended")) },
    ({ acls, policies, status }) => [
      [aws.bucket, {}],
      [
        aws.bucketPublicAccessBlock,
        {
          bucket: "one",
          blockPublicAcls: acls,
          ignorePublicAcls: true,
          blockPublicPolicy: policies,
          restrictPublicBuckets: true,
        },
      ],
      [aws.bucketVersioning, { bucket: "one", versioningConfiguration: { status } }],
    ],
    ({ acls, policies, status }) => ({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: acls,
        IgnorePublicAcls: true,
        BlockPublicPolicy: policies,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: status === undefined ? undefined : { Status: status },
    }),
  ),
  "AWS::S3::BucketPolicy": pair(
    { effect },
    (one) => [[aws.bucketPolicy, { bucket: "other", policy: policy(one.effect) }]],
    (one) => ({ Bucket: "other", PolicyDocument: policy(one.effect) }),
  ),
  "AWS::KMS::Key": pair(
    { rotation: maybe(flag), effect, spec: maybe(fc.constantFrom("ECC_NIST_P256", "SYMMETRIC_DEFAULT")) },
    (one) => [
      [
        aws.key,
        {
          enableKeyRotation: one.rotation,
          policy: policy(one.effect),
          customerMasterKeySpec: one.spec,
        },
      ],
    ],
    (one) => ({ EnableKeyRotation: one.rotation, KeyPolicy: policy(one.effect), KeySpec: one.spec }),
  ),
  "AWS::Logs::LogGroup": pair(
    { kept: maybe(fc.constant(14)) },
    ({ kept }) => [[aws.logGroup, { retentionInDays: kept }]],
    ({ kept }) => ({ RetentionInDays: kept }),
  ),
  "AWS::SecretsManager::Secret": pair(
    {},
    () => [[aws.secret, {}]],
    () => ({}),
  ),
  "AWS::SecretsManager::RotationSchedule": pair(
    {},
    () => [[aws.secretRotation, { secretId: "other" }]],
    () => ({ SecretId: "other" }),
  ),
  "AWS::SecretsManager::ResourcePolicy": pair(
    { effect },
    (one) => [
      ["aws:secretsmanager/secretPolicy:SecretPolicy", { secretArn: "other", policy: policy(one.effect) }],
    ],
    (one) => ({ SecretId: "other", ResourcePolicy: policy(one.effect) }),
  ),
  "AWS::SSM::Parameter": pair(
    { name: fc.constantFrom("/db/password", "/db/size") },
    ({ name }) => [[aws.parameter, { type: "String", name, insecureValue: "3" }]],
    ({ name }) => ({ Type: "String", Name: name, Value: "3" }),
  ),
  "AWS::SNS::Topic": pair(
    { key: maybe(fc.constant("alias/topics")) },
    ({ key }) => [[aws.topic, { kmsMasterKeyId: key }]],
    ({ key }) => ({ KmsMasterKeyId: key }),
  ),
  "AWS::SNS::TopicPolicy": pair(
    { effect },
    (one) => [[aws.topicPolicy, { arn: "other", policy: policy(one.effect) }]],
    (one) => ({ Topics: ["other"], PolicyDocument: policy(one.effect) }),
  ),
  "AWS::EC2::Volume": pair(
    { encrypted: maybe(flag), type: fc.constantFrom("gp2", "gp3") },
    ({ encrypted, type }) => [[aws.volume, { encrypted, type, availabilityZone: "eu-central-1a" }]],
    ({ encrypted, type }) => ({ Encrypted: encrypted, VolumeType: type, AvailabilityZone: "eu-central-1a" }),
  ),
  "AWS::DLM::LifecyclePolicy": pair(
    { words },
    ({ words: description }) => [[aws.lifecyclePolicy, { description, policyDetails: {} }]],
    ({ words: Description }) => ({ Description, PolicyDetails: {} }),
  ),
};
