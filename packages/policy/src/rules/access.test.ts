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
  ["iam-administrator", allowing({ Action: "*" }), "allows all actions on all resources"],
  ["iam-wildcards", allowing({ Action: ["ecs:*", "s3:GetObject", "sns:*"] }), "allows ecs:*, sns:*"],
  [
    "iam-managed-policies",
    () => [attaching("arn:aws:iam::aws:policy/PowerUserAccess")],
    "attaches PowerUserAccess",
  ],
  [
    "iam-pass-role",
    allowing({ Action: "iam:PassRole", Condition: passing.Condition }),
    "allows passing any role",
  ],
  [
    "iam-pass-role",
    allowing({ Action: ["iam:PassRole"], Resource: arnOf("role/web") }),
    "allows passing roles to any service",
  ],
  ["iam-public-trust", () => [trusting({ AWS: "*" })], "can be assumed by anyone"],
  [
    "iam-public-trust",
    () => [trusting({ Federated: gitHub })],
    "any repository of token.actions.githubusercontent.com, from any branch",
  ],
  [
    "iam-public-trust",
    () => [
      trusting(
        { Federated: gitHub },
        { Condition: { StringEquals: { [`${host}:sub`]: "repo:me/it:ref:x" } } },
      ),
    ],
    "tokens of token.actions.githubusercontent.com for anyone",
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
    "together with other policies of the same identity",
  ],
  ["iam-exact", allowing({ Action: "s3:Get*", Resource: arnOf("b") }), "allows by wildcard s3:Get*"],
  ["iam-exact", allowing({ Action: "s3:GetObject", Resource: `${arnOf("b")}/*` }), "allows by wildcard"],
  [
    "iam-escalation",
    allowing({ Action: "iam:PutRolePolicy" }),
    "grants itself more permissions by iam:PutRolePolicy",
  ],
  [
    "iam-escalation",
    (good) => [
      ...good,
      madeUp(aws.role, "web"),
      madeUp(aws.rolePolicy, "deploy", {
        role: "web",
        policy: { Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*" } },
      }),
      madeUp(aws.rolePolicy, "more", {
        role: "web",
        policy: { Statement: { Effect: "Allow", Action: "ec2:RunInstances", Resource: "*" } },
      }),
    ],
    "together with other policies of the same identity, by iam:PassRole with ec2:RunInstances",
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

describe("what a finding says of a provider that many share", () => {
  const gitLab = "gitlab.com";
  const bitbucket = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
  const terraform = "app.terraform.io";
  const site = "organization:acme:project:web:workspace:site:run_phase:apply";
  it.each([
    [
      host,
      "repo:acme/*",
      "any repository of acme, from any branch, any tag, any pull request and any environment",
    ],
    [host, "repo:acme/*:ref:refs/heads/*", "any repository of acme, from any branch"],
    [host, "repo:acme/*:pull_request", "any repository of acme, from any pull request"],
    [host, "repo:acme/*:ref:refs/heads/main", "any repository of acme, as ref:refs/heads/main"],
    [host, "repo:*:environment:prod", `any repository of ${host}, as environment:prod`],
    [host, "repo:*/site:pull_request", "repository site of any owner like *, from any pull request"],
    [host, "*", `any repository of ${host}, from any branch, any tag, any pull request and any environment`],
    [gitLab, "project_path:acme/*", "any project of acme, from any branch and any tag"],
    [gitLab, "project_path:acme/red/*:ref_type:tag:ref:*", "any project of acme/red, from any tag"],
    ["git.acme.example", "project_path:acme/*", "any project of acme, from any branch and any tag"],
    [bitbucket, "*", "any repository of acme, from any step"],
    [terraform, "organization:acme:*", "any workspace of acme, from any plan and any apply"],
    [
      terraform,
      "organization:acme:project:web:workspace:*",
      "any workspace of acme/web, from any plan and any apply",
    ],
    [terraform, site.replace("web", "*"), "workspace site of any project like *, from any apply"],
    ["oidc.circleci.com/org/1234", "org/1234/project/*", "any project of 1234, from any user"],
    ["login.example.com", "*", "every identity of login.example.com"],
    // One repository, project or workspace is named: whatever happens in it.
    [host, "repo:acme/site:*", undefined],
    [gitLab, "project_path:acme/site:*", undefined],
    [bitbucket, "{11111111-2222-3333-4444-555555555555}:*", undefined],
    [terraform, site.replace("apply", "*"), undefined],
    ["oidc.circleci.com/org/1234", "org/1234/project/5/user/*", undefined],
  ])("%s, %s: %s", (provider, sub, whom) => {
    const Condition = { StringLike: { [`${provider}:sub`]: sub, [`${provider}:aud`]: "sts.amazonaws.com" } };
    const role = trusting(
      { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
      { Condition },
    );
    const found = check([role], {}, { rules: accessRules.filter(({ id }) => id === "iam-public-trust") });
    expect(found.map(({ message }) => message)).toEqual(
      whom === undefined ? [] : [`can be assumed by ${whom}: restrict sub`],
    );
  });
});
