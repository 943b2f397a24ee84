import { words } from "@ballast/model";

// Ways for a principal to get more permissions than its policies give. Sources: Rhino Security Labs, "AWS IAM
// Privilege Escalation"; Bishop Fox, "IAM Vulnerable"; the lists of cloudsplaining 0.7.0 and 0.9.1 and of
// prowler 5.46.0, which include pathfinding.cloud's; AWS's service authorization reference for resources, and
// its managed policies for services that get a role. All read 2026-11.

/**
 * Actions, keyed by resource type, that escalate permissions if they are allowed on every resource of the
 * type, which includes the principal itself and the administrator.
 */
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

/** Actions that give a role, user or group more permissions. */
export const strengthening: Readonly<Record<string, readonly string[]>> = {
  role: words("iam:AttachRolePolicy iam:PutRolePolicy"),
  user: words("iam:AttachUserPolicy iam:PutUserPolicy"),
  group: words("iam:AttachGroupPolicy iam:PutGroupPolicy"),
  policy: words("iam:CreatePolicyVersion iam:SetDefaultPolicyVersion"),
};

/** Actions that remove or replace the principal's own permissions boundary. */
export const unlimiting: Readonly<Record<string, readonly string[]>> = {
  role: words("iam:DeleteRolePermissionsBoundary iam:PutRolePermissionsBoundary"),
  user: words("iam:DeleteUserPermissionsBoundary iam:PutUserPermissionsBoundary"),
};

/**
 * Actions that let a principal act as a role or user, or get a group's permissions. A principal that creates
 * a role decides who may assume it.
 */
export const using: Readonly<Record<string, readonly string[]>> = {
  role: words("sts:AssumeRole iam:UpdateAssumeRolePolicy iam:CreateRole"),
  user: words("iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile"),
  group: words("iam:AddUserToGroup"),
};

/**
 * Actions that together let a principal use the role of an existing resource: they assume the role, change the code
 * that runs with it, open a session in it, or change the permissions that a sign-in returns.
 */
export interface Takeover {
  /** The resource's ARN without `arn:<partition>:`; `{r}` is a region, `{a}` an account, `{n}` a name. */
  form: string;
  /** All are required on the same resource. */
  actions: readonly string[];
  /** Further required actions; each list concerns one resource that the caller chooses. */
  steps: readonly (readonly string[])[];
}

/** Actions after a comma concern other resources. */
export const takeovers: readonly Takeover[] = Object.entries({
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
  "ec2:{r}:{a}:launch-template/{n}": ["ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate"],
  "ecs:{r}:{a}:task/{n}/x": ["ecs:ExecuteCommand"],
  "apprunner:{r}:{a}:service/{n}/x": ["apprunner:UpdateService"],
  "batch:{r}:{a}:job-definition/{n}": ["batch:SubmitJob"],
  "bedrock-agentcore:{r}:{a}:code-interpreter-custom/{n}": [
    "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
  ],
  "bedrock-agentcore:{r}:{a}:runtime/{n}": ["bedrock-agentcore:InvokeAgentRuntimeCommand"],
  "bedrock-agentcore:{r}:{a}:browser-custom/{n}": [
    "bedrock-agentcore:StartBrowserSession, bedrock-agentcore:ConnectBrowserAutomationStream",
  ],
  "codebuild:{r}:{a}:project/{n}": ["codebuild:StartBuild", "codebuild:StartBuildBatch"],
  "codedeploy:{r}:{a}:deploymentgroup:{n}/x": [
    "codedeploy:CreateDeployment, codedeploy:RegisterApplicationRevision, codedeploy:GetDeploymentConfig",
  ],
  "datapipeline:{r}:{a}:pipeline/{n}": ["datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline"],
  "sagemaker:{r}:{a}:notebook-instance/{n}": [
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance, sagemaker:CreateNotebookInstanceLifecycleConfig",
  ],
  "sagemaker:{r}:{a}:user-profile/{n}/x": ["sagemaker:CreatePresignedDomainUrl"],
  "states:{r}:{a}:stateMachine:{n}": ["states:UpdateStateMachine states:StartExecution"],
  "sso:::permissionSet/ssoins-{n}/x": [
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:AttachCustomerManagedPolicyReferenceToPermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
  ],
}).flatMap(([form, all]) =>
  all.map((given) => {
    const [actions = [], ...steps] = given.split(", ").map(words);
    return { form, actions, steps };
  }),
);

/** SSM documents that run any command on an instance. */
export const commandDocuments = words(
  "AWS-RunShellScript AWS-RunPowerShellScript AWS-RunRemoteScript xq",
).flatMap((name) => [`ssm:{r}::document/${name}`, `ssm:{r}:{a}:document/${name}`]);

/**
 * A way to run arbitrary code with a passed role. Each list of actions concerns one resource, whose name the
 * caller chooses.
 */
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
    "autoscaling:CreateLaunchConfiguration, autoscaling:UpdateAutoScalingGroup",
    "imagebuilder:CreateComponent, imagebuilder:CreateImageRecipe, imagebuilder:CreateInfrastructureConfiguration, imagebuilder:CreateImage",
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
    "UpdateStackSet",
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
    "CreateNotebookInstance",
    "CreateTrainingJob",
    "CreateProcessingJob",
    "CreatePipeline StartPipelineExecution",
  ],
  "states.amazonaws.com": ["CreateStateMachine StartExecution", "UpdateStateMachine StartExecution"],
  "scheduler.amazonaws.com": ["CreateSchedule", "UpdateSchedule"],
  "ssm.amazonaws.com": ["StartAutomationExecution"],
  "tasks.apprunner.amazonaws.com": ["apprunner:CreateService", "apprunner:UpdateService"],
  "pods.eks.amazonaws.com": ["eks:CreatePodIdentityAssociation"],
  "bedrock-agentcore.amazonaws.com": [
    "CreateCodeInterpreter, StartCodeInterpreterSession InvokeCodeInterpreter",
    "CreateAgentRuntime, InvokeAgentRuntimeCommand",
    "CreateBrowser, StartBrowserSession, ConnectBrowserAutomationStream",
  ],
  "braket.amazonaws.com": ["CreateJob"],
  "cognito-identity.amazonaws.com": ["SetIdentityPoolRoles"],
  "emr-serverless.amazonaws.com": ["CreateApplication, StartJobRun"],
  "gamelift.amazonaws.com": ["CreateBuild, CreateFleet"],
  "kinesisanalytics.amazonaws.com": ["CreateApplication, StartApplication"],
  "omics.amazonaws.com": ["CreateWorkflow, StartRun"],
};

/** An action without prefix belongs to the service that is named. */
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

/** For services that use their own role: both actions on a resource that the caller names. */
export const withoutRole: readonly (readonly string[])[] = [
  ["codestar:CreateProject", "codestar:AssociateTeamMember"],
];
