/**
 * The AWS services that Ballast's scenarios use, by their prefix in IAM, and what of each a refresh reads: settings, never
 * contents. Reading a secret, a parameter or an object is left out on purpose.
 */
export const services: Record<string, string[]> = {
  "application-autoscaling": ["Describe*", "ListTagsForResource"],
  autoscaling: ["Describe*"],
  backup: [
    "DescribeBackupVault",
    "GetBackupPlan",
    "GetBackupSelection",
    "GetBackupVaultAccessPolicy",
    "GetBackupVaultNotifications",
    "GetRestoreTestingPlan",
    "GetRestoreTestingSelection",
    "ListTags",
  ],
  // AWS Backup asks for it where a vault is made.
  "backup-storage": [],
  cloudformation: ["Describe*", "GetTemplate"],
  cloudwatch: ["Describe*", "GetDashboard", "ListTagsForResource"],
  codebuild: ["BatchGetProjects"],
  codecommit: ["GetRepository", "ListTagsForResource"],
  codeconnections: ["GetConnection", "ListTagsForResource"],
  // A connection keeps the prefix with which it was made, and a pipeline is given one by that prefix.
  "codestar-connections": [],
  codepipeline: ["GetPipeline", "ListTagsForResource"],
  dlm: ["Get*", "ListTagsForResource"],
  // CloudFormation creates directories, and a refresh reads its stack.
  ds: [],
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
  // Amazon ECR's enhanced scanning switches it on.
  inspector2: [],
  kms: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"],
  // GetFunction answers with an address of the code: see readSettings.
  lambda: [
    "GetFunctionCodeSigningConfig",
    "GetFunctionEventInvokeConfig",
    "GetPolicy",
    "ListVersionsByFunction",
  ],
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
    "ListTagsForResource",
  ],
  scheduler: ["GetSchedule"],
  secretsmanager: ["DescribeSecret", "GetResourcePolicy"],
  servicediscovery: ["GetNamespace", "GetService", "ListTagsForResource"],
  sns: ["Get*", "List*"],
  ssm: ["Describe*", "GetDocument", "ListTagsForResource"],
  states: ["Describe*", "ListStateMachineVersions", "ListTagsForResource"],
};

/** Services that the scenarios hand a role to. */
export const roleTakers = [
  "backup",
  "codebuild",
  "codepipeline",
  "dlm",
  "ec2",
  "ecs",
  "ecs-tasks",
  "events",
  "lambda",
  "monitoring.rds",
  "pullthroughcache.ecr",
  "rds",
  "scheduler",
  "states",
  "vpc-flow-logs",
];

/** Services that make a role of their own when the first of something is made. */
export const selfServed = [
  "autoscaling",
  "backup",
  "ecr",
  "ecs",
  "ecs.application-autoscaling",
  "elasticfilesystem",
  "elasticloadbalancing",
  "fsx",
  "inspector2",
  "pullthroughcache.ecr",
  "rds",
  "restore-testing.backup",
  "spot",
];
