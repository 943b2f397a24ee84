/** Services by the first part of a type's token, by their names in botocore. Those of one endpoint for all regions are left out. */
export const servicesByType: Readonly<Record<string, string>> = {
  autoscaling: "autoscaling",
  backup: "backup",
  batch: "batch",
  cloudformation: "cloudformation",
  codebuild: "codebuild",
  codecommit: "codecommit",
  codepipeline: "codepipeline",
  directoryservice: "ds",
  dlm: "dlm",
  ebs: "ec2",
  ec2: "ec2",
  ecr: "api.ecr",
  ecs: "ecs",
  efs: "elasticfilesystem",
  fsx: "fsx",
  inspector2: "inspector2",
  kms: "kms",
  lambda: "lambda",
  lb: "elasticloadbalancing",
  rds: "rds",
  scheduler: "scheduler",
  secretsmanager: "secretsmanager",
  sfn: "states",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
};

/** CloudFormation's names of the same services, in small letters, where types have another word. */
export const serviceAliases: Readonly<Record<string, string>> = {
  elasticloadbalancing: "lb",
  elasticloadbalancingv2: "lb",
  inspectorv2: "inspector2",
  stepfunctions: "sfn",
};
