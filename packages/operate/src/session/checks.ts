import type { Container, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import { missing, ok, unknown, type Check } from "../doctor/check.ts";

const switchOn = "Set executeCommand: true in the arguments of its TaskDefinition, and deploy.";

export function serviceCheck({ serviceName, enableExecuteCommand }: Service): Check {
  return {
    id: "service",
    what: `The service ${serviceName} starts tasks with ECS Exec`,
    ...(enableExecuteCommand === true
      ? ok("enableExecuteCommand is on")
      : missing("enableExecuteCommand is off", switchOn)),
  };
}

/** A task keeps the enableExecuteCommand of its service at the time when the task was started. */
export function taskCheck({ enableExecuteCommand, serviceName, clusterArn }: Service, task: Task): Check {
  const again = `aws ecs update-service --cluster ${last(clusterArn)} --service ${serviceName} --force-new-deployment`;
  return {
    id: "task-exec",
    what: "The task was started with ECS Exec",
    ...(task.enableExecuteCommand === true
      ? ok("it was")
      : missing("it was not", enableExecuteCommand === true ? again : switchOn)),
  };
}

export function agentCheck(
  { containerDefinitions = [] }: TaskDefinition,
  task: Task,
  { name, managedAgents = [] }: Container,
): Check {
  const agent = managedAgents.find((one) => one.name === "ExecuteCommandAgent");
  const definition = containerDefinitions.find((one) => one.name === name);
  const verdict = (() => {
    if (agent?.lastStatus === "RUNNING") return ok("it runs");
    if (agent?.lastStatus === "PENDING")
      return unknown("it starts", "Wait some seconds, and run the command again.");
    const found =
      agent === undefined
        ? "there is none"
        : `it is ${agent.lastStatus}${agent.reason === undefined ? "" : `: ${agent.reason}`}`;
    if (definition?.readonlyRootFilesystem === true) return missing(found, readOnly);
    return missing(found, task.enableExecuteCommand === true ? stopped : switchOn);
  })();
  return { id: "agent", what: `The agent of ECS Exec runs in the container ${name}`, ...verdict };
}

/**
 * The SSM Agent must write files in the container (ECS developer guide, "Monitor Amazon ECS containers with ECS
 * Exec", 2026-11).
 */
const readOnly =
  "The root file system of the container is read-only, and AWS does not support ECS Exec there: the agent must write files. Set " +
  "readonlyRootFilesystem: { enabled: false, reason } on this container, or in what your pipeline registers; or enter another container " +
  "with --container.";
const stopped =
  "Stop the task; its service starts another one. The agent must be able to connect to the endpoint ssmmessages; check with npx ballast reach.";

function last(arn = ""): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
