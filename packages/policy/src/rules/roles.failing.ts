import { broken, without } from "../testing/breaking.ts";
import type { Example } from "../testing/examples.ts";
import { aws } from "@ballast/aws";

const trusting = (principal: string) =>
  broken(
    aws.role,
    ({ inputs }) => {
      const trust = inputs["assumeRolePolicy"] as string;
      inputs["assumeRolePolicy"] = trust.replace("ecs-tasks.amazonaws.com", principal);
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

export const failingRoles: Example[] = [
  [
    "iam-task-roles",
    broken(aws.taskDefinition, ({ inputs }) => (inputs["taskRoleArn"] = inputs["executionRoleArn"])),
    "uses one role",
  ],
  ["iam-task-roles", broken(aws.taskDefinition, { taskRoleArn: undefined }), "has no task role"],
  ["iam-task-trust", trusting("ec2.amazonaws.com"), "trusts ec2.amazonaws.com"],
  ["iam-execution-role", allowingOn("*"), "allows logs:CreateLogStream"],
  ["ec2-instance-role", without(aws.rolePolicyAttachment), "lacks AmazonSSMManagedInstanceCore"],
];
