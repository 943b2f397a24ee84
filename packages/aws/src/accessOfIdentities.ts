import type { Access } from "./access.ts";

/** Types of IAM and IAM Identity Center. */
export const identities: Readonly<Record<string, Access>> = {
  "aws:iam/groupPolicy:GroupPolicy": { identityPolicies: ["policy"], bearers: ["group"] },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": {
    managedPolicies: ["policyArn"],
    bearers: ["group"],
  },
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {
    managedPolicies: ["policyArns"],
    bearers: ["groupName"],
  },
  "aws:iam/policy:Policy": { identityPolicies: ["policy"] },
  "aws:iam/policyAttachment:PolicyAttachment": {
    managedPolicies: ["policyArn"],
    bearers: ["roles", "users", "groups"],
  },
  "aws:iam/role:Role": {
    isBearer: true,
    identityPolicies: ["inlinePolicies.policy"],
    managedPolicies: ["managedPolicyArns"],
    boundaries: ["permissionsBoundary"],
    trustPolicy: "assumeRolePolicy",
  },
  "aws:iam/rolePolicy:RolePolicy": { identityPolicies: ["policy"], bearers: ["role"] },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { managedPolicies: ["policyArn"], bearers: ["role"] },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    managedPolicies: ["policyArns"],
    bearers: ["roleName"],
  },
  "aws:iam/group:Group": { isBearer: true },
  "aws:ssoadmin/permissionSet:PermissionSet": { isBearer: true },
  "aws:iam/user:User": { isBearer: true, boundaries: ["permissionsBoundary"] },
  "aws:iam/userPolicy:UserPolicy": { identityPolicies: ["policy"], bearers: ["user"] },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { managedPolicies: ["policyArn"], bearers: ["user"] },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    managedPolicies: ["policyArns"],
    bearers: ["userName"],
  },
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": {
    managedPolicies: ["customerManagedPolicyReference.name"],
    bearers: ["permissionSetArn"],
  },
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive": {
    managedPolicies: ["customerManagedPolicyReferences.name"],
    bearers: ["permissionSetArn"],
  },
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {
    managedPolicies: ["managedPolicyArn"],
    bearers: ["permissionSetArn"],
  },
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": {
    managedPolicies: ["managedPolicyArns"],
    bearers: ["permissionSetArn"],
  },
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": {
    identityPolicies: ["inlinePolicy"],
    bearers: ["permissionSetArn"],
  },
  "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment": {
    boundaries: [
      "permissionsBoundary.managedPolicyArn",
      "permissionsBoundary.customerManagedPolicyReference.name",
    ],
    bearers: ["permissionSetArn"],
  },
  "AWS::IAM::Group": {
    isBearer: true,
    identityPolicies: ["Policies.PolicyDocument"],
    managedPolicies: ["ManagedPolicyArns"],
  },
  "AWS::IAM::GroupPolicy": { identityPolicies: ["PolicyDocument"], bearers: ["GroupName"] },
  "AWS::IAM::ManagedPolicy": { identityPolicies: ["PolicyDocument"], bearers: ["Roles", "Users", "Groups"] },
  "AWS::IAM::Policy": { identityPolicies: ["PolicyDocument"], bearers: ["Roles", "Users", "Groups"] },
  "AWS::IAM::Role": {
    isBearer: true,
    identityPolicies: ["Policies.PolicyDocument"],
    managedPolicies: ["ManagedPolicyArns"],
    boundaries: ["PermissionsBoundary"],
    trustPolicy: "AssumeRolePolicyDocument",
  },
  "AWS::IAM::RolePolicy": { identityPolicies: ["PolicyDocument"], bearers: ["RoleName"] },
  "AWS::IAM::User": {
    isBearer: true,
    identityPolicies: ["Policies.PolicyDocument"],
    managedPolicies: ["ManagedPolicyArns"],
    boundaries: ["PermissionsBoundary"],
  },
  "AWS::IAM::UserPolicy": { identityPolicies: ["PolicyDocument"], bearers: ["UserName"] },
  "AWS::SSO::PermissionSet": {
    isBearer: true,
    identityPolicies: ["InlinePolicy"],
    managedPolicies: ["ManagedPolicies", "CustomerManagedPolicyReferences.Name"],
    boundaries: [
      "PermissionsBoundary.ManagedPolicyArn",
      "PermissionsBoundary.CustomerManagedPolicyReference.Name",
    ],
  },
};
