import type { Container, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { Aws } from "../aws.ts";
import { missing, ok, type Check } from "../doctor/check.ts";
import type { Machine } from "../doctor/tools/machine.ts";
import { lastPart, some, TaskDefinitions, runningTasks } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { ServiceInCluster } from "../serviceNamed.ts";
import { agentCheck, serviceCheck, taskCheck } from "./checks.ts";
import { installedPlugin, pluginCheck, type Plugin } from "./plugin.ts";
import { roleCheck } from "./roleCheck.ts";

/** The user's selection of a task and a container. */
export interface SessionRequest {
  /** Id or ARN. @default - the newest running task */
  task?: string;
  /** @default - the only essential one */
  container?: string;
}

/** A container of a running task, and what a session in it needs. */
export interface SessionPlan {
  cluster: string;
  service: string;
  /** @default - no task is running */
  task?: string;
  /** @default - no task is running */
  container?: string;
  runtimeId?: string;
  isWindows: boolean;
  /** The Session Manager plugin on this machine. @default - not installed */
  plugin?: Plugin;
  checks: Check[];
}

/**
 * Checks all requirements of ECS Exec. Changes nothing (ECS developer guide, "Monitor Amazon ECS containers with ECS
 * Exec", 2026-11).
 *
 * @throws {OperateError} if the task or the container does not exist, or if the container must be named.
 */
export async function planSession(
  aws: Aws & { iam: IAMClient },
  machine: Machine,
  { cluster, service }: ServiceInCluster,
  request: SessionRequest,
): Promise<SessionPlan> {
  const { serviceName: name = "", taskDefinition = "" } = service;
  const task = await chosenTask(aws, cluster, name, request.task);
  const definition = await new TaskDefinitions(aws).get(task?.taskDefinitionArn ?? taskDefinition);
  const container = chosenContainer(definition, task, request.container);
  const running = `A task of ${name} is running`;
  const plugin = await installedPlugin(machine);
  const checks: Check[] = [
    serviceCheck(service),
    {
      id: "task",
      what: running,
      ...(task === undefined
        ? missing("none does", `npx ballast status --cluster ${cluster}`)
        : ok(lastPart(task.taskArn ?? ""))),
    },
    ...(task === undefined ? [] : [taskCheck(service, task)]),
    ...(task === undefined || container === undefined ? [] : [agentCheck(definition, task, container)]),
    await roleCheck(aws, definition, task),
    pluginCheck(plugin),
  ];
  return {
    cluster,
    service: name,
    ...(task?.taskArn !== undefined && { task: lastPart(task.taskArn) }),
    ...(container?.name !== undefined && { container: container.name }),
    ...(container?.runtimeId !== undefined && { runtimeId: container.runtimeId }),
    isWindows: (definition.runtimePlatform?.operatingSystemFamily ?? "").startsWith("WINDOWS"),
    ...(plugin !== undefined && { plugin }),
    checks,
  };
}

async function chosenTask(
  aws: Aws,
  cluster: string,
  service: string,
  asked: string | undefined,
): Promise<Task | undefined> {
  const all = await runningTasks(aws, cluster, service);
  if (asked === undefined)
    return all.sort((one, other) => Number(other.startedAt ?? 0) - Number(one.startedAt ?? 0))[0];
  const id = lastPart(asked);
  const found = all.find(({ taskArn = "" }) => lastPart(taskArn) === id);
  if (found !== undefined) return found;
  const ids = all.map(({ taskArn = "" }) => lastPart(taskArn));
  throw new OperateError(
    `No task ${id} of ${service} runs; ${ids.length > 0 ? `there are ${some(ids)}` : "there is none"}.`,
  );
}

function chosenContainer(
  { containerDefinitions = [] }: TaskDefinition,
  task: Task | undefined,
  asked: string | undefined,
): Container | undefined {
  const names = containerDefinitions.map(({ name = "" }) => name);
  if (asked !== undefined && !names.includes(asked))
    throw new OperateError(`There is no container ${asked}; there are ${some(names)}.`);
  const essential = containerDefinitions.filter((one) => one.essential !== false);
  const [only, another] = essential;
  if (asked === undefined && another !== undefined)
    throw new OperateError(`The task has several containers: ${some(names)}. Name one with --container.`);
  const name = asked ?? only?.name;
  return task?.containers?.find((one) => one.name === name);
}
