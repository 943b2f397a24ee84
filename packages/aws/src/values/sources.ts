import type { AcceptedValue, Limit, RefusedValue, ValueSource } from "./limit.ts";

const models = "2026-11-20";

/** Sources of handwritten limits: AWS's guides and API calls, with the date of publication or reading. */
export const sources = {
  apiOfEc2: source("EC2 API reference, CreateVolume", models),
  apiOfBackup: source("AWS Backup API reference, BackupRuleInput and Lifecycle", models),
  apiOfCache: source("ElastiCache API reference, CreateReplicationGroup", models),
  apiOfEcs: source("ECS API reference, RegisterTaskDefinition and ContainerDependency", models),
  apiOfEfs: source("EFS API reference, CreateFileSystem", models),
  apiOfEfsVolumes: source("ECS API reference, EFSVolumeConfiguration and EFSAuthorizationConfig", models),
  apiOfFsx: source("FSx API reference, CreateFileSystem", models),
  apiOfLb: source(
    "Elastic Load Balancing API reference, attributes of load balancers and target groups",
    models,
  ),
  apiOfMetrics: source("CloudWatch API reference, PutMetricAlarm", models),
  apiOfRds: source("RDS API reference, CreateDBInstance", models),
  apiOfS3: source("S3 API reference, PutBucketLifecycleConfiguration and PutBucketLogging", models),
  apiOfScaling: source("Auto Scaling and Application Auto Scaling API references, scheduled actions", models),
  apiOfScheduler: source("EventBridge Scheduler API reference, CreateSchedule", models),
  apiOfSns: source("SNS API reference, Subscribe", models),
  apiOfSqs: source("SQS API reference, CreateQueue", models),
  apiOfVpc: source("EC2 API reference, CreateNetworkAclEntry and CreateFlowLogs", models),
  apiOfKms: source("KMS API reference, ScheduleKeyDeletion and EnableKeyRotation", models),
  apiOfLogs: source(
    "CloudWatch Logs API reference, PutRetentionPolicy; 0 is the provider's word for never",
    models,
  ),
  apiOfSecrets: source("Secrets Manager API reference, DeleteSecret", models),
  ebsGuide: source("EBS user guide, volume types", "2026-11-26"),
  ecrGuide: source(
    "ECR API reference, CreatePullThroughCacheRule, and user guide, pull through cache",
    "2026-11-26",
  ),
  eventsGuide: source("EventBridge user guide, cron and rate expressions", "2026-11-28"),
  efsGuide: source("EFS user guide, performance modes", "2026-11-28"),
  fargateGuide: source("ECS developer guide, task CPU and memory, as in cfn-lint 1.58.0", "2026-10-20"),
  fsxGuide: source(
    "FSx for Windows File Server user guide, performance, and announcement of August 2023",
    "2026-11-26",
  ),
  extensions: source("cfn-lint 1.58.0, rules across properties", "2026-10-20"),
  partitions: source("AWS's list of partitions and regions in botocore 1.44.8", models),
  rdsRecovery: source("RDS user guide, recovery model of SQL Server", "2026-11-26"),
  rdsVersions: source("RDS's engine versions and instance classes, as in cfn-lint 1.58.0", "2026-10-20"),
  rotationGuide: source("Secrets Manager user guide, schedule expressions", "2026-11-26"),
  securityGroups: source("VPC user guide, security group rules and quotas", "2026-11-26"),
  subnets: source("VPC user guide, VPC CIDR blocks, and EC2 API reference, CreateSubnet", models),
  tagging: source("AWS tagging guide, tag naming limits and requirements", "2026-11-26"),
  timeZones: source("RDS user guide, time zones of SQL Server", "2026-11-26"),
  healthChecks: source(
    "Elastic Load Balancing user guide for Application Load Balancers, health checks",
    "2026-11-28",
  ),
  identifiers: source("AWS general reference, ARNs, and EC2 user guide, resource IDs", "2026-11-26"),
} as const;

function source(name: string, date: string): ValueSource {
  return { name, date };
}

/** @param accepts A text that follows "AWS accepts ". */
export const refused = (path: string, value: unknown, accepts: string, from: ValueSource): RefusedValue => ({
  path,
  ...(value !== undefined && { value }),
  accepts,
  source: from,
});

/** @param problem Replaces the value in the message: "repeats a rule of this security group". */
export const refusedAs = (
  path: string,
  problem: string,
  accepts: string,
  from: ValueSource,
): RefusedValue => ({ path, problem, accepts, source: from });

/** Properties whose values AWS lists, or bounds, in a guide. */
export const accepting = (
  from: ValueSource,
  limits: Readonly<Record<string, Limit>>,
): Readonly<Record<string, readonly AcceptedValue[]>> =>
  Object.fromEntries(Object.entries(limits).map(([path, limit]) => [path, [{ limit, source: from }]]));
