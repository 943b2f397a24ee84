/**
 * Quantities that depend on use, which no program shows. Each is an assumption with a default, for one resource and month unless it says
 * otherwise; `ballast:usage` of a stack's settings says what it really is. The defaults are those of a small system, chosen by us.
 */
export const usageKeys = {
  auroraCapacityUnits: {
    unit: "ACU",
    by: "Average capacity of a serverless Aurora instance",
    default: "its cluster's minimum",
  },
  auroraGigabytes: { unit: "GB", by: "Data of an Aurora cluster", default: 10 },
  auroraRequests: {
    unit: "requests",
    by: "Read and write requests of an Aurora cluster to its storage",
    default: 1_000_000,
  },
  backupGigabytes: {
    unit: "GB",
    by: "Recovery points of a store that AWS Backup keeps in a vault",
    default: 10,
  },
  bucketGigabytes: { unit: "GB", by: "Objects of a bucket", default: 1 },
  bucketReads: { unit: "requests", by: "GET requests to a bucket", default: 10_000 },
  bucketWrites: { unit: "requests", by: "PUT, COPY, POST and LIST requests to a bucket", default: 1_000 },
  buildMinutes: { unit: "minutes", by: "Builds of a CodeBuild project", default: 100 },
  codeCommitUsers: {
    unit: "users",
    by: "Active users of a CodeCommit repository above the free number",
    default: 0,
  },
  databaseBackupGigabytes: { unit: "GB", by: "Backups of a database above the free amount", default: 0 },
  endpointGigabytes: { unit: "GB", by: "Data that an interface endpoint processes", default: 10 },
  fileSystemGigabytes: { unit: "GB", by: "Files of an EFS file system in the standard class", default: 10 },
  fileSystemInfrequentGigabytes: {
    unit: "GB",
    by: "Files of an EFS file system in infrequent access",
    default: 0,
  },
  fileSystemReadGigabytes: {
    unit: "GB",
    by: "Reads of an EFS file system with elastic throughput",
    default: 10,
  },
  fileSystemWriteGigabytes: {
    unit: "GB",
    by: "Writes of an EFS file system with elastic throughput",
    default: 10,
  },
  flowLogGigabytes: { unit: "GB", by: "Data that a flow log delivers", default: 5 },
  fsxBackupGigabytes: { unit: "GB", by: "Backups that FSx keeps of a file system", default: 10 },
  imageGigabytes: { unit: "GB", by: "Images of an ECR repository", default: 1 },
  instances: {
    unit: "instances",
    by: "Average number of instances of an Auto Scaling group",
    default:
      "the number that the tasks of its services need in the placement simulator, or the desired capacity; with its scheduled actions",
  },
  keyRequests: { unit: "requests", by: "Requests to a KMS key", default: 10_000 },
  loadBalancerUnits: { unit: "units", by: "Average capacity units (LCU) of a load balancer", default: 0.1 },
  logGigabytes: { unit: "GB", by: "Data that a log group ingests", default: 1 },
  logStoredGigabytes: { unit: "GB", by: "Data that a log group stores, compressed", default: 1 },
  natGatewayGigabytes: { unit: "GB", by: "Data that a NAT gateway processes", default: 10 },
  notifications: { unit: "requests", by: "Requests to an SNS topic", default: 1_000 },
  pipelineMinutes: {
    unit: "minutes",
    by: "Action minutes of a CodePipeline pipeline of type V2",
    default: 100,
  },
  secretRequests: { unit: "requests", by: "Requests to a secret", default: 1_000 },
  snapshotGigabytes: { unit: "GB", by: "Snapshots that a lifecycle policy keeps of a volume", default: 10 },
  spotPercent: {
    unit: "%",
    by: "Spot price as a fraction of the On-Demand price, which it never exceeds by default",
    default: 100,
  },
  stateTransitions: { unit: "transitions", by: "State transitions of a state machine", default: 1_000 },
  taskMinutes: { unit: "minutes", by: "Duration of a task that a schedule starts", default: 15 },
  tasks: {
    unit: "tasks",
    by: "Average number of tasks of a service on AWS Fargate",
    default: "its desired count, or the minimum of its scaling if that is higher; with its scheduled actions",
  },
} as const satisfies Record<string, Usage>;

interface Usage {
  unit: string;
  /** Short description. */
  by: string;
  /** A number, or a description of where the number comes from. */
  default: number | string;
}

export type UsageKey = keyof typeof usageKeys;

/** Keys with a numeric default, because programs do not contain the value. */
export type AssumedKey = {
  [Key in UsageKey]: (typeof usageKeys)[Key]["default"] extends number ? Key : never;
}[UsageKey];

export function isUsageKey(key: string): key is UsageKey {
  return Object.hasOwn(usageKeys, key);
}
