import { StatementEffect, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { Restriction } from "./document.ts";
import { inState, type Paths, type State } from "./permissions.ts";
import { rolesUnder } from "./trust.ts";

/** Changes identities, what they may do, or who may act as them. */
const identities = [
  "account:*",
  "identitystore:*",
  "organizations:*",
  "rolesanywhere:*",
  "sso:*",
  "sso-directory:*",
  ...[
    "Accept",
    "Add",
    "Associate",
    "Attach",
    "Change",
    "Create",
    "Deactivate",
    "Delete",
    "Detach",
    "Disable",
    "Enable",
    "Put",
    "Reject",
    "Remove",
    "Reset",
    "Resync",
    "Send",
    "Set",
    "Tag",
    "Untag",
    "Update",
    "Upload",
  ].map((verb) => `iam:${verb}*`),
];

/**
 * Runs what the caller likes in what runs already, as its role. Where a service gets a role first, iam:PassRole is enough of a limit.
 * What the agents of Systems Manager and ECS call on their instances is not among it.
 */
const takeovers = [
  // A shell, a command, or what runs one later: State Manager, Automation, maintenance windows, documents, sources of patches.
  "ec2-instance-connect:*",
  "ec2:GetPasswordData",
  "ecs:ExecuteCommand",
  "ssm-guiconnect:*",
  "ssm-quicksetup:*",
  "ssm:Create*",
  "ssm:ModifyDocumentPermission",
  "ssm:RegisterDefaultPatchBaseline",
  "ssm:RegisterPatchBaseline*",
  "ssm:RegisterTargetWithMaintenanceWindow",
  "ssm:RegisterTaskWithMaintenanceWindow",
  "ssm:ResumeSession",
  "ssm:SendAutomationSignal",
  "ssm:SendCommand",
  "ssm:Start*",
  "ssm:UpdateAssociation",
  "ssm:UpdateDocument*",
  "ssm:UpdateMaintenanceWindow*",
  "ssm:UpdateManagedInstanceRole",
  "ssm:UpdatePatchBaseline",
  "ssm:UpdateServiceSetting",
  // Other code, where the role stays as it is: AWS asks for no iam:PassRole.
  "apprunner:UpdateService",
  "batch:SubmitJob",
  "bedrock-agentcore:ConnectBrowserAutomationStream",
  "bedrock-agentcore:InvokeAgentRuntimeCommand",
  "bedrock-agentcore:InvokeCodeInterpreter",
  "cloudformation:Create*",
  "cloudformation:Execute*",
  "cloudformation:Update*",
  "codebuild:RetryBuild*",
  "codebuild:StartBuildBatch",
  "codebuild:StartCommandExecution",
  "codebuild:StartSandbox*",
  "codebuild:UpdateProject",
  "codedeploy:CreateDeployment",
  "codestar:*",
  "datapipeline:PutPipelineDefinition",
  "ec2:CreateLaunchTemplateVersion",
  "ec2:ModifyInstanceAttribute",
  "ec2:ModifyLaunchTemplate",
  "eks:AssociateAccessPolicy",
  "eks:CreateAccessEntry",
  "elasticbeanstalk:UpdateEnvironment",
  "elasticmapreduce:AddJobFlowSteps",
  "glue:RunStatement",
  "glue:StartJobRun",
  "glue:Update*",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "sagemaker:CreatePresigned*",
  "sagemaker:UpdateNotebookInstance*",
  "states:UpdateStateMachine",
];

/**
 * The permissions boundary of every role that a stack creates. Whatever its policies allow, the role cannot change
 * identities, assume or pass roles outside of the environment's path, run code in existing resources, or read states.
 */
export function boundaryStatements(site: Site, state: State, paths: Paths): (Statement | Restriction)[] {
  const roles = rolesUnder(site, paths.workload);
  const projects = pulumi.interpolate`arn:${site.partition}:codebuild:${site.region}:${site.accountId}:project`;
  const deny = { effect: StatementEffect.Deny };
  return [
    { actions: ["*"], resources: ["*"] },
    { ...deny, actions: [...identities, ...takeovers], resources: ["*"] },
    { actions: ["iam:PassRole", "sts:Assume*"], onlyOn: [roles] },
    // A pipeline starts builds. StartBuild can override the buildspec, so it is allowed only for projects with the names of
    // ScannedDelivery's projects.
    {
      actions: ["codebuild:StartBuild"],
      onlyOn: ["build", "release"].map((purpose) => pulumi.interpolate`${projects}/*-${purpose}-???????`),
    },
    { ...deny, actions: ["s3:*"], resources: [state.bucketArn, inState(state)] },
    { ...deny, actions: ["kms:*"], resources: [state.kmsKeyArn] },
  ];
}
