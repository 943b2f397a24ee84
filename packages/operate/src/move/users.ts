import { pluginVolumes } from "@ballast/analysis";
import type { Tag } from "@aws-sdk/client-ec2";
import { UpdateServiceCommand, type Service, type Task, type TaskDefinition } from "@aws-sdk/client-ecs";
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
import { holds } from "../query.ts";
import { tagOf } from "../volumes/managed.ts";
import { moveTags, type MoveRequest } from "./tags.ts";

/**
 * The service whose task uses the volume; undefined if no task does.
 *
 * @throws {OperateError} if several services or a standalone task use it.
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
      `${some(names)} of ${cluster} all use ${volume}, but only one service can use a block volume. Nothing was changed.`,
    );
  const others: Task[] = [];
  for (const task of await tasks(aws, cluster)) {
    if (names.includes(serviceOf(task) ?? "") || task.taskDefinitionArn === undefined) continue;
    if (uses(volume, await definitions.get(task.taskDefinitionArn))) others.push(task);
  }
  if (others.length > 0) {
    throw new OperateError(
      `Standalone tasks, or tasks of another service, use ${volume}: ${some(others.map(({ taskArn = "" }) => lastPart(taskArn)))}. Stop them ` +
        "first; this command does not start them again. Nothing was changed.",
    );
  }
  return using[0];
}

/**
 * In mode `host`, tasks require the instance with the volume by a placement constraint. In mode `plugin`, they
 * declare the volume.
 */
function uses(volume: string, definition: TaskDefinition, service: Service = {}): boolean {
  if (pluginVolumes(definition).some(({ name }) => name === volume)) return true;
  return [...(definition.placementConstraints ?? []), ...(service.placementConstraints ?? [])].some(
    ({ expression }) =>
      expression !== undefined &&
      holds(expression, { [volumeAttribute]: volume }) &&
      !holds(expression, { [volumeAttribute]: `not ${volume}` }),
  );
}

/**
 * Checks that the service is the one that the move stopped; otherwise the stopped one would stay down.
 *
 * @throws {OperateError} if it is another service, or does not exist.
 */
export async function requireSameService(
  aws: Aws,
  { cluster, volume }: MoveRequest,
  found: Service | undefined,
  tags: Tag[],
): Promise<void> {
  const [began, stopped] = [tagOf(tags, moveTags.cluster), tagOf(tags, moveTags.service)];
  const desired = Number(tagOf(tags, moveTags.desired) ?? "0");
  if (began !== undefined && lastPart(began) !== lastPart(cluster))
    throw new OperateError(
      `The move of ${volume} began with --cluster ${began}, not ${cluster}. Use --cluster ${began}. Nothing was changed.`,
    );
  if (found === undefined && desired > 0)
    throw new OperateError(
      `No service of ${cluster} uses ${volume}, but ${stopped ?? "one"} had a desired count of ${desired} before the move, which must be restored. ` +
        "Create the service, or a task definition with the volume, with Pulumi, and try again. Nothing was changed.",
    );
  if (stopped === undefined || found === undefined || found.serviceName === stopped) return;
  // Pulumi may have replaced the service by one with another name.
  if (!(await serviceNames(aws, cluster)).map(lastPart).includes(stopped)) return;
  throw new OperateError(
    `The move of ${volume} stopped ${stopped}, which still exists, but now ${found.serviceName} uses the volume. Let only one of them use it, and ` +
      "try again. Nothing was changed.",
  );
}

export async function setDesired(
  { ecs }: Aws,
  cluster: string,
  service: string,
  desiredCount: number,
): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}
