import type { Task, TaskDefinition } from "@aws-sdk/client-ecs";
import { SimulatePrincipalPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import { missing, ok, unknown, warning, type Check, type Verdict } from "../doctor/check.ts";
import { lastPart } from "../ecs.ts";
import { AwsError } from "../operateError.ts";

/** Actions that the SSM Agent calls with the task role (ECS developer guide, "ECS Exec permissions", 2026-11). */
const actions = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
  (action) => `ssmmessages:${action}`,
);

/**
 * Simulates the calls with IAM, which evaluates the role's policies, its permissions boundary and the organization's
 * policies.
 */
export async function roleCheck(
  { iam }: { iam: IAMClient },
  definition: TaskDefinition,
  task: Task | undefined,
): Promise<Check> {
  const role = task?.overrides?.taskRoleArn ?? definition.taskRoleArn;
  return {
    id: "role",
    what: "The task's role allows channels of Systems Manager",
    ...(role === undefined ? withoutRole(definition) : await allowed(iam, role)),
  };
}

function withoutRole({ requiresCompatibilities = [] }: TaskDefinition): Verdict {
  const give = `Give the task definition a role that allows ${actions.join(", ")}.`;
  return requiresCompatibilities.includes("FARGATE")
    ? missing("the task has no role", give)
    : warning(
        "the task has no role; the permissions of the container instance's role were not checked",
        give,
      );
}

async function allowed(iam: IAMClient, role: string): Promise<Verdict> {
  try {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: role, ActionNames: actions }),
    );
    const granted = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === "allowed").map(
      ({ EvalActionName }) => EvalActionName,
    );
    const refused = actions.filter((action) => !granted.includes(action));
    return refused.length === 0
      ? ok(lastPart(role))
      : missing(
          `${lastPart(role)} does not allow ${refused.join(", ")}`,
          "Deploy the task definition with executeCommand: true (TaskDefinition), or grant these permissions to the role.",
        );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return unknown(error.message);
  }
}
