import { valuesAt } from "@ballast/model";
import type { Fields } from "../described.ts";
import { has, never, of, type DeploymentNeeds } from "./terms.ts";

// Sources: network.ts.

export const compute: Readonly<Record<string, DeploymentNeeds>> = {
  "aws:autoscaling/group:Group": {
    calls: of("autoscaling", {
      create: "SetInstanceProtection",
      update: "SetInstanceProtection SetDesiredCapacity",
      delete: "SetInstanceProtection TerminateInstanceInAutoScalingGroup",
    }),
    passes: { serviceLinkedRoleArn: "autoscaling" },
    onlyWith: {
      "cloudwatch:*": has("instanceRefresh.preferences.alarmSpecification"),
      // For a service that is missing in the service authorization reference (2026-11-26).
      "managed-fleets:*": never,
      "vpc-lattice:*": has("trafficSources"),
    },
  },
  "aws:appautoscaling/target:Target": {
    passes: { roleArn: "application-autoscaling" },
    onlyWith: {
      // Scheduled actions are separate resources of the provider.
      "application-autoscaling:DeleteScheduledAction": never,
      "application-autoscaling:DescribeScheduledActions": never,
      "application-autoscaling:PutScheduledAction": never,
      "lambda:*": ({ serviceNamespace }) => serviceNamespace === "lambda",
    },
  },
  // CloudFormation has scheduled actions within the scalable target.
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    calls: of("application-autoscaling", {
      create: "PutScheduledAction DescribeScheduledActions",
      read: "DescribeScheduledActions",
      update: "PutScheduledAction DescribeScheduledActions",
      delete: "DeleteScheduledAction",
    }),
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    calls: of("ecs", { read: "ListTagsForResource", delete: "DeleteTaskDefinitions" }),
    passes: { executionRoleArn: "ecs-tasks", taskRoleArn: "ecs-tasks" },
  },
  "aws:ecs/service:Service": {
    passes: {
      iamRole: "ecs",
      "deploymentConfiguration.lifecycleHooks.roleArn": "ecs",
      "loadBalancers.advancedConfiguration.roleArn": "ecs",
      "volumeConfiguration.managedEbsVolume.roleArn": "ecs",
    },
    // The provider recreates a service that did not become stable.
    calls: of("ecs", {
      read: "ListTagsForResource",
      update: "DescribeTaskDefinition",
      delete: "UpdateService",
    }),
  },
  "aws:ecs/cluster:Cluster": { calls: of("ecs", { read: "ListTagsForResource" }) },
  "aws:ecs/capacityProvider:CapacityProvider": {
    calls: of("ecs", { read: "ListTagsForResource" }),
    passes: { "managedInstancesProvider.infrastructureRoleArn": "ecs" },
  },
  "aws:codebuild/project:Project": {
    calls: of("codebuild", {
      create:
        "CreateProject BatchGetProjects ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeVpcs",
      read: "BatchGetProjects",
      update: "UpdateProject BatchGetProjects",
      delete: "DeleteProject",
    }),
    passes: { serviceRole: "codebuild" },
  },
  "aws:codecommit/repository:Repository": {
    calls: of("codecommit", { create: "ListBranches", update: "ListBranches UpdateDefaultBranch" }),
    reads: "codecommit:GetRepository codecommit:ListTagsForResource",
    // For CloudFormation's Code property, with which a template fills a repository.
    onlyWith: { "s3:*": never, "codecommit:CreateCommit": never },
  },
  "aws:codepipeline/pipeline:Pipeline": {
    calls: of("codepipeline", {
      create:
        "CreatePipeline GetPipeline TagResource ListTagsForResource codeconnections:PassConnection codestar-connections:PassConnection",
      read: "GetPipeline ListTagsForResource",
      update:
        "UpdatePipeline GetPipeline TagResource UntagResource codeconnections:PassConnection codestar-connections:PassConnection",
      delete: "DeletePipeline",
    }),
    passes: { roleArn: "codepipeline", "stages.actions.roleArn": "codepipeline" },
    onlyWith: {
      // A connection keeps the prefix with which it was created (Developer Tools console user guide,
      // "Connections rename").
      "codeconnections:PassConnection": connects,
      "codestar-connections:PassConnection": connects,
    },
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    calls: of("ecr", {
      create: "PutLifecyclePolicy GetLifecyclePolicy",
      read: "GetLifecyclePolicy",
      update: "PutLifecyclePolicy",
      delete: "DeleteLifecyclePolicy",
    }),
  },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    passes: { customRoleArn: "pullthroughcache.ecr" },
    onlyWith: { "secretsmanager:*": has("credentialArn") },
  },
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
    onlyWith: { "inspector2:*": ({ scanType }) => scanType === "ENHANCED" },
  },
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
    passes: { customRoleArn: "ecr" },
  },
  // The provider invokes the function, waits for its response, and reads nothing afterwards
  // (internal/service/lambda/invocation.go).
  "aws:lambda/invocation:Invocation": { calls: of("lambda", { create: "InvokeFunction" }) },
  // The provider puts the configuration again, while CloudFormation updates it
  // (internal/service/lambda/function_event_invoke_config.go).
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    calls: of("lambda", { update: "PutFunctionEventInvokeConfig" }),
  },
  "aws:lambda/function:Function": {
    calls: of("lambda", { create: "ListVersionsByFunction", update: "ListVersionsByFunction" }),
    reads: "lambda:GetFunction lambda:GetFunctionCodeSigningConfig lambda:ListVersionsByFunction",
    passes: { role: "lambda" },
    onlyWith: {
      "ec2:*": has("vpcConfig"),
      "elasticfilesystem:*": has("fileSystemConfig"),
      "kms:*": has("kmsKeyArn", "sourceKmsKeyArn"),
      "s3:*": has("s3Bucket"),
      "s3files:*": has("fileSystemConfig"),
      "lambda:GetCodeSigningConfig": has("codeSigningConfigArn"),
      "lambda:GetLayerVersion": has("layers"),
      "lambda:PassCapacityProvider": has("capacityProviderConfig"),
      "lambda:PublishVersion": has("publish"),
      "lambda:PutFunctionConcurrency": has("reservedConcurrentExecutions"),
      // Separate resources of the provider, or features that it does not support.
      "lambda:AssociateRuntimeAlias": never,
      "lambda:GetFunctionRecursionConfig": never,
      "lambda:GetRuntimeManagementConfig": never,
      "lambda:PutFunctionRecursionConfig": never,
      "lambda:PutFunctionScalingConfig": never,
      "lambda:PutRuntimeManagementConfig": never,
    },
  },
  "docker-build:index:Image": {
    none: "it pushes with the registry credentials that the program passes to Docker",
  },
  "Spot::Elastigroup::Group": {
    none: "the Spot service creates it: CloudFormation makes calls with the role with which the type was activated",
  },
};

function connects(inputs: Fields): boolean {
  return valuesAt(inputs, "stages.actions.provider").includes("CodeStarSourceConnection");
}
