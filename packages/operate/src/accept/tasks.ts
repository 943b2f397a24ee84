import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { requireService, runningTasks } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { Watch, type Pace } from "../watch.ts";

/** A standalone task that uses the network and capacity of a service of its cluster. */
export interface OnceTask {
  cluster: string;
  /** The service whose network and capacity the task uses. */
  like: string;
  taskDefinition: string;
  container: string;
  command: string[];
}

/** The result of a standalone task. */
export interface OnceEnded {
  taskArn: string;
  exitCode: number | undefined;
  reason: string;
}

/** Runs tasks in parallel, and waits until all have stopped. */
export async function runOnce(aws: Aws, all: OnceTask[], pace: Pace): Promise<OnceEnded[]> {
  const watch = new Watch(pace);
  const arns: string[] = [];
  for (const one of all) arns.push(await start(aws, one));
  const [{ cluster = "" } = {}] = all;
  return watch.until<OnceEnded[]>(async () => {
    const { tasks = [] } = await aws.ecs.send(new DescribeTasksCommand({ cluster, tasks: arns }));
    const running = tasks.filter(({ lastStatus }) => lastStatus !== "STOPPED");
    if (running.length > 0 || tasks.length < arns.length)
      return {
        waiting: `${arns.length - tasks.length + running.length} of ${arns.length} tasks have not ended`,
      };
    return {
      done: tasks.map(({ taskArn = "", stoppedReason = "", containers = [] }) => ({
        taskArn,
        exitCode: containers[0]?.exitCode,
        reason: containers[0]?.reason ?? stoppedReason,
      })),
    };
  });
}

async function start(aws: Aws, one: OnceTask): Promise<string> {
  const { cluster, like, taskDefinition, container, command } = one;
  const {
    networkConfiguration,
    capacityProviderStrategy = [],
    launchType,
  } = await requireService(aws, cluster, like);
  const { tasks = [], failures = [] } = await aws.ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition,
      ...(networkConfiguration && { networkConfiguration }),
      // RunTask rejects a launch type together with a capacity provider strategy.
      ...(capacityProviderStrategy.length > 0
        ? { capacityProviderStrategy }
        : { launchType: launchType ?? "FARGATE" }),
      overrides: { containerOverrides: [{ name: container, command }] },
      startedBy: "ballast-accept",
    }),
  );
  const [{ taskArn } = {}] = tasks;
  if (taskArn === undefined)
    throw new OperateError(
      `ECS starts no task of ${taskDefinition}: ${failures[0]?.reason ?? "AWS gave no reason"}.`,
    );
  return taskArn;
}

/** The differences from the service's task definition. */
export interface Other {
  container: string;
  image: string;
  tags: Record<string, string>;
}

/**
 * Registers a copy of a service's task definition with another image, in a separate family.
 *
 * @returns its ARN.
 */
export async function registerLike(
  aws: Aws,
  { cluster, service }: { cluster: string; service: string },
  { container, image, tags }: Other,
): Promise<string> {
  const { taskDefinition = "" } = await requireService(aws, cluster, service);
  const { taskDefinition: found = {} } = await aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition }),
  );
  const own = found.containerDefinitions?.find(({ name }) => name === container);
  if (own === undefined) throw new OperateError(`${taskDefinition} has no container ${container}.`);
  const { healthCheck: _check, entryPoint: _entry, ...rest } = own;
  const { taskDefinition: registered } = await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: `${found.family}-accept`,
      containerDefinitions: [{ ...rest, image }],
      ...(found.taskRoleArn !== undefined && { taskRoleArn: found.taskRoleArn }),
      ...(found.executionRoleArn !== undefined && { executionRoleArn: found.executionRoleArn }),
      ...(found.networkMode !== undefined && { networkMode: found.networkMode }),
      ...(found.cpu !== undefined && { cpu: found.cpu }),
      ...(found.memory !== undefined && { memory: found.memory }),
      ...(found.requiresCompatibilities && { requiresCompatibilities: found.requiresCompatibilities }),
      ...(found.runtimePlatform && { runtimePlatform: found.runtimePlatform }),
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
  return registered?.taskDefinitionArn ?? "";
}

export async function deregister({ ecs }: Aws, taskDefinition: string): Promise<void> {
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
}

/** The images that a service's running tasks use, by the digests that ECS reports. */
export async function runningImages(
  aws: Aws,
  cluster: string,
  service: string,
): Promise<{ image: string; digest: string | undefined }[]> {
  const running = await runningTasks(aws, cluster, service);
  return running.flatMap(({ containers = [] }) =>
    containers.map(({ image = "", imageDigest }) => ({ image, digest: imageDigest })),
  );
}
