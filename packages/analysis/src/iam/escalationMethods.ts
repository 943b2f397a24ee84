import { words } from "@ballast/model";

// How somebody gets more rights than their policies give them (Rhino Security Labs, "AWS IAM Privilege Escalation"; Bishop Fox, "IAM
// Vulnerable"; cloudsplaining's list; AWS's service authorization reference for the resources; all read 2026-11).

/** What is allowed on every role, user, group or policy is allowed on one's own, and on the administrator's. By the kind of resource. */
export const onIdentities: Readonly<Record<string, readonly string[]>> = {
  policy: words("CreatePolicyVersion SetDefaultPolicyVersion"),
  role: words(
    `AttachRolePolicy PutRolePolicy UpdateAssumeRolePolicy DeleteRolePermissionsBoundary PutRolePermissionsBoundary`,
  ),
  user: words(`AttachUserPolicy CreateAccessKey CreateLoginProfile PutUserPolicy UpdateLoginProfile
    DeleteUserPermissionsBoundary PutUserPermissionsBoundary`),
  group: words("AddUserToGroup AttachGroupPolicy PutGroupPolicy"),
  "saml-provider": words("UpdateSAMLProvider"),
};

/** Gives a role, user or group more rights. */
export const strengthening: Readonly<Record<string, readonly string[]>> = {
  role: words("iam:AttachRolePolicy iam:PutRolePolicy"),
  user: words("iam:AttachUserPolicy iam:PutUserPolicy"),
  group: words("iam:AttachGroupPolicy iam:PutGroupPolicy"),
  policy: words("iam:CreatePolicyVersion iam:SetDefaultPolicyVersion"),
};

/** Takes one's own boundary away. */
export const unlimiting: Readonly<Record<string, readonly string[]>> = {
  role: words("iam:DeleteRolePermissionsBoundary iam:PutRolePermissionsBoundary"),
  user: words("iam:DeleteUserPermissionsBoundary iam:PutUserPermissionsBoundary"),
};

/** Lets one act as a role or user, or with a group's rights. Who creates one decides who may act as it. */
export const using: Readonly<Record<string, readonly string[]>> = {
  role: words("sts:AssumeRole iam:UpdateAssumeRolePolicy iam:CreateRole"),
  user: words("iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile"),
  group: words("iam:AddUserToGroup"),
};

/** Takes over what runs with a role already: each of these actions on each resource of the form. */
export const takeovers: readonly { form: string; actions: readonly string[] }[] = Object.entries({
  "iam::{a}:role/{n}": ["sts:AssumeRole"],
  "lambda:{r}:{a}:function:{n}": ["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"],
  "glue:{r}:{a}:devEndpoint/{n}": ["glue:UpdateDevEndpoint"],
  "cloudformation:{r}:{a}:stack/{n}/x": [
    "cloudformation:UpdateStack",
    "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
  ],
  "ec2:{r}:{a}:instance/{n}": [
    "ssm:StartSession",
    "ec2-instance-connect:SendSSHPublicKey",
    "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
  ],
  "ecs:{r}:{a}:task/{n}/x": ["ecs:ExecuteCommand"],
  "codebuild:{r}:{a}:project/{n}": ["codebuild:StartBuild", "codebuild:StartBuildBatch"],
  "datapipeline:{r}:{a}:pipeline/{n}": ["datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline"],
  "sagemaker:{r}:{a}:notebook-instance/{n}": ["sagemaker:CreatePresignedNotebookInstanceUrl"],
  "sagemaker:{r}:{a}:user-profile/{n}/x": ["sagemaker:CreatePresignedDomainUrl"],
}).flatMap(([form, all]) => all.map((actions) => ({ form, actions: words(actions) })));

/** Documents by which Systems Manager runs any command on an instance. */
export const commandDocuments = words(
  "AWS-RunShellScript AWS-RunPowerShellScript AWS-RunRemoteScript xq",
).flatMap((name) => [`ssm:{r}::document/${name}`, `ssm:{r}:{a}:document/${name}`]);

/** Runs what one likes as a role that one hands on. Each list of actions is about one resource, whose name one chooses. */
export interface PassingMethod {
  service: string;
  steps: readonly (readonly string[])[];
}

const runners: Readonly<Record<string, readonly string[]>> = {
  "lambda.amazonaws.com": [
    "CreateFunction InvokeFunction",
    "CreateFunction InvokeAsync",
    "CreateFunction AddPermission",
    "CreateFunction, CreateEventSourceMapping",
    "UpdateFunctionConfiguration",
  ],
  "ec2.amazonaws.com": [
    "RunInstances",
    "RequestSpotInstances",
    "RequestSpotFleet",
    "CreateFleet",
    "AssociateIamInstanceProfile",
    "ReplaceIamInstanceProfileAssociation",
    "CreateLaunchTemplate, autoscaling:CreateAutoScalingGroup",
    "autoscaling:CreateLaunchConfiguration, autoscaling:CreateAutoScalingGroup",
    "elasticmapreduce:RunJobFlow",
  ],
  "ecs-tasks.amazonaws.com": [
    "ecs:RunTask",
    "ecs:StartTask",
    "ecs:RegisterTaskDefinition, ecs:CreateService",
    "ecs:RegisterTaskDefinition, ecs:UpdateService",
    "batch:RegisterJobDefinition, batch:SubmitJob",
  ],
  "glue.amazonaws.com": [
    "CreateDevEndpoint",
    "CreateJob StartJobRun",
    "CreateJob, CreateTrigger",
    "UpdateJob StartJobRun",
    "UpdateJob, CreateTrigger",
    "CreateSession RunStatement",
  ],
  "cloudformation.amazonaws.com": [
    "CreateStack",
    "UpdateStack",
    "CreateChangeSet ExecuteChangeSet",
    "CreateStackSet CreateStackInstances",
  ],
  "datapipeline.amazonaws.com": ["CreatePipeline"],
  "codestar.amazonaws.com": ["CreateProject"],
  "codebuild.amazonaws.com": [
    "CreateProject StartBuild",
    "CreateProject StartBuildBatch",
    "UpdateProject StartBuild",
    "UpdateProject StartBuildBatch",
  ],
  "codepipeline.amazonaws.com": ["CreatePipeline", "UpdatePipeline"],
  "sagemaker.amazonaws.com": [
    "CreateNotebookInstance CreatePresignedNotebookInstanceUrl",
    "CreateTrainingJob",
    "CreateProcessingJob",
    "CreatePipeline StartPipelineExecution",
  ],
  "states.amazonaws.com": ["CreateStateMachine StartExecution", "UpdateStateMachine StartExecution"],
  "scheduler.amazonaws.com": ["CreateSchedule", "UpdateSchedule"],
  "ssm.amazonaws.com": ["StartAutomationExecution"],
  "tasks.apprunner.amazonaws.com": ["apprunner:CreateService", "apprunner:UpdateService"],
  "pods.eks.amazonaws.com": ["eks:CreatePodIdentityAssociation"],
};

/** An action without its service's prefix is one of the service that is named. */
export const passingMethods: readonly PassingMethod[] = Object.entries(runners).flatMap(([service, all]) =>
  all.map((steps) => ({
    service,
    steps: steps
      .split(", ")
      .map((actions) =>
        words(actions).map((action) =>
          action.includes(":") ? action : `${service.split(".")[0]}:${action}`,
        ),
      ),
  })),
);

/** Of a service that has a role of its own for this: both actions on what one names. */
export const withoutRole: readonly (readonly string[])[] = [
  ["codestar:CreateProject", "codestar:AssociateTeamMember"],
];
