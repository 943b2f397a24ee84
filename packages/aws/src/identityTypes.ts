// What rules about identities have to know of types beside where their policies are.

/** The kinds of IAM's identities that policies name by an ARN. */
export const identityKinds: Readonly<Record<string, "role" | "user" | "group">> = {
  "aws:iam/role:Role": "role",
  "aws:iam/user:User": "user",
  "aws:iam/group:Group": "group",
};

/** Managed policies of one's own. */
export const managedPolicyTypes: readonly string[] = ["aws:iam/policy:Policy", "AWS::IAM::ManagedPolicy"];

/** Properties by which a type puts users into groups. */
export const groupMemberships: Readonly<Record<string, { users: string; groups: string }>> = {
  "aws:iam/groupMembership:GroupMembership": { users: "users", groups: "group" },
  "aws:iam/userGroupMembership:UserGroupMembership": { users: "user", groups: "groups" },
};

/** By which property a type that runs code names the role that it runs as. */
export const rolesOfRunners: Readonly<Record<string, string>> = {
  "aws:cloudformation/stack:Stack": "iamRoleArn",
  "aws:codebuild/project:Project": "serviceRole",
  "aws:glue/devEndpoint:DevEndpoint": "roleArn",
  "aws:lambda/function:Function": "role",
  "aws:sagemaker/notebookInstance:NotebookInstance": "roleArn",
  "aws:sfn/stateMachine:StateMachine": "roleArn",
};

/** By which property a pool of identities says whether it has guests. */
export const identityPools: Readonly<Record<string, string>> = {
  "aws:cognito/identityPool:IdentityPool": "allowUnauthenticatedIdentities",
  "AWS::Cognito::IdentityPool": "AllowUnauthenticatedIdentities",
};

/** Groups of RDS's own for databases outside of a VPC, which templates still have, by where their ranges are. */
export const databaseGroups: Readonly<Record<string, string>> = {
  "AWS::RDS::DBSecurityGroup": "DBSecurityGroupIngress.CIDRIP",
  "AWS::RDS::DBSecurityGroupIngress": "CIDRIP",
};
