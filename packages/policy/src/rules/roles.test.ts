import { broken, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, type Inputs } from "../testing/resources.ts";
import { goodStack } from "../testing/goodStack.ts";
import { aws } from "@ballast/aws";
import { check } from "../check.ts";
import { roleRules } from "./roles.ts";

const tasks = "ecs-tasks.amazonaws.com";
const statement = (given: Inputs) => JSON.stringify({ Statement: { Effect: "Allow", ...given } });
const trusting = (principal: string) =>
  broken(
    aws.role,
    ({ inputs }) => {
      const trust = inputs["assumeRolePolicy"] as string;
      inputs["assumeRolePolicy"] = trust.replace(tasks, principal);
    },
    "web-task",
  );
const allowingOn = (target: string) =>
  broken(
    aws.rolePolicy,
    ({ inputs }) => {
      const policy = inputs["policy"] as string;
      inputs["policy"] = policy.replaceAll(/"Resource":\[[^\]]*\]/g, `"Resource":["${target}"]`);
    },
    "web-execution",
  );

itShowsEachRule(roleRules, goodStack, [
  [
    "iam-task-roles",
    broken(aws.taskDefinition, ({ inputs }) => (inputs["taskRoleArn"] = inputs["executionRoleArn"])),
    "uses one role",
  ],
  ["iam-task-roles", broken(aws.taskDefinition, { taskRoleArn: undefined }), "has no task role"],
  ["iam-task-roles", broken(aws.taskDefinition, { executionRoleArn: undefined }), "has no execution role"],
  ["iam-task-trust", trusting("ec2.amazonaws.com"), "trusts ec2.amazonaws.com"],
  [
    "iam-task-trust",
    broken(aws.role, { assumeRolePolicy: statement({ Principal: { Service: tasks } }) }, "web-task"),
    "trusts without a condition on aws:SourceAccount",
  ],
  ["iam-execution-role", allowingOn("*"), "allows logs:CreateLogStream"],
  [
    "iam-execution-role",
    broken(
      aws.rolePolicy,
      { policy: statement({ Action: "logs:*", Resource: arnOf("web-logs") }) },
      "web-execution",
    ),
    "allows logs:*: name the actions",
  ],
  ["ec2-instance-role", without(aws.rolePolicyAttachment), "lacks AmazonSSMManagedInstanceCore"],
  [
    "ec2-parameters",
    broken(
      aws.rolePolicy,
      { policy: statement({ Action: "ssm:*", Resource: "*" }) },
      "main-general-instance",
    ),
    "allows ssm:GetParameter and ssm:GetParameters on every parameter",
  ],
  [
    "ec2-parameters",
    broken(
      aws.rolePolicy,
      ({ inputs }) =>
        (inputs["policy"] = (inputs["policy"] as string).replace(
          '"ssm:GetParameters"',
          '"ssm:GetParametersByPath"',
        )),
      "main-general-instance",
    ),
    "allows ssm:GetParameters on every parameter",
  ],
]);

describe("every parameter of the account", () => {
  const everything = [
    { Action: "ssm:*", Resource: "*" },
    { Action: ["SSM:getparam*"], Resource: ["arn:aws:ssm:*:*:parameter/*"] },
    { NotAction: "iam:*", NotResource: "arn:aws:s3:::*" },
    { Action: "*", Resource: "arn:aws:ssm:eu-west-1:123456789012:*" },
    { Action: ["ssm:GetParameters", "ssm:GetParameter"], Resource: "arn:*:ssm:eu-west-1:*:parameter*" },
  ];
  const ofTheHost = [
    "arn:aws:ssm:eu-west-1:123456789012:parameter/ballast/*",
    "arn:aws:ssm:*::parameter/aws/*",
  ];
  const denials = [
    { Action: "ssm:GetParam*", NotResource: ofTheHost },
    { Action: "*", NotResource: ofTheHost },
    { Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"], NotResource: ofTheHost },
    { NotAction: ["ec2:*", "ssm:DescribeParameters"], NotResource: ofTheHost },
    { Action: "ssm:*", Resource: "*" },
  ];
  const gaps = [
    [],
    [{ Action: "ssm:GetParametersByPath", NotResource: ofTheHost }],
    [{ Action: "ssm:GetParam*", Resource: ofTheHost }],
    [{ Action: "ssm:GetParam*", NotResource: "arn:aws:ssm:*:*:parameter/*" }],
    [
      {
        Action: "ssm:GetParam*",
        NotResource: ofTheHost,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  ];
  const found = (allow: object, denied: readonly object[]): number => {
    const statements = [{ Effect: "Allow", ...allow }, ...denied.map((one) => ({ Effect: "Deny", ...one }))];
    const stack = broken(
      aws.rolePolicy,
      { policy: JSON.stringify({ Statement: statements }) },
      "main-general-instance",
    )(goodStack());
    return check(stack, {}, { rules: roleRules.filter(({ id }) => id === "ec2-parameters") }).length;
  };

  it.each(everything)("is found however it is allowed, and whatever does not deny it: %j", (allow) => {
    expect(gaps.map((denied) => found(allow, denied))).toEqual(gaps.map(() => 1));
  });

  it.each(everything)("is not found where it is denied, however that is said: %j", (allow) => {
    expect(denials.map((denied) => found(allow, [denied]))).toEqual(denials.map(() => 0));
  });
});
