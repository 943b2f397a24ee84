import type { ContainerInstance, Service, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { lastPart, serviceOf, services, some, type TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { idOf } from "../describedInstance.ts";
import { roomFor, type ClusterNow, type Moving, type Room } from "./room.ts";

/** An instance, and the tasks and instances of its cluster. */
export interface HostNow {
  cluster: string;
  instance: ContainerInstance;
  instances: ContainerInstance[];
  /** All tasks of the cluster. */
  tasks: Task[];
}

export function tasksHere({ instance, tasks }: HostNow): Task[] {
  return tasks.filter(({ containerInstanceArn }) => containerInstanceArn === instance.containerInstanceArn);
}

/**
 * The services whose tasks must move. Daemon services are not included: their tasks stop and do not start elsewhere.
 */
export async function movingServices(
  aws: Aws,
  host: HostNow,
  definitions: TaskDefinitions,
): Promise<Moving[]> {
  const here = tasksHere(host);
  const names = [...new Set(here.flatMap((task) => serviceOf(task) ?? []))];
  const described = await services(aws, host.cluster, names);
  return Promise.all(
    described
      .filter(({ schedulingStrategy }) => schedulingStrategy !== "DAEMON")
      .map(async (service) => ({
        service,
        // New tasks use the service's current task definition, which can differ from that of the running tasks.
        definition: await definitions.get(service.taskDefinition ?? ""),
        count: here.filter((task) => serviceOf(task) === service.serviceName).length,
      })),
  );
}

/** Simulates where the tasks of an instance would be placed. */
export async function roomOf(
  { instance, instances, tasks }: HostNow,
  moving: Moving[],
  definitions: TaskDefinitions,
): Promise<Room[]> {
  const now: ClusterNow = { instances, tasks, definitions: await definitionsOf(tasks, definitions) };
  try {
    return roomFor(instance, moving, now);
  } catch (error) {
    // The simulator does not support a query or an instance type; the message contains which.
    if (!(error instanceof RangeError) && (error as Error).name !== "QueryError") throw error;
    throw new OperateError(
      `Cannot determine where the tasks of ${idOf(instance)} would be placed: ${(error as Error).message} Nothing was changed.`,
    );
  }
}

/**
 * Finds tasks that prevent an instance from being terminated because a replacement or another zone needs its volume.
 * ECS lets the instance terminate only after its last task has stopped.
 *
 * @param except A service whose tasks the caller stops itself.
 * @returns one line for each service whose tasks ECS can neither start elsewhere nor stop, and one line for
 *   standalone tasks.
 */
export async function stuckOn(
  aws: Aws,
  host: HostNow,
  definitions: TaskDefinitions,
  except?: string,
): Promise<string[]> {
  const moving = (await movingServices(aws, host, definitions))
    .filter(({ service }) => service.serviceName !== except)
    // Tasks that are already stopping do not count.
    .map((one) => ({ ...one, count: staying(tasksHere(host), one.service).length }))
    .filter(({ count }) => count > 0);
  const needing = moving.filter(({ service, count }) => !mayStop(service, count, host));
  const rooms = needing.length === 0 ? [] : await roomOf(host, moving, definitions);
  const stuck = needing.flatMap(({ service }) => {
    const room = rooms.find((one) => one.service === service.serviceName);
    return room === undefined || mayStop(service, room.without, host) ? [] : [lineOf(service, room)];
  });
  const alone = tasksHere(host).filter(
    (task) => serviceOf(task) === undefined && task.desiredStatus !== "STOPPED",
  );
  if (alone.length === 0) return stuck;
  const ids = some(alone.map(({ taskArn = "" }) => lastPart(taskArn)));
  return [...stuck, `standalone tasks, which ECS lets run until they end: ${ids}`];
}

function lineOf({ serviceName, deploymentConfiguration }: Service, { without, blocked, why }: Room): string {
  const tasks = `${without} ${without === 1 ? "task" : "tasks"}`;
  const keeps = `minimumHealthyPercent is ${minimumPercent({ deploymentConfiguration })}`;
  return blocked
    ? `${serviceName}: ${tasks}: ${why}`
    : `${serviceName}: ${tasks} cannot be placed on another instance, and ECS does not stop tasks that it cannot place elsewhere (${keeps}): ${why}`;
}

/**
 * Whether ECS may stop this many of the service's tasks on the instance before it starts others:
 * minimumHealthyPercent must still be met.
 */
function mayStop(service: Service, count: number, { instance, tasks }: HostNow): boolean {
  const keeps = Math.ceil(((service.desiredCount ?? 0) * minimumPercent(service)) / 100);
  const left = staying(tasks, service).filter(
    ({ lastStatus, containerInstanceArn }) =>
      lastStatus === "RUNNING" || containerInstanceArn === instance.containerInstanceArn,
  );
  return count === 0 || left.length - count >= keeps || keeps === 0;
}

/** Default for services that are not daemons: 100 (ECS API reference, DeploymentConfiguration). */
function minimumPercent({ deploymentConfiguration }: Pick<Service, "deploymentConfiguration">): number {
  return deploymentConfiguration?.minimumHealthyPercent ?? 100;
}

function staying(tasks: Task[], { serviceName }: Service): Task[] {
  return tasks.filter((task) => serviceOf(task) === serviceName && task.desiredStatus !== "STOPPED");
}

async function definitionsOf(all: Task[], definitions: TaskDefinitions): Promise<ClusterNow["definitions"]> {
  const arns = new Set(
    all.flatMap(({ containerInstanceArn, taskDefinitionArn }) =>
      containerInstanceArn === undefined ? [] : (taskDefinitionArn ?? []),
    ),
  );
  return new Map(await Promise.all([...arns].map(async (arn) => [arn, await definitions.get(arn)] as const)));
}
