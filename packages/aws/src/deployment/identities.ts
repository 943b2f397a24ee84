import { isTrue } from "@ballast/model";
import { never, of, type DeploymentNeeds } from "./terms.ts";

// Sources: network.ts.

export const identities: Readonly<Record<string, DeploymentNeeds>> = {
  "aws:iam/role:Role": {
    calls: of("iam", { delete: "ListInstanceProfilesForRole RemoveRoleFromInstanceProfile" }),
    onlyWith: {
      // Policies are separate resources, to which AttachRolePolicy and PutRolePolicy belong. A boundary is
      // not removed.
      "iam:DeleteRolePermissionsBoundary": never,
      "iam:RemoveRoleFromInstanceProfile": ({ forceDetachPolicies }) => isTrue(forceDetachPolicies),
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    calls: of("iam", {
      create: "PutRolePolicy GetRolePolicy",
      read: "GetRolePolicy",
      update: "PutRolePolicy",
      delete: "DeleteRolePolicy",
    }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    calls: of("iam", {
      create: "AttachRolePolicy ListAttachedRolePolicies",
      read: "ListAttachedRolePolicies",
      delete: "DetachRolePolicy",
    }),
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    calls: of("iam", {
      create: "TagInstanceProfile GetRole",
      update: "TagInstanceProfile UntagInstanceProfile",
    }),
    passes: { role: "ec2" },
  },
  "aws:iam/policy:Policy": {
    calls: of("iam", {
      create: "CreatePolicy GetPolicy GetPolicyVersion TagPolicy",
      read: "GetPolicy GetPolicyVersion ListPolicyTags",
      update: "CreatePolicyVersion DeletePolicyVersion ListPolicyVersions TagPolicy UntagPolicy",
      delete: "DeletePolicy DeletePolicyVersion ListPolicyVersions",
    }),
  },
  "aws:kms/key:Key": { calls: of("kms", { create: "GetKeyPolicy ListResourceTags ListKeyPolicies" }) },
};
