/**
 * The AWS services that Ballast's scenarios use, by their prefix in IAM, and what of each a refresh reads: settings, never
 * contents. Reading a secret, a parameter or an object is left out on purpose.
 */
export const services: Record<string, string[]> = {
  "application-autoscaling": ["Describe*", "ListTagsForResource"],
  autoscaling: ["Describe*"],
  cloudformation: ["Describe*", "GetTemplate", "List*"],
  cloudwatch: ["Describe*", "GetDashboard", "ListTagsForResource"],
  codebuild: ["BatchGetProjects"],
  codecommit: ["GetRepository", "ListTagsForResource"],
  codeconnections: ["GetConnection", "ListTagsForResource"],
  codepipeline: ["GetPipeline", "ListTagsForResource"],
  dlm: ["Get*", "ListTagsForResource"],
  ds: ["Describe*", "ListTagsForResource"],
  ec2: ["Describe*", "GetManagedPrefixListEntries"],
  ecr: [
    "Describe*",
    "GetLifecyclePolicy",
    "GetRegistryScanningConfiguration",
    "GetRepositoryPolicy",
    "ListTagsForResource",
  ],
  ecs: ["Describe*", "ListTagsForResource"],
  elasticfilesystem: ["Describe*", "ListTagsForResource"],
  elasticloadbalancing: ["Describe*"],
  events: ["Describe*", "ListTagsForResource", "ListTargetsByRule"],
  fsx: ["Describe*", "ListTagsForResource"],
  iam: ["Get*", "List*"],
  kms: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListAliases", "ListResourceTags"],
  lambda: ["GetFunctionConfiguration", "GetPolicy", "ListTags"],
  logs: ["Describe*", "ListTagsForResource"],
  rds: ["Describe*", "ListTagsForResource"],
  route53resolver: ["Get*", "List*"],
  s3: [
    "GetAccelerateConfiguration",
    "GetBucket*",
    "GetEncryptionConfiguration",
    "GetLifecycleConfiguration",
    "GetReplicationConfiguration",
    "ListBucket",
  ],
  scheduler: ["GetSchedule", "ListTagsForResource"],
  secretsmanager: ["DescribeSecret", "GetResourcePolicy"],
  serverlessrepo: ["GetApplication", "GetCloudFormationTemplate"],
  sns: ["Get*", "List*"],
  ssm: ["Describe*", "GetDocument", "ListTagsForResource"],
  states: ["Describe*", "ListStateMachineVersions", "ListTagsForResource"],
};

/** Services that the scenarios hand a role to. */
export const roleTakers = [
  "codebuild",
  "codepipeline",
  "dlm",
  "ec2",
  "ecs",
  "ecs-tasks",
  "events",
  "lambda",
  "monitoring.rds",
  "scheduler",
  "states",
  "vpc-flow-logs",
];

/** Services that make a role of their own when the first of something is made. */
export const selfServed = [
  "autoscaling",
  "ecs",
  "ecs.application-autoscaling",
  "elasticfilesystem",
  "elasticloadbalancing",
  "fsx",
  "pullthroughcache.ecr",
  "rds",
  "spot",
];
