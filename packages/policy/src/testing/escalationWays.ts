import { words } from "@ballast/model";

// Escalation methods from published lists: Rhino Security Labs, Bishop Fox's IAM Vulnerable, cloudsplaining
// (which checkov uses), prowler.

export const site = "123456789012";
/** ARN of a named resource, keyed by type. */
export const named: Record<string, string> = {
  role: `arn:aws:iam::${site}:role/other`,
  user: `arn:aws:iam::${site}:user/other`,
  group: `arn:aws:iam::${site}:group/other`,
  policy: `arn:aws:iam::${site}:policy/other`,
  saml: `arn:aws:iam::${site}:saml-provider/other`,
  function: `arn:aws:lambda:eu-central-1:${site}:function:other`,
  endpoint: `arn:aws:glue:eu-central-1:${site}:devEndpoint/other`,
  stack: `arn:aws:cloudformation:eu-central-1:${site}:stack/other/x`,
  instance: `arn:aws:ec2:eu-central-1:${site}:instance/i-0123456789abcdef0`,
  task: `arn:aws:ecs:eu-central-1:${site}:task/main/0123`,
  project: `arn:aws:codebuild:eu-central-1:${site}:project/other`,
  pipeline: `arn:aws:datapipeline:eu-central-1:${site}:pipeline/df-1`,
  notebook: `arn:aws:sagemaker:eu-central-1:${site}:notebook-instance/other`,
  template: `arn:aws:ec2:eu-central-1:${site}:launch-template/lt-0123456789abcdef0`,
  service: `arn:aws:apprunner:eu-central-1:${site}:service/other/0123`,
  definition: `arn:aws:batch:eu-central-1:${site}:job-definition/other`,
  interpreter: `arn:aws:bedrock-agentcore:eu-central-1:${site}:code-interpreter-custom/other-0123`,
  runtime: `arn:aws:bedrock-agentcore:eu-central-1:${site}:runtime/other-0123`,
  browser: `arn:aws:bedrock-agentcore:eu-central-1:${site}:browser-custom/other-0123`,
  deployments: `arn:aws:codedeploy:eu-central-1:${site}:deploymentgroup:other/main`,
  machine: `arn:aws:states:eu-central-1:${site}:stateMachine:other`,
  permissions: "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef",
};

/** Actions that are harmless on a named resource, by type. */
const onAny: [kind: string, actions: string][] = [
  ["policy", "iam:CreatePolicyVersion"],
  ["policy", "iam:SetDefaultPolicyVersion"],
  ["user", "iam:CreateAccessKey"],
  ["user", "iam:CreateLoginProfile"],
  ["user", "iam:UpdateLoginProfile"],
  ["user", "iam:AttachUserPolicy"],
  ["user", "iam:PutUserPolicy"],
  ["user", "iam:DeleteUserPermissionsBoundary"],
  ["user", "iam:PutUserPermissionsBoundary"],
  ["group", "iam:AttachGroupPolicy"],
  ["group", "iam:PutGroupPolicy"],
  ["group", "iam:AddUserToGroup"],
  ["role", "iam:AttachRolePolicy"],
  ["role", "iam:PutRolePolicy"],
  ["role", "iam:UpdateAssumeRolePolicy"],
  ["role", "iam:DeleteRolePermissionsBoundary"],
  ["role", "iam:PutRolePermissionsBoundary"],
  ["role", "sts:AssumeRole"],
  ["saml", "iam:UpdateSAMLProvider"],
  ["function", "lambda:UpdateFunctionCode"],
  ["function", "lambda:UpdateFunctionConfiguration"],
  ["endpoint", "glue:UpdateDevEndpoint"],
  ["stack", "cloudformation:UpdateStack"],
  ["stack", "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet"],
  ["instance", "ssm:StartSession"],
  ["instance", "ssm:SendCommand"],
  ["instance", "ec2-instance-connect:SendSSHPublicKey"],
  ["instance", "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances"],
  ["task", "ecs:ExecuteCommand"],
  ["project", "codebuild:StartBuild"],
  ["pipeline", "datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline"],
  ["notebook", "sagemaker:CreatePresignedNotebookInstanceUrl"],
  [
    "notebook",
    "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance",
  ],
  ["template", "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate"],
  ["service", "apprunner:UpdateService"],
  ["definition", "batch:SubmitJob"],
  ["interpreter", "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter"],
  ["runtime", "bedrock-agentcore:InvokeAgentRuntimeCommand"],
  ["browser", "bedrock-agentcore:StartBrowserSession bedrock-agentcore:ConnectBrowserAutomationStream"],
  [
    "deployments",
    "codedeploy:CreateDeployment codedeploy:RegisterApplicationRevision codedeploy:GetDeploymentConfig",
  ],
  ["machine", "states:UpdateStateMachine states:StartExecution"],
  ["permissions", "sso:AttachManagedPolicyToPermissionSet"],
  ["permissions", "sso:AttachCustomerManagedPolicyReferenceToPermissionSet"],
  ["permissions", "sso:PutInlinePolicyToPermissionSet"],
];

/** Methods with iam:PassRole, by the service that runs code with the passed role. */
const byPassing: [service: string, actions: string][] = [
  ["ec2", "ec2:RunInstances"],
  ["ec2", "ec2:AssociateIamInstanceProfile"],
  ["ec2", "autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup"],
  ["lambda", "lambda:CreateFunction lambda:InvokeFunction"],
  ["lambda", "lambda:CreateFunction lambda:AddPermission"],
  ["lambda", "lambda:CreateFunction lambda:CreateEventSourceMapping"],
  ["glue", "glue:CreateDevEndpoint"],
  ["glue", "glue:CreateJob glue:StartJobRun"],
  ["glue", "glue:UpdateJob glue:CreateTrigger"],
  ["cloudformation", "cloudformation:CreateStack"],
  ["datapipeline", "datapipeline:CreatePipeline"],
  ["codestar", "codestar:CreateProject"],
  ["codebuild", "codebuild:CreateProject codebuild:StartBuild"],
  ["sagemaker", "sagemaker:CreateNotebookInstance"],
  ["sagemaker", "sagemaker:CreateTrainingJob"],
  ["ecs-tasks", "ecs:RunTask"],
  ["ecs-tasks", "ecs:RegisterTaskDefinition ecs:CreateService"],
  ["states", "states:CreateStateMachine states:StartExecution"],
  ["scheduler", "scheduler:CreateSchedule"],
  ["ssm", "ssm:StartAutomationExecution"],
  ["ec2", "autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup"],
  [
    "ec2",
    "imagebuilder:CreateComponent imagebuilder:CreateImageRecipe imagebuilder:CreateInfrastructureConfiguration imagebuilder:CreateImage",
  ],
  ["cloudformation", "cloudformation:UpdateStackSet"],
  [
    "bedrock-agentcore",
    "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
  ],
  ["bedrock-agentcore", "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:InvokeAgentRuntimeCommand"],
  ["braket", "braket:CreateJob"],
  ["cognito-identity", "cognito-identity:SetIdentityPoolRoles"],
  ["emr-serverless", "emr-serverless:CreateApplication emr-serverless:StartJobRun"],
  ["gamelift", "gamelift:CreateBuild gamelift:CreateFleet"],
  ["kinesisanalytics", "kinesisanalytics:CreateApplication kinesisanalytics:StartApplication"],
  ["omics", "omics:CreateWorkflow omics:StartRun"],
];

export interface Way {
  service?: string;
  kind?: string;
  actions: string[];
}
export const ways: Way[] = [
  ...onAny.map(([kind, actions]) => ({ kind, actions: words(actions) })),
  ...byPassing.map(([service, actions]) => ({ service, actions: ["iam:PassRole", ...words(actions)] })),
  { actions: ["codestar:CreateProject", "codestar:AssociateTeamMember"] },
];
/** Whether some of these actions are an escalation method. */
export const isWay = (actions: readonly string[]): boolean =>
  ways.some((way) => way.actions.every((action) => actions.includes(action)));
