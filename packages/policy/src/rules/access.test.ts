import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { accessRules } from "./access.ts";
import { aws } from "@ballast/aws";

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
  // A permissions boundary.
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
]);

it("holds a managed policy that is attached to what it allows (AwsSolutions-IAM5)", () => {
  const [, , , , boundary] = good();
  const attached = boundary && [boundary, attaching(arnOf("boundary"))];
  expect(check(attached ?? [], {}, { rules: accessRules }).map(({ rule }) => rule)).toEqual([
    "iam-administrator",
  ]);
});
