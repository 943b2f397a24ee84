import { aws } from "@ballast/aws";
import { fields, statements, text, type Resource, type Stack } from "@ballast/model";
import type { Rule } from "../rule.ts";

const tasksService = "ecs-tasks.amazonaws.com";

/** Actions that know no resource (service authorization reference of ECR). */
const withoutResource = ["ecr:GetAuthorizationToken", "fsx:DescribeFileSystems"];

export const roleRules: Rule[] = [
  {
    id: "iam-task-roles",
    severity: "error",
    sentence: "A task definition has an execution role and a task role, and they differ.",
    why: "One role for both hands the application every secret and image that ECS may read to start it.",
    mend: "Give it two roles; ballast's TaskDefinition makes them.",
    covers: ["CKV_AWS_249"],
    types: [aws.taskDefinition],
    *check(resource) {
      const execution = text(resource.inputs["executionRoleArn"]);
      const task = text(resource.inputs["taskRoleArn"]);
      if (!execution) yield "has no execution role";
      if (!task) yield "has no task role";
      if (execution && execution === task) yield "uses one role as execution role and as task role";
    },
  },
  {
    id: "iam-task-trust",
    severity: "error",
    sentence: "Roles of tasks trust ECS tasks alone, on behalf of one account.",
    why: "Without aws:SourceAccount another account's ECS could act with the role (the confused deputy).",
    mend: "Trust ecs-tasks.amazonaws.com with a condition on aws:SourceAccount.",
    types: [aws.role],
    *check(resource, stack) {
      if (!isRoleOfTasks(stack, resource, ["executionRoleArn", "taskRoleArn"])) return;
      for (const statement of statements(resource.inputs["assumeRolePolicy"])) {
        if (statement.services.join() !== tasksService)
          yield `trusts ${statement.services.join(", ") || "someone other than a service"}`;
        if (!JSON.stringify(statement.conditions).includes("aws:SourceAccount"))
          yield "trusts without a condition on aws:SourceAccount";
      }
    },
  },
  {
    id: "iam-execution-role",
    severity: "error",
    sentence: "Execution roles name the resources they may use.",
    why: "ECS uses this role before any of our code runs; a wildcard reads every secret of the account.",
    mend: "Name ARNs. Only ecr:GetAuthorizationToken and fsx:DescribeFileSystems know no resource.",
    covers: ["AwsSolutions-IAM5"],
    types: [aws.rolePolicy],
    *check(resource, stack) {
      const role = stack.referred(aws.role, resource.inputs["role"]);
      if (!role || !isRoleOfTasks(stack, role, ["executionRoleArn"])) return;
      for (const { actions, resources } of statements(resource.inputs["policy"])) {
        const unlimited =
          resources.includes("*") && !actions.every((action) => withoutResource.includes(action));
        if (unlimited) yield `allows ${actions.join(", ")} on *`;
        const wide = actions.filter((action) => action.endsWith("*"));
        if (wide.length > 0) yield `allows ${wide.join(", ")}: name the actions`;
      }
    },
  },
  {
    id: "ec2-instance-role",
    severity: "error",
    sentence: "Container instances can join their cluster and are managed through Systems Manager.",
    why: "Without the first no task ever runs; without the second people open SSH to look inside.",
    mend: "Attach AmazonEC2ContainerServiceforEC2Role and AmazonSSMManagedInstanceCore to the instance role.",
    types: [aws.launchTemplate],
    *check(resource, stack) {
      const profileArn = fields(resource.inputs["iamInstanceProfile"])["arn"];
      const profile = stack.referred(aws.instanceProfile, profileArn);
      const role = profile?.inputs["role"];
      const attached = stack
        .ofType(aws.rolePolicyAttachment)
        .filter((attachment) => attachment.inputs["role"] === role)
        .map((attachment) => text(attachment.inputs["policyArn"]));
      for (const policy of ["AmazonEC2ContainerServiceforEC2Role", "AmazonSSMManagedInstanceCore"]) {
        if (!attached.some((arn) => arn.endsWith(`/${policy}`))) {
          yield { part: policy, message: `its instance role lacks ${policy}` };
        }
      }
    },
  },
];

function isRoleOfTasks(stack: Stack, role: Resource, properties: string[]): boolean {
  return stack
    .ofType(aws.taskDefinition)
    .some((definition) =>
      properties.some((property) => stack.referred(aws.role, definition.inputs[property]) === role),
    );
}
