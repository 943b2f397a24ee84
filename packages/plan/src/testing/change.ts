import type { Fields } from "@ballast/model";

/** One resource in two programs, and what an update does to it. */
export interface Change {
  what: string;
  type: string;
  before: Fields;
  after: Fields;
  operation: "same" | "update" | "replace";
  options?: { replaceOnChanges?: string[]; ignoreChanges?: string[] };
}

/** Types by short names. */
export const types = {
  volume: "aws:ebs/volume:Volume",
  database: "aws:rds/instance:Instance",
  cluster: "aws:rds/cluster:Cluster",
  files: "aws:efs/fileSystem:FileSystem",
  share: "aws:fsx/windowsFileSystem:WindowsFileSystem",
  group: "aws:ec2/securityGroup:SecurityGroup",
  role: "aws:iam/role:Role",
  policy: "aws:iam/policy:Policy",
  logs: "aws:cloudwatch/logGroup:LogGroup",
  queue: "aws:sqs/queue:Queue",
  parameter: "aws:ssm/parameter:Parameter",
  cache: "aws:elasticache/cluster:Cluster",
  caches: "aws:elasticache/replicationGroup:ReplicationGroup",
  serverless: "aws:elasticache/serverlessCache:ServerlessCache",
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  service: "aws:ecs/service:Service",
  tasks: "aws:ecs/taskDefinition:TaskDefinition",
  repository: "aws:ecr/repository:Repository",
  stream: "aws:kinesis/stream:Stream",
  key: "aws:kms/key:Key",
  vpc: "aws:ec2/vpc:Vpc",
  stack: "aws:cloudformation/stack:Stack",
  table: "aws:dynamodb/table:Table",
} as const;

export const row = (
  what: string,
  type: string,
  before: Fields,
  after: Fields,
  operation: Change["operation"],
  options?: Change["options"],
): Change => ({ what, type, before, after, operation, ...(options && { options }) });
