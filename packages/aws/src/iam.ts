import type { Service } from "./resourceType.ts";

export const iam: Service = {
  withoutData: ["aws:iam/", "AWS::IAM::"],
  types: {
    "aws:iam/group:Group": { computedOnUpdate: [{ output: "arn", when: ["name", "path"] }] },
    "aws:iam/instanceProfile:InstanceProfile": { replacedBy: { always: ["name", "namePrefix", "path"] } },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { replacedBy: { always: ["url"] } },
    "aws:iam/policy:Policy": { replacedBy: { always: ["description", "name", "namePrefix", "path"] } },
    "aws:iam/role:Role": { replacedBy: { always: ["name", "namePrefix", "path"] } },
    "aws:iam/rolePolicy:RolePolicy": { replacedBy: { always: ["name", "namePrefix", "role"] } },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { replacedBy: { always: ["*"] } },
  },
};
