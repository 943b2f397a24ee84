import { fromComputed, regionalArn, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { ScannedDeliveryArgs } from "./args.ts";
import type { BuildContext } from "./context.ts";
import type { Repository } from "./quarantine.ts";
import { artifactStatement, keyStatement, loginToRegistry, pullActions, tasksOf } from "./roles.ts";

/** Permissions of the pipeline: its source, its builds, and one service, whose two task roles it passes to ECS. */
export function pipelineStatements(
  args: ScannedDeliveryArgs,
  { stores, quarantine }: BuildContext,
  projectArns: pulumi.Input<string>[],
  source: Statement[],
): Statement[] {
  const { target, inspector, site } = args;
  const ecs = (resource: pulumi.Input<string>) => regionalArn(site, "ecs", resource);
  const revisions = target.taskDefinitionArn
    ? fromComputed(pulumi.output(target.taskDefinitionArn), (arn) => arn.replace(/(:\d+)?$/, ":*"))
    : ecs("task-definition/*");
  return [
    ...source,
    { actions: ["s3:GetBucketVersioning", "s3:GetBucketLocation"], resources: [stores.artifacts] },
    artifactStatement(stores, "s3:PutObject"),
    keyStatement(stores),
    { actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"], resources: projectArns },
    { actions: ["ecs:DescribeServices", "ecs:UpdateService"], resources: [target.serviceArn] },
    // ECS describes task definitions without a resource type.
    { actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] },
    ...tasksOf(site, target.clusterName),
    { actions: ["ecs:RegisterTaskDefinition"], resources: [revisions] },
    {
      actions: ["ecs:TagResource"],
      resources: [revisions],
      conditions: { StringEquals: { "ecs:CreateAction": ["RegisterTaskDefinition"] } },
    },
    {
      actions: ["iam:PassRole"],
      resources: Object.values(target.roleArns),
      conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    },
    ...(target.snapshotFunctionName ? invokeStatements(site, target.snapshotFunctionName) : []),
    ...(inspector ? inspectorStatements(site, quarantine) : []),
  ];
}

/** User guide of AWS CodePipeline, "Amazon Inspector InspectorScan invoke action reference" (2026-11). */
function inspectorStatements(site: Site, quarantine: Repository): Statement[] {
  return [
    // ScanSbom does not support resource-level permissions: it scans the list of packages that the action sends.
    { actions: ["inspector-scan:ScanSbom"], resources: ["*"] },
    loginToRegistry,
    { actions: pullActions, resources: [quarantine.arn] },
    {
      actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [
        regionalArn(site, "logs", "log-group:/aws/codepipeline/*"),
        regionalArn(site, "logs", "log-group:/aws/codepipeline/*:*"),
      ],
    },
  ];
}

/** User guide of AWS CodePipeline, "Manage the CodePipeline service role" (2026-11); listing knows no resource. */
function invokeStatements(site: Site, functionName: pulumi.Input<string>): Statement[] {
  return [
    {
      actions: ["lambda:InvokeFunction"],
      resources: [regionalArn(site, "lambda", pulumi.interpolate`function:${functionName}`)],
    },
    { actions: ["lambda:ListFunctions"], resources: ["*"] },
  ];
}
