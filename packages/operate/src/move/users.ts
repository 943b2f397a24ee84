import { UpdateServiceCommand, type Service, type Task, type TaskDefinition } from "@aws-sdk/client-ecs";
import { parseQuery, satisfies, type QueriedInstance } from "@ballast/placement";
import type { Aws } from "../aws.ts";
import {
  lastPart,
  requireCluster,
  serviceNames,
  serviceOf,
  services,
  some,
  TaskDefinitions,
  tasks,
} from "../ecs.ts";
import { volumeAttribute } from "../drain/replace.ts";
import { OperateError } from "../operateError.ts";
import { pluginVolumes } from "../taskDefinition.ts";
import type { MoveRequest } from "./volumes.ts";

/**
 * The service whose task has the volume; undefined if none does.
 *
 * @throws {OperateError} if several have it, or a task that no service replaces.
 */
export async function serviceUsing(aws: Aws, { cluster, volume }: MoveRequest): Promise<Service | undefined> {
  await requireCluster(aws, cluster);
  const definitions = new TaskDefinitions(aws);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const using: Service[] = [];
  for (const service of all) {
    const current =
      service.taskDefinition === undefined ? [] : [await definitions.get(service.taskDefinition)];
    if (current.some((definition) => uses(volume, definition, service))) using.push(service);
  }
  const names = using.map(({ serviceName = "" }) => serviceName);
  if (using.length > 1)
    throw new OperateError(
      `${some(names)} of ${cluster} all use ${volume}, but a block volume is one service's. Nothing was changed.`,
    );
  const others: Task[] = [];
  for (const task of await tasks(aws, cluster)) {
    if (names.includes(serviceOf(task) ?? "") || task.taskDefinitionArn === undefined) continue;
    if (uses(volume, await definitions.get(task.taskDefinitionArn))) others.push(task);
  }
  if (others.length > 0) {
    throw new OperateError(
      `Tasks of no service, or of another one, use ${volume}: ${some(others.map(({ taskArn = "" }) => lastPart(taskArn)))}. Stop them ` +
        "first: nothing starts them again. Nothing was changed.",
    );
  }
  return using[0];
}

/** In mode `host` its tasks ask for the instance that has the volume, in mode `plugin` for the volume. */
function uses(volume: string, definition: TaskDefinition, service: Service = {}): boolean {
  if (pluginVolumes(definition).some(({ name }) => name === volume)) return true;
  return [...(definition.placementConstraints ?? []), ...(service.placementConstraints ?? [])].some(
    ({ expression }) =>
      expression !== undefined &&
      holds(expression, { [volumeAttribute]: volume }) &&
      !holds(expression, { [volumeAttribute]: `not ${volume}` }),
  );
}

function holds(expression: string, attributes: Record<string, string>): boolean {
  const instance: QueriedInstance = {
    ec2InstanceId: "",
    agentConnected: true,
    agentVersion: "",
    registeredAt: new Date(0),
    runningTasksCount: 0,
    attributes,
    taskGroups: [],
  };
  try {
    return satisfies(instance, parseQuery(expression).query);
  } catch {
    // ECS knows what this is; it is nothing about a volume of ours.
    return false;
  }
}

export async function setDesired(
  { ecs }: Aws,
  cluster: string,
  service: string,
  desiredCount: number,
): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}
