import type { ContainerInstance, Service, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { lastPart, serviceOf, services, some, type TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { idOf } from "../describedInstance.ts";
import { roomFor, type ClusterNow, type Moving, type Room } from "./room.ts";

/** An instance, and what its cluster runs. */
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

/** Daemons stay away from an instance that drains; nothing of theirs moves. */
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
        // What will start is of the service's own task definition, not of the one that runs now.
        definition: await definitions.get(service.taskDefinition ?? ""),
        count: here.filter((task) => serviceOf(task) === service.serviceName).length,
      })),
  );
}

/** Where the tasks of an instance would go. */
export async function roomOf(
  { instance, instances, tasks }: HostNow,
  moving: Moving[],
  definitions: TaskDefinitions,
): Promise<Room[]> {
  const now: ClusterNow = { instances, tasks, definitions: await definitionsOf(tasks, definitions) };
  try {
    return roomFor(instance, moving, now);
  } catch (error) {
    // A query or a type that the simulator does not know: the message says which.
    if (!(error instanceof RangeError) && (error as Error).name !== "QueryError") throw error;
    throw new OperateError(
      `Cannot determine where the tasks of ${idOf(instance)} would be placed: ${(error as Error).message} Nothing was changed.`,
    );
  }
}

/**
 * What would keep an instance that has to end, because its successor or another zone gets its volume: ECS lets it go once its last
 * task has stopped.
 *
 * @param except A service whose tasks the caller stops itself.
 * @returns a line for each service that ECS may neither start elsewhere nor stop, and one for tasks that it lets run to their end.
 */
export async function stuckOn(
  aws: Aws,
  host: HostNow,
  definitions: TaskDefinitions,
  except?: string,
): Promise<string[]> {
  const moving = (await movingServices(aws, host, definitions))
    .filter(({ service }) => service.serviceName !== except)
    // A task that is stopping already leaves.
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

/** Whether so many of its tasks here may stop before others run: as many as it must have are left. */
function mayStop(service: Service, count: number, { instance, tasks }: HostNow): boolean {
  const keeps = Math.ceil(((service.desiredCount ?? 0) * minimumPercent(service)) / 100);
  const left = staying(tasks, service).filter(
    ({ lastStatus, containerInstanceArn }) =>
      lastStatus === "RUNNING" || containerInstanceArn === instance.containerInstanceArn,
  );
  return count === 0 || left.length - count >= keeps || keeps === 0;
}

/** API reference of ECS, DeploymentConfiguration: 100 for a service that is not a daemon, unless it says otherwise. */
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
