import { fields, list, text, type Fields } from "@ballast/model";
import { defined, members, renamed, shape, type Provided, type Shapes } from "../shape.ts";

const databaseNames = {
  dbInstanceIdentifier: "identifier",
  dbInstanceClass: "instanceClass",
  dbParameterGroupName: "parameterGroupName",
  masterUserPassword: "password",
  enableCloudwatchLogsExports: "enabledCloudwatchLogsExports",
  enableIamDatabaseAuthentication: "iamDatabaseAuthenticationEnabled",
  caCertificateIdentifier: "caCertIdentifier",
  vpcSecurityGroups: "vpcSecurityGroupIds",
  sourceDbInstanceIdentifier: "replicateSourceDb",
};

/**
 * RDS's default, which differs from the provider's (Amazon RDS user guide, "Backup retention period",
 * November 2026).
 */
const oneDay = (given: Fields): Fields => ({ backupRetentionPeriod: given["backupRetentionPeriod"] ?? 1 });

/** Converts parameters from CloudFormation's object to the provider's list. */
const parameters = (given: Fields): Fields => ({
  parameters: Object.entries(fields(given["parameters"])).map(([name, value]) => ({
    name,
    value: text(value),
  })),
});

/** A part of a resource that is a separate resource of the provider. */
function part(type: string, inputs: Fields, given: unknown): Provided[] {
  return given === undefined ? [] : [{ type, inputs }];
}

export const dataShapes: Shapes = {
  "AWS::RDS::DBInstance": (given, id) => {
    const isMember = given["dbClusterIdentifier"] !== undefined;
    return isMember
      ? shape("aws:rds/clusterInstance:ClusterInstance", {
          ...databaseNames,
          dbClusterIdentifier: "clusterIdentifier",
        })(given, id)
      : shape("aws:rds/instance:Instance", databaseNames, oneDay)(given, id);
  },
  "AWS::RDS::DBCluster": shape(
    "aws:rds/cluster:Cluster",
    {
      ...databaseNames,
      dbClusterIdentifier: "clusterIdentifier",
      masterUserPassword: "masterPassword",
    },
    oneDay,
  ),
  "AWS::RDS::DBParameterGroup": shape("aws:rds/parameterGroup:ParameterGroup", {}, parameters),
  "AWS::RDS::DBClusterParameterGroup": shape(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    {},
    parameters,
  ),
  "AWS::EFS::FileSystem": (given, id) => [
    shape("aws:efs/fileSystem:FileSystem", {
      backupPolicy: "",
      fileSystemPolicy: "",
      fileSystemTags: "tags",
    })(given, id),
    ...part(
      "aws:efs/backupPolicy:BackupPolicy",
      { fileSystemId: id, backupPolicy: given["backupPolicy"] },
      given["backupPolicy"],
    ),
    ...part(
      "aws:efs/fileSystemPolicy:FileSystemPolicy",
      { fileSystemId: id, policy: given["fileSystemPolicy"] },
      given["fileSystemPolicy"],
    ),
  ],
  "AWS::EFS::AccessPoint": shape("aws:efs/accessPoint:AccessPoint"),
  "AWS::FSx::FileSystem": (given) => {
    if (given["fileSystemType"] !== "WINDOWS") return undefined;
    const windows = fields(given["windowsConfiguration"]);
    return {
      type: "aws:fsx/windowsFileSystem:WindowsFileSystem",
      // FSx's default, which differs from the provider's (Amazon FSx API reference, November 2026).
      inputs: {
        ...renamed(given, { windowsConfiguration: "" }),
        ...windows,
        automaticBackupRetentionDays: windows["automaticBackupRetentionDays"] ?? 30,
      },
    };
  },
  "AWS::S3::Bucket": (given, id) => [
    shape(
      "aws:s3/bucket:Bucket",
      {
        bucketName: "bucket",
        accessControl: "acl",
        publicAccessBlockConfiguration: "",
        versioningConfiguration: "",
        loggingConfiguration: "",
        bucketEncryption: "",
        lifecycleConfiguration: "",
      },
      ({ accessControl }) =>
        defined({
          // Converts `PublicRead` to `public-read`.
          acl:
            accessControl &&
            text(accessControl)
              .replace(/(?<=[a-z])(?=[A-Z])/g, "-")
              .toLowerCase(),
        }),
    )(given, id),
    ...part(
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      { bucket: id, ...fields(given["publicAccessBlockConfiguration"]) },
      given["publicAccessBlockConfiguration"],
    ),
    ...part(
      "aws:s3/bucketVersioning:BucketVersioning",
      { bucket: id, versioningConfiguration: given["versioningConfiguration"] },
      given["versioningConfiguration"],
    ),
    ...part(
      "aws:s3/bucketLogging:BucketLogging",
      { bucket: id, ...renamed(given["loggingConfiguration"], { destinationBucketName: "targetBucket" }) },
      given["loggingConfiguration"],
    ),
    ...part(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      {
        bucket: id,
        rules: members(fields(given["bucketEncryption"])["serverSideEncryptionConfiguration"]).map(
          (rule) => ({
            bucketKeyEnabled: rule["bucketKeyEnabled"],
            applyServerSideEncryptionByDefault: rule["serverSideEncryptionByDefault"],
          }),
        ),
      },
      given["bucketEncryption"],
    ),
  ],
  "AWS::S3::BucketPolicy": shape("aws:s3/bucketPolicy:BucketPolicy", { policyDocument: "policy" }),
  "AWS::KMS::Key": shape("aws:kms/key:Key", {
    keyPolicy: "policy",
    keySpec: "customerMasterKeySpec",
    pendingWindowInDays: "deletionWindowInDays",
  }),
  "AWS::Logs::LogGroup": shape("aws:cloudwatch/logGroup:LogGroup", { logGroupName: "name" }),
  "AWS::SecretsManager::Secret": shape("aws:secretsmanager/secret:Secret"),
  "AWS::SecretsManager::RotationSchedule": shape("aws:secretsmanager/secretRotation:SecretRotation"),
  "AWS::SecretsManager::ResourcePolicy": shape("aws:secretsmanager/secretPolicy:SecretPolicy", {
    secretId: "secretArn",
    resourcePolicy: "policy",
  }),
  "AWS::SSM::Parameter": shape(
    "aws:ssm/parameter:Parameter",
    // CloudFormation cannot create a SecureString.
    { value: "insecureValue" },
  ),
  "AWS::SNS::Topic": shape("aws:sns/topic:Topic", { topicName: "name" }),
  "AWS::SNS::TopicPolicy": ({ topics, policyDocument: policy }) => {
    const [first, ...others] = list(topics).map((arn): Provided => ({
      type: "aws:sns/topicPolicy:TopicPolicy",
      inputs: { arn, policy },
    }));
    return first && [first, ...others];
  },
  "AWS::SQS::Queue": shape("aws:sqs/queue:Queue", { queueName: "name" }),
  "AWS::SQS::QueuePolicy": ({ queues, policyDocument: policy }) => {
    const [first, ...others] = list(queues).map((queueUrl): Provided => ({
      type: "aws:sqs/queuePolicy:QueuePolicy",
      inputs: { queueUrl, policy },
    }));
    return first && [first, ...others];
  },
};
