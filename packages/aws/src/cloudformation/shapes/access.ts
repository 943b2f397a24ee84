import { list, type Fields } from "@ballast/model";
import { members, shape, type Provided, type Shapes } from "../shape.ts";

/** Inline policies of a role, user or group. */
const inline = (given: unknown): Fields[] =>
  members(given).map(({ policyName, policyDocument }) => ({ name: policyName, policy: policyDocument }));

function each(type: string, property: string, of: unknown, inputs: Fields): Provided[] {
  return list(of).map((one) => ({ type, inputs: { [property]: one, ...inputs } }));
}

/** The roles, users and groups to which a template's policy is attached. */
function holders(
  { roles, users, groups }: Fields,
  types: [string, string, string],
  inputs: Fields,
): Provided[] {
  return [
    ...each(types[0], "role", roles, inputs),
    ...each(types[1], "user", users, inputs),
    ...each(types[2], "group", groups, inputs),
  ];
}

const inlineTypes: [string, string, string] = [
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];
const attachmentTypes: [string, string, string] = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
];

/** The policies of a user or group, which are separate resources of the provider. */
function own(kind: "user" | "group", given: Fields, id: string): Provided[] {
  const name = kind === "user" ? "User" : "Group";
  return [
    ...inline(given["policies"]).map((policy) => ({
      type: `aws:iam/${kind}Policy:${name}Policy`,
      inputs: { [kind]: id, ...policy },
    })),
    ...list(given["managedPolicyArns"]).map((policyArn) => ({
      type: `aws:iam/${kind}PolicyAttachment:${name}PolicyAttachment`,
      inputs: { [kind]: id, policyArn },
    })),
  ];
}

export const identityShapes: Shapes = {
  "AWS::IAM::Role": shape(
    "aws:iam/role:Role",
    { assumeRolePolicyDocument: "assumeRolePolicy", roleName: "name", policies: "" },
    ({ policies }) => (policies === undefined ? {} : { inlinePolicies: inline(policies) }),
  ),
  "AWS::IAM::Policy": (given) => {
    const [first, ...others] = holders(given, inlineTypes, {
      name: given["policyName"],
      policy: given["policyDocument"],
    });
    return first && [first, ...others];
  },
  "AWS::IAM::ManagedPolicy": (given, id) => [
    shape("aws:iam/policy:Policy", { policyDocument: "policy", managedPolicyName: "name" })(given, id),
    ...holders(given, attachmentTypes, { policyArn: id }),
  ],
  "AWS::IAM::User": (given, id) => [
    shape("aws:iam/user:User", { userName: "name" })(given, id),
    ...own("user", given, id),
  ],
  "AWS::IAM::Group": (given, id) => [
    shape("aws:iam/group:Group", { groupName: "name" })(given, id),
    ...own("group", given, id),
  ],
  "AWS::IAM::InstanceProfile": shape(
    "aws:iam/instanceProfile:InstanceProfile",
    { instanceProfileName: "name", roles: "" },
    ({ roles }) => ({ role: list(roles)[0] }),
  ),
  "AWS::IAM::OIDCProvider": shape("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {
    clientIdList: "clientIdLists",
    thumbprintList: "thumbprintLists",
  }),
};
