import { broken, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, type Inputs } from "../testing/resources.ts";
import { goodStack } from "../testing/goodStack.ts";
import { aws } from "@ballast/aws";
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
]);
