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

/** A task that is run once, where a service of its cluster runs. */
export interface OnceTask {
  cluster: string;
  /** Whose network and capacity it uses. */
  like: string;
  taskDefinition: string;
  container: string;
  command: string[];
}

/** How a task that was run once ended. */
export interface OnceEnded {
  taskArn: string;
  exitCode: number | undefined;
  reason: string;
}

/** Runs tasks at the same time, and waits until all have stopped. */
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
      // AWS refuses both together.
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

/** What a task is to have instead of what a service's task has. */
export interface Other {
  container: string;
  image: string;
  tags: Record<string, string>;
}

/**
 * Registers a task definition like that of a service, with another image, in a family of its own.
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

/** What a service's running tasks run, by what ECS has pulled. */
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
