import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { accessRules } from "./access.ts";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";

const allowing = (statement: Inputs) => () => [
  madeUp(aws.rolePolicy, "deploy", {
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Resource: ["*"], ...statement }] }),
  }),
];
const trusting = (principal: unknown, more: Inputs = {}) =>
  madeUp(aws.role, "deploy", {
    assumeRolePolicy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: principal, ...more }] }),
  });
const attaching = (policyArn: string) =>
  madeUp(aws.rolePolicyAttachment, "deploy", { role: "deploy", policyArn });

const host = "token.actions.githubusercontent.com";
const gitHub = `arn:aws:iam::123456789012:oidc-provider/${host}`;
const lettersIn = (range: string) =>
  [..."abcdefghijklmnopqrstuvwxyz"].filter((letter) => new RegExp(range).test(letter));

const passing = {
  Action: "iam:PassRole",
  Resource: arnOf("role/web"),
  Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
};
const good = () => [
  ...allowing(passing)(),
  trusting("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-0123456789" } } }),
  attaching("arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"),
  attaching(arnOf("policy/of-our-own")),
  madeUp(aws.role, "bound", { permissionsBoundary: arnOf("boundary") }),
  madeUp(aws.policy, "boundary", { policy: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } }),
];

itShowsEachRule(accessRules, good, [
  ["iam-administrator", allowing({ Action: "*" }), "allows everything on everything"],
  ["iam-wildcards", allowing({ Action: ["ecs:*", "s3:GetObject", "sns:*"] }), "allows ecs:*, sns:*"],
  [
    "iam-managed-policies",
    () => [attaching("arn:aws:iam::aws:policy/PowerUserAccess")],
    "attaches PowerUserAccess",
  ],
  ["iam-pass-role", allowing({ Action: "iam:PassRole", Condition: passing.Condition }), "hands on any role"],
  [
    "iam-pass-role",
    allowing({ Action: ["iam:PassRole"], Resource: arnOf("role/web") }),
    "hands roles to any service",
  ],
  ["iam-public-trust", () => [trusting({ AWS: "*" })], "may be assumed by anyone"],
  [
    "iam-public-trust",
    () => [trusting({ Federated: gitHub })],
    "every identity of token.actions.githubusercontent.com",
  ],
  [
    "iam-public-trust",
    () => [
      trusting(
        { Federated: gitHub },
        { Condition: { StringEquals: { [`${host}:sub`]: "repo:me/it:ref:x" } } },
      ),
    ],
    "tokens of token.actions.githubusercontent.com for anybody",
  ],
  [
    "iam-administrator",
    () => [attaching("arn:aws:iam::aws:policy/AdministratorAccess")],
    "attaches AdministratorAccess",
  ],
  [
    "iam-administrator",
    (good) => [
      ...good,
      madeUp(aws.role, "web"),
      ...["[a-m]", "[n-z]"].map((half) =>
        madeUp(aws.rolePolicy, half === "[a-m]" ? "deploy" : "more", {
          role: "web",
          policy: {
            Statement: { Effect: "Allow", Action: lettersIn(half).map((one) => `${one}*`), Resource: "*" },
          },
        }),
      ),
    ],
    "together with other policies of the same bearer",
  ],
  ["iam-exact", allowing({ Action: "s3:Get*", Resource: arnOf("b") }), "allows by wildcard s3:Get*"],
  ["iam-exact", allowing({ Action: "s3:GetObject", Resource: `${arnOf("b")}/*` }), "allows by wildcard"],
  [
    "iam-escalation",
    allowing({ Action: "iam:PutRolePolicy" }),
    "gives itself more rights by iam:PutRolePolicy",
  ],
  ["iam-escalation", () => [attaching("arn:aws:iam::aws:policy/IAMFullAccess")], "attaches IAMFullAccess"],
]);

it("holds a managed policy to what it allows, unless it is nothing but a boundary", () => {
  const [boundary] = good().filter(({ name }) => name === "boundary");
  const rulesOf = (more: Resource[]) =>
    check(
      [...(boundary ? [boundary] : []), ...more],
      {},
      { rules: accessRules.filter(({ optional }) => !optional) },
    ).map(({ rule }) => rule);
  const bound = madeUp(aws.role, "bound", { permissionsBoundary: arnOf("boundary") });
  expect(rulesOf([bound])).toEqual([]);
  // Nothing says that it is a boundary; or somebody has it as a policy as well.
  const web = madeUp(aws.role, "web");
  const to = {
    role: "web",
    roles: ["web"],
    roleName: "web",
    policyArn: arnOf("boundary"),
    policyArns: [arnOf("boundary")],
  };
  for (const more of [
    [],
    [bound, web, madeUp(aws.rolePolicyAttachment, "a", to)],
    [bound, web, madeUp("aws:iam/policyAttachment:PolicyAttachment", "a", to)],
    [bound, web, madeUp("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "a", to)],
    [bound, madeUp(aws.role, "web", { managedPolicyArns: [arnOf("boundary")] })],
  ])
    expect(rulesOf(more)).toEqual(["iam-administrator"]);
});

it("looks into policies wherever they stand", () => {
  const Statement = { Effect: "Allow", Action: "*", Resource: "*" };
  const template = {
    Resources: {
      Deploy: {
        Type: "AWS::IAM::Role",
        Properties: { Policies: [{ PolicyName: "p", PolicyDocument: { Statement } }] },
      },
      Group: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { PolicyDocument: { Statement }, Groups: ["g"] },
      },
    },
  };
  const everywhere = [
    madeUp(aws.role, "a", { inlinePolicies: [{ name: "all", policy: JSON.stringify({ Statement }) }] }),
    madeUp(aws.userPolicy, "b", { user: "u", policy: { Statement } }),
    madeUp(aws.groupPolicy, "c", { group: "g", policy: { Statement: [Statement] } }),
    madeUp("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "d", {
      inlinePolicy: { Statement },
    }),
    madeUp("aws:cloudformation/stack:Stack", "e", { templateBody: JSON.stringify(template) }),
  ];
  const found = check(everywhere, {}, { rules: accessRules.filter(({ id }) => id === "iam-administrator") });
  expect(new Set(found.map(({ urn, part }) => `${urn.split("::").at(-1)} ${part ?? ""}`.trim()))).toEqual(
    new Set(["a all", "b", "c", "d", "e#Deploy p", "e#Group"]),
  );
});
