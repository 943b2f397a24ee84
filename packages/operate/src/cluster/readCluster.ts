import type { CapacityProvider, Service, TaskDefinition } from "@aws-sdk/client-ecs";
import { unless, type Aws } from "../aws.ts";
import {
  containerInstances,
  requireCluster,
  serviceNames,
  services,
  TaskDefinitions,
  tasks,
  thereAre,
} from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { providersNamed } from "../hosts/groups.ts";
import type { ClusterState } from "./clusterState.ts";

/**
 * Reads everything that placement depends on, with read-only calls that docs/placement.md lists.
 *
 * @param alsoDefinition An additional task definition to read: a family, with or without a revision, or an ARN.
 * @throws {OperateError} if the cluster or the task definition does not exist, or if ECS does not describe a listed
 *   item.
 */
export async function readCluster(
  aws: Aws,
  cluster: string,
  alsoDefinition?: string,
): Promise<ClusterState & { asked?: string }> {
  await requireCluster(aws, cluster);
  const definitions = new TaskDefinitions(aws);
  const asked = alsoDefinition === undefined ? undefined : await definition(definitions, alsoDefinition);
  const instances = await containerInstances(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const running = await tasks(aws, cluster);
  const arns = [
    ...all.flatMap(({ taskDefinition }) => taskDefinition ?? []),
    ...running
      .filter(({ containerInstanceArn }) => containerInstanceArn !== undefined)
      .flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []),
  ];
  const described = [...(await definitions.all([...new Set(arns)])), ...(asked ? [asked] : [])];
  return {
    name: cluster,
    instances,
    services: all,
    tasks: running,
    definitions: new Map(described.map((one) => [one.taskDefinitionArn ?? "", one])),
    capacityProviders: await capacityProviders(aws, all),
    ...(asked?.taskDefinitionArn !== undefined && { asked: asked.taskDefinitionArn }),
  };
}

async function definition(definitions: TaskDefinitions, name: string): Promise<TaskDefinition> {
  // ECS returns ClientException for a task definition that does not exist.
  const found = await unless(/^ClientException$/, definitions.get(name));
  if (found) return found;
  throw new OperateError(
    `There is no task definition ${name}. Give a family, a family and its revision (web:3), or a file.`,
  );
}

function capacityProviders({ ecs }: Aws, all: Service[]): Promise<CapacityProvider[]> {
  const names = all.flatMap(({ capacityProviderStrategy = [] }) =>
    capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? []),
  );
  return providersNamed(
    ecs,
    [...new Set(names)].filter((name) => !/^FARGATE(_SPOT)?$/.test(name)),
  );
}

/** @throws {OperateError} if the service does not exist; the message lists the existing services. */
export function requireServiceOf({ name, services: all }: ClusterState, service: string): Service {
  const found = all.find(({ serviceName }) => serviceName === service);
  if (found) return found;
  const names = all.flatMap(({ serviceName }) => serviceName ?? []);
  throw new OperateError(`There is no service ${service} in ${name}; ${thereAre(names)}.`);
}
