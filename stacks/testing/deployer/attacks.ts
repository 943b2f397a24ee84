import { words } from "@ballast/model";
import { identityArn, region, site, stateBucketArn, stateKeyArn } from "./roles.ts";

export const arn = (service: string, resource: string): string =>
  ["arn", "aws", service, region, site.accountId, resource].join(":");
/** A role of a stack. */
export const own = identityArn("role/ballast/prod/web");
const administrator = identityArn("role/administrator");
/** Roles that a workload must not act as. */
export const administrators = [
  administrator,
  identityArn("role/ballast/dev/web"),
  identityArn("role/ballast-delivery/prod/delivery-deploy-1a2b3c4"),
  identityArn("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"),
  identityArn("role/ballast/production/web").replace(site.accountId, "210987654321"),
];

/** One question to IAM. */
export interface Call {
  action: string;
  resource: string;
}

/** A way out, by what it does: each is one call. Sources: AWS's service authorization reference, read 2026-11-26. */
export const attacks: Call[] = [
  ...administrators.flatMap((resource) =>
    words("iam:PassRole sts:AssumeRole").map((action) => ({ action, resource })),
  ),
  { action: "sts:AssumeRoot", resource: identityArn("root").replace(site.accountId, "210987654321") },
  ...of(
    "iam",
    administrator,
    `AddRoleToInstanceProfile AddUserToGroup AttachRolePolicy ChangePassword CreateAccessKey CreatePolicyVersion CreateRole
      DeactivateMFADevice DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy EnableMFADevice PutRolePermissionsBoundary
      PutRolePolicy RemoveRoleFromInstanceProfile ResetServiceSpecificCredential ResyncMFADevice SetDefaultPolicyVersion TagRole
      UntagRole UpdateAssumeRolePolicy UpdateLoginProfile UploadSigningCertificate AcceptDelegationRequest AssociateDelegationRequest
      DisableOrganizationsRootSessions EnableOrganizationsRootCredentialsManagement RejectDelegationRequest SendDelegationToken`,
  ),
  // A boundary is one's own, too: it is not taken off.
  ...of(
    "iam",
    own,
    "AttachRolePolicy DeleteRolePermissionsBoundary PutRolePermissionsBoundary PutRolePolicy",
  ),
  ...of("account", "*", "PutAlternateContact StartPrimaryEmailUpdate"),
  ...of("organizations", "*", "LeaveOrganization DetachPolicy CreateAccount"),
  ...of(
    "sso",
    "*",
    "CreateAccountAssignment AttachManagedPolicyToPermissionSet PutInlinePolicyToPermissionSet ProvisionPermissionSet",
  ),
  ...of("sso-directory", "*", "CreateUser AddMemberToGroup UpdatePassword"),
  ...of("identitystore", "*", "CreateGroupMembership CreateUser"),
  ...of("rolesanywhere", "*", "CreateProfile CreateTrustAnchor UpdateProfile"),
  ...of(
    "ssm",
    arn("ssm", "document/some"),
    `RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup RegisterTargetWithMaintenanceWindow UpdatePatchBaseline
      UpdateServiceSetting CreateActivation CreateAssociation CreateAssociationBatch CreateDocument CreateMaintenanceWindow ModifyDocumentPermission
      RegisterTaskWithMaintenanceWindow ResumeSession SendAutomationSignal SendCommand StartAssociationsOnce StartAutomationExecution
      StartChangeRequestExecution StartSession UpdateAssociation UpdateDocument UpdateDocumentDefaultVersion UpdateMaintenanceWindowTask
      UpdateManagedInstanceRole`,
  ),
  ...of(
    "ssm",
    arn("ssm", "").replace(site.accountId, "") + "document/AWS-RunShellScript",
    "SendCommand CreateAssociation",
  ),
  ...of("ssm-guiconnect", "*", "StartConnection"),
  ...of("ssm-quicksetup", "*", "CreateConfigurationManager"),
  ...of(
    "ec2-instance-connect",
    arn("ec2", "instance/i-0"),
    "SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel",
  ),
  ...of("ec2", arn("ec2", "instance/i-0"), "GetPasswordData ModifyInstanceAttribute"),
  ...of("ec2", arn("ec2", "launch-template/lt-0"), "CreateLaunchTemplateVersion ModifyLaunchTemplate"),
  ...of("ecs", arn("ecs", "task/main/0"), "ExecuteCommand"),
  ...of("lambda", arn("lambda", "function:some"), "UpdateFunctionCode UpdateFunctionConfiguration"),
  ...of(
    "cloudformation",
    arn("cloudformation", "stack/some/0"),
    "UpdateStack CreateChangeSet ExecuteChangeSet CreateStackInstances",
  ),
  ...of(
    "codebuild",
    arn("codebuild", "project/other"),
    "StartBuild StartBuildBatch RetryBuild StartSandbox StartCommandExecution UpdateProject",
  ),
  ...of("codedeploy", arn("codedeploy", "deploymentgroup:a/b"), "CreateDeployment"),
  ...of("codestar", "*", "CreateProject AssociateTeamMember"),
  ...of("datapipeline", "*", "PutPipelineDefinition"),
  ...of("glue", arn("glue", "job/some"), "UpdateDevEndpoint UpdateJob StartJobRun RunStatement"),
  ...of(
    "sagemaker",
    arn("sagemaker", "notebook-instance/some"),
    "CreatePresignedNotebookInstanceUrl CreatePresignedDomainUrl",
  ),
  ...of("sagemaker", arn("sagemaker", "notebook-instance/some"), "UpdateNotebookInstanceLifecycleConfig"),
  ...of("apprunner", arn("apprunner", "service/some/0"), "UpdateService"),
  ...of("batch", arn("batch", "job-definition/some:1"), "SubmitJob"),
  ...of(
    "bedrock-agentcore",
    arn("bedrock-agentcore", "some"),
    "ConnectBrowserAutomationStream InvokeAgentRuntimeCommand InvokeCodeInterpreter",
  ),
  ...of("eks", arn("eks", "cluster/some"), "AssociateAccessPolicy CreateAccessEntry"),
  ...of("elasticbeanstalk", arn("elasticbeanstalk", "environment/a/b"), "UpdateEnvironment"),
  ...of("elasticmapreduce", arn("elasticmapreduce", "cluster/j-0"), "AddJobFlowSteps"),
  ...of("states", arn("states", "stateMachine:some"), "UpdateStateMachine"),
  ...of("s3", stateBucketArn, "ListBucket PutBucketPolicy"),
  ...of("s3", `${stateBucketArn}/stack.json`, "GetObject PutObject"),
  ...of("kms", stateKeyArn, "Decrypt PutKeyPolicy"),
];

function of(service: string, resource: string, names: string): Call[] {
  return words(names).map((name) => ({ action: `${service}:${name}`, resource }));
}

/** Calls within the path, which must stay possible. */
export const legitimate: Call[] = [
  { action: "iam:PassRole", resource: own },
  { action: "sts:AssumeRole", resource: own },
  { action: "sts:GetCallerIdentity", resource: "*" },
  // What EventBridge and the pipeline do.
  ...of("ecs", arn("ecs", "task-definition/web:1"), "RunTask RegisterTaskDefinition UpdateService"),
  ...of("codebuild", arn("codebuild", "project/site-delivery-build-1a2b3c4"), "StartBuild BatchGetBuilds"),
  ...of("codebuild", arn("codebuild", "project/site-delivery-release-1a2b3c4"), "StartBuild"),
];
