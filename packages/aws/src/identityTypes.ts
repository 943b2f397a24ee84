// Facts about types for identity rules, in addition to where their policies are.

/** Types of IAM identities to which policies refer by ARN. */
export const identityKinds: Readonly<Record<string, "role" | "user" | "group">> = {
  "aws:iam/role:Role": "role",
  "aws:iam/user:User": "user",
  "aws:iam/group:Group": "group",
};

/** Types of customer managed policies. */
export const managedPolicyTypes: readonly string[] = ["aws:iam/policy:Policy", "AWS::IAM::ManagedPolicy"];

/** Properties by which a type adds users to groups. */
export const groupMemberships: Readonly<Record<string, { users: string; groups: string }>> = {
  "aws:iam/groupMembership:GroupMembership": { users: "users", groups: "group" },
  "aws:iam/userGroupMembership:UserGroupMembership": { users: "user", groups: "groups" },
};

/** Property with the role that a resource runs code as, keyed by type. */
export const rolesOfRunners: Readonly<Record<string, string>> = {
  "aws:cloudformation/stack:Stack": "iamRoleArn",
  "aws:codebuild/project:Project": "serviceRole",
  "aws:glue/devEndpoint:DevEndpoint": "roleArn",
  "aws:lambda/function:Function": "role",
  "aws:sagemaker/notebookInstance:NotebookInstance": "roleArn",
  "aws:sfn/stateMachine:StateMachine": "roleArn",
};

/** Property that allows unauthenticated identities, keyed by the identity pool's type. */
export const identityPools: Readonly<Record<string, string>> = {
  "aws:cognito/identityPool:IdentityPool": "allowUnauthenticatedIdentities",
  "AWS::Cognito::IdentityPool": "AllowUnauthenticatedIdentities",
};

/**
 * RDS security groups for databases outside of a VPC, which templates may still contain, with the property
 * that contains their ranges.
 */
export const databaseGroups: Readonly<Record<string, string>> = {
  "AWS::RDS::DBSecurityGroup": "DBSecurityGroupIngress.CIDRIP",
  "AWS::RDS::DBSecurityGroupIngress": "CIDRIP",
};
