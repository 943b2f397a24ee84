import {
  bearer,
  isForAll,
  isGlob,
  mayAsk,
  mayOnAll,
  policyStatements,
  stranger,
  type PolicyStatement,
} from "@ballast/analysis";
import { aws, typesWithAccess } from "@ballast/aws";
import { fields, text, type Resource, type Stack } from "@ballast/model";
import { attachedPolicies, bearersOf, heldPolicies, isWithoutResource, nameAtAws } from "../identities.ts";
import { grantOf } from "../grants.ts";
import type { Rule } from "../rule.ts";

const tasksService = "ecs-tasks.amazonaws.com";

export const roleRules: Rule[] = [
  {
    id: "iam-task-roles",
    severity: "error",
    sentence: "A task definition has an execution role and a task role, and they differ.",
    why: "An application with the execution role can use every secret and image that ECS reads to start it.",
    fix: "Define two roles; ballast's TaskDefinition creates them.",
    covers: ["CKV_AWS_249"],
    types: [aws.taskDefinition],
    *check(resource, stack) {
      const execution = text(resource.inputs["executionRoleArn"]);
      const task = text(resource.inputs["taskRoleArn"]);
      if (!execution) yield "has no execution role";
      if (!task) yield "has no task role";
      const roles = [execution, task].map((reference) => stack.referred(aws.role, reference) ?? reference);
      if (execution && roles[0] === roles[1]) yield "uses one role as execution role and as task role";
    },
  },
  {
    id: "iam-task-trust",
    severity: "error",
    sentence: "Task roles trust only ECS tasks, and only of one account.",
    why: "Without aws:SourceAccount another account's ECS could act with the role (the confused deputy).",
    fix: "Trust ecs-tasks.amazonaws.com with a condition on aws:SourceAccount.",
    types: [aws.role],
    *check(resource, stack) {
      if (!isRoleOfTasks(stack, resource, ["executionRoleArn", "taskRoleArn"])) return;
      for (const statement of policyStatements(resource.inputs["assumeRolePolicy"])) {
        if (statement.effect !== "Allow") continue;
        const { not = true, values = [] } = statement.principals ?? {};
        const others = values.filter(({ kind, value }) => kind !== "Service" || value !== tasksService);
        if (not || others.length > 0) {
          const services = others.filter(({ kind }) => kind === "Service").map(({ value }) => value);
          yield `trusts ${services.join(", ") || "someone other than a service"}`;
        }
        // Simulates ECS assuming the role for tasks of another account.
        const ofTasks = { ...statement, principals: undefined, conditions: statement.conditions };
        const actions = statement.actions.not ? ["sts:AssumeRole"] : statement.actions.values;
        if (actions.some((action) => mayAsk([ofTasks], { action, resource: "" }, stranger)))
          yield "trusts without a condition on aws:SourceAccount";
      }
    },
  },
  {
    id: "iam-execution-role",
    severity: "error",
    sentence: "Execution roles name the resources that they can access.",
    why: "ECS uses this role before the container starts; with a wildcard it can read every secret of the account.",
    fix: "Name ARNs. Only ecr:GetAuthorizationToken and fsx:DescribeFileSystems do not support resource-level permissions.",
    types: typesWithAccess("identityPolicies"),
    *check(resource, stack) {
      const allowed = heldPolicies(resource).flatMap(({ part, statements }) =>
        statements.filter(({ effect }) => effect === "Allow").map((statement) => ({ part, statement })),
      );
      const unlimited = allowed.filter(({ statement }) => isUnlimited(statement));
      const wide = allowed.filter(({ statement: { actions } }) => actions.not || actions.values.some(isGlob));
      if (unlimited.length === 0 && wide.length === 0) return;
      const isOfExecution = bearersOf(stack, resource).some((role) =>
        isRoleOfTasks(stack, role, ["executionRoleArn"]),
      );
      if (!isOfExecution) return;
      for (const [name, found] of Map.groupBy(unlimited, ({ part }) => part.part))
        yield { ...partOf(name), message: `allows ${namesIn(found)} on *` };
      for (const [name, found] of Map.groupBy(wide, ({ part }) => part.part))
        yield { ...partOf(name), message: `allows ${namesIn(found)}: name the actions` };
    },
  },
  {
    id: "ec2-instance-role",
    severity: "error",
    sentence: "Container instances can join their cluster and are managed through Systems Manager.",
    why: "Without the ECS policy no task ever runs; without the Systems Manager policy people open SSH to log in.",
    fix: "Attach AmazonEC2ContainerServiceforEC2Role and AmazonSSMManagedInstanceCore to the instance role.",
    types: [aws.launchTemplate],
    *check(resource, stack) {
      const { arn, name } = fields(resource.inputs["iamInstanceProfile"]);
      const profile = stack.referred(aws.instanceProfile, arn ?? name);
      const roleName = profile?.inputs["role"];
      // Policies that another stack attaches to its role are not known here.
      if (stack.isElsewhere(aws.instanceProfile, arn ?? name) || stack.isElsewhere(aws.role, roleName))
        return;
      const role = stack.referred(aws.role, roleName);
      const attached = role === undefined ? [] : attachedTo(stack, role);
      for (const policy of ["AmazonEC2ContainerServiceforEC2Role", "AmazonSSMManagedInstanceCore"]) {
        if (!attached.includes(policy)) {
          yield { part: policy, message: `its instance role lacks ${policy}` };
        }
      }
    },
  },
  {
    id: "ec2-parameters",
    severity: "warning",
    sentence: "Instances read only the parameters that they need.",
    why:
      "AmazonSSMManagedInstanceCore allows ssm:GetParameter on all parameters: anyone with access to one host can read the " +
      "SecureStrings of all teams that use the account's AWS managed key.",
    fix:
      "Deny ssm:GetParameter and ssm:GetParameters with NotResource: the parameters that the host reads, and " +
      "arn:aws:ssm:*::parameter/aws/*. Ballast's Ec2Capacity does this.",
    types: [aws.instanceProfile],
    *check(resource, stack) {
      const role = stack.referred(aws.role, resource.inputs["role"]);
      if (role === undefined) return;
      const { grant } = grantOf(stack, role);
      const read = ["ssm:GetParameter", "ssm:GetParameters"].filter((action) =>
        mayOnAll(grant, action, "ssm:{r}:{a}:parameter/{n}", bearer),
      );
      if (read.length > 0) yield `its role allows ${read.join(" and ")} on every parameter of the account`;
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

/** Names, without path, of the AWS managed policies that the stack attaches to a role. */
function attachedTo(stack: Stack, role: Resource): string[] {
  return stack
    .ofType(...typesWithAccess("managedPolicies"))
    .filter((one) => bearersOf(stack, one).includes(role))
    .flatMap(attachedPolicies)
    .map((policy) => nameAtAws(policy)?.split("/").at(-1))
    .filter((name) => name !== undefined);
}

function partOf(name: string | undefined): { part?: string } {
  return name === undefined ? {} : { part: name };
}

function namesIn(found: readonly { statement: PolicyStatement }[]): string {
  return [...new Set(found.flatMap(({ statement }) => actionsOf(statement)))].join(", ");
}

function actionsOf({ actions: { not, values } }: PolicyStatement): string[] {
  return not ? [`everything but ${values.join(", ")}`] : values;
}

/**
 * Whether a statement allows an action on every resource of a service although the action supports single
 * resources.
 */
function isUnlimited(statement: PolicyStatement): boolean {
  const { actions } = statement;
  if (actions.not) return isForAll(statement, "any");
  return actions.values
    .filter((action) => !isWithoutResource(action))
    .some((action) => isForAll(statement, action.split(":")[0] ?? action));
}
