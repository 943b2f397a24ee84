import type { Dimension } from "./dimension.ts";
import { families } from "./dimensionFamilies.ts";

type Row = [offer: string, unit: string, words: string, family: string, usagetype: string];

/**
 * Product families and usage types are those by which Infracost looks a price up (internal/resources/aws/*.go at 95ba4f4, Apache-2.0, read
 * on 27 November 2026), and those of bills in the public repositories that decision 0077 names.
 */
const rows: Record<string, Row> = {
  "natGateway.hours": ["AmazonEC2", "hour", "NAT gateway", "NAT Gateway", "NatGateway-Hours"],
  "natGateway.gigabytes": [
    "AmazonEC2",
    "GB",
    "data processed by the NAT gateway",
    "NAT Gateway",
    "NatGateway-Bytes",
  ],
  "natGateway.regionalHours": [
    "AmazonEC2",
    "hour",
    "regional NAT gateway in a zone",
    "NAT Gateway",
    "RegionalNatGateway-Hours",
  ],
  "natGateway.regionalGigabytes": [
    "AmazonEC2",
    "GB",
    "data processed by the regional NAT gateway",
    "NAT Gateway",
    "RegionalNatGateway-Bytes",
  ],
  "endpoint.hours": ["AmazonVPC", "hour", "interface endpoint in a zone", "VpcEndpoint", "VpcEndpoint-Hours"],
  "endpoint.gigabytes": [
    "AmazonVPC",
    "GB",
    "data processed by the endpoint",
    "VpcEndpoint",
    "VpcEndpoint-Bytes",
  ],
  "publicIpv4.hours": ["AmazonVPC", "hour", "public IPv4 address", "", "PublicIPv4:InUseAddress"],
  "alb.hours": [
    "AWSELB",
    "hour",
    "Application Load Balancer",
    "Load Balancer-Application",
    "LoadBalancerUsage",
  ],
  "alb.units": ["AWSELB", "LCU-hour", "capacity units", "Load Balancer-Application", "LCUUsage"],
  "nlb.hours": ["AWSELB", "hour", "Network Load Balancer", "Load Balancer-Network", "LoadBalancerUsage"],
  "nlb.units": ["AWSELB", "LCU-hour", "capacity units", "Load Balancer-Network", "LCUUsage"],
  "fargate.vcpu": ["AmazonECS", "vCPU-hour", "Fargate vCPU", "Compute", "Fargate-vCPU-Hours:perCPU"],
  "fargate.memory": ["AmazonECS", "GB-hour", "Fargate memory", "Compute", "Fargate-GB-Hours"],
  "fargate.armVcpu": [
    "AmazonECS",
    "vCPU-hour",
    "Fargate vCPU, Arm",
    "Compute",
    "Fargate-ARM-vCPU-Hours:perCPU",
  ],
  "fargate.armMemory": ["AmazonECS", "GB-hour", "Fargate memory, Arm", "Compute", "Fargate-ARM-GB-Hours"],
  "fargate.storage": [
    "AmazonECS",
    "GB-hour",
    "Fargate ephemeral storage above 20 GiB",
    "Compute",
    "Fargate-EphemeralStorage-GB-Hours",
  ],
  "ebs.snapshots": ["AmazonEC2", "GB-month", "EBS snapshots", "Storage Snapshot", "EBS:SnapshotUsage"],
  "ecr.storage": ["AmazonECR", "GB-month", "images", "EC2 Container Registry", "TimedStorage-ByteHrs"],
  "efs.standard": ["AmazonEFS", "GB-month", "files, standard", "Storage", "TimedStorage-ByteHrs"],
  "efs.infrequent": [
    "AmazonEFS",
    "GB-month",
    "files, infrequent access",
    "Storage",
    "IATimedStorage-ByteHrs",
  ],
  "efs.throughput": [
    "AmazonEFS",
    "MiBps-month",
    "provisioned throughput",
    "Provisioned Throughput",
    "ProvisionedTP-MiBpsHrs",
  ],
  "efs.oneZone": ["AmazonEFS", "GB-month", "files, one zone", "Storage", "TimedStorage-Z-ByteHrs"],
  "kms.keys": ["awskms", "key-month", "key", "Encryption Key", "KMS-Keys"],
  "kms.requests": ["awskms", "request", "requests", "", "KMS-Requests"],
  "secrets.secrets": ["AWSSecretsManager", "secret-month", "secret", "Secret", "AWSSecretsManager-Secrets"],
  "logs.ingested": ["AmazonCloudWatch", "GB", "ingested logs", "Data Payload", "DataProcessing-Bytes"],
  "logs.stored": ["AmazonCloudWatch", "GB-month", "stored logs", "Storage Snapshot", "TimedStorage-ByteHrs"],
  "logs.vended": ["AmazonCloudWatch", "GB", "logs delivered by AWS services", "", "VendedLog-Bytes"],
  "cloudwatch.dashboards": [
    "AmazonCloudWatch",
    "dashboard-month",
    "dashboard",
    "Dashboard",
    "DashboardsUsageHour",
  ],
  "cloudwatch.metrics": ["AmazonCloudWatch", "metric-month", "metrics", "Metric", "CW:MetricMonitorUsage"],
  "states.transitions": [
    "AmazonStates",
    "transition",
    "state transitions",
    "AWS Step Functions",
    "StateTransition",
  ],
  "rds.backups": [
    "AmazonRDS",
    "GB-month",
    "backups above the free amount",
    "Storage Snapshot",
    "RDS:ChargedBackupUsage",
  ],
  "aurora.storage": ["AmazonRDS", "GB-month", "data", "Database Storage", "Aurora:StorageUsage"],
  "aurora.requests": [
    "AmazonRDS",
    "request",
    "requests to the storage",
    "System Operation",
    "Aurora:StorageIOUsage",
  ],
  "aurora.backups": [
    "AmazonRDS",
    "GB-month",
    "backups above the free amount",
    "Storage Snapshot",
    "Aurora:BackupUsage",
  ],
  "s3.storage": ["AmazonS3", "GB-month", "objects", "Storage", "TimedStorage-ByteHrs"],
  "s3.writes": ["AmazonS3", "request", "PUT, COPY, POST and LIST requests", "API Request", "Requests-Tier1"],
  "s3.reads": ["AmazonS3", "request", "GET requests", "API Request", "Requests-Tier2"],
  "sns.requests": ["AmazonSNS", "request", "requests", "API Request", ""],
  "secrets.requests": ["AWSSecretsManager", "request", "requests", "API Request", ""],
  "ssm.advancedParameters": [
    "AWSSystemsManager",
    "hour",
    "advanced parameter",
    "AWS Systems Manager",
    "PS-Advanced-Param-Tier1",
  ],
  "resolver.hours": [
    "AmazonRoute53",
    "hour",
    "network interface of the endpoint",
    "DNS Query",
    "ResolverNetworkInterface",
  ],
};

/**
 * Dimensions whose names in the price list are not known. A price file may contain them; updates do not
 * change them.
 */
const unlisted: Record<string, [unit: string, words: string]> = {
  "backup.efs": ["GB-month", "EFS backups in AWS Backup"],
  "backup.fsxWindows": ["GB-month", "FSx backups in AWS Backup"],
  "cloudwatch.compositeAlarms": ["alarm-month", "composite alarm"],
  "codecommit.users": ["user-month", "active users"],
  "codepipeline.minutes": ["minute", "minutes of actions"],
  "codepipeline.pipelines": ["pipeline-month", "active pipeline"],
  "efs.oneZoneInfrequent": ["GB-month", "files, one zone, infrequent access"],
  "efs.reads": ["GB", "reads with elastic throughput"],
  "efs.writes": ["GB", "writes with elastic throughput"],
  "fargate.windowsLicense": ["vCPU-hour", "Windows licence"],
  "fargate.windowsMemory": ["GB-hour", "Fargate memory, Windows"],
  "fargate.windowsVcpu": ["vCPU-hour", "Fargate vCPU, Windows"],
  "fsx.iops": ["IOPS-month", "IOPS above three per GiB"],
  "logs.infrequentIngested": ["GB", "ingested logs, infrequent access"],
  "logs.infrequentStored": ["GB-month", "stored logs, infrequent access"],
  "scheduler.invocations": ["invocation", "invocations"],
};

const fixed = new Map<string, Dimension>([
  ...Object.entries(rows).map(([id, [offer, unit, words, family, usagetype]]): [string, Dimension] => [
    id,
    { offer, unit, words, ...(family !== "" && { family }), ...(usagetype !== "" && { usagetype }) },
  ]),
  ...Object.entries(unlisted).map(([id, [unit, words]]): [string, Dimension] => [
    id,
    { offer: "", unit, words },
  ]),
]);

/** Dimensions that a price list contains whether or not a stack uses them. */
export const fixedDimensions: readonly string[] = Object.keys(rows);

/** @param id A fixed dimension, or one of a family with its parts: `ec2.linux/m5.large`. */
export function dimensionOf(id: string): Dimension | undefined {
  const known = fixed.get(id);
  if (known !== undefined) return known;
  const [family = "", ...parts] = id.split("/");
  return Object.hasOwn(families, family) ? families[family]?.(...parts) : undefined;
}
