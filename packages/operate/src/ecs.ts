import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  paginateListClusters,
  paginateListContainerInstances,
  paginateListServices,
  paginateListTasks,
  type ContainerInstance,
  type ListTasksCommandInput,
  type Service,
  type Task,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { Aws } from "./aws.ts";
import { AwsError, OperateError } from "./operateError.ts";

/** @throws {OperateError} that names the clusters there are. */
export async function requireCluster({ ecs, region }: Aws, cluster: string): Promise<void> {
  const { clusters = [] } = await ecs
    .send(new DescribeClustersCommand({ clusters: [cluster] }))
    .catch((error: unknown) => {
      if (error instanceof AwsError && error.code === "ClusterNotFoundException") return { clusters: [] };
      throw error;
    });
  if (clusters[0]?.status === "ACTIVE") return;
  const names: string[] = [];
  for await (const page of paginateListClusters({ client: ecs }, {}))
    names.push(...(page.clusterArns ?? []).map(lastPart));
  throw new OperateError(
    `There is no cluster ${cluster} in ${region}; ${names.length > 0 ? `there are ${some(names)}` : "there is none"}.`,
  );
}

/** All but those that are gone. */
export async function containerInstances({ ecs }: Aws, cluster: string): Promise<ContainerInstance[]> {
  const arns: string[] = [];
  for await (const page of paginateListContainerInstances({ client: ecs }, { cluster }))
    arns.push(...(page.containerInstanceArns ?? []));
  return inBatches(arns, 100, async (batch) => {
    const answer = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster, containerInstances: batch }),
    );
    return answer.containerInstances ?? [];
  });
}

/**
 * Tasks that run, start or stop.
 *
 * @param where all of the cluster's if it says nothing.
 */
export async function tasks(
  { ecs }: Aws,
  cluster: string,
  where: Pick<ListTasksCommandInput, "containerInstance" | "serviceName"> = {},
): Promise<Task[]> {
  const arns = new Set<string>();
  // Tasks that are stopping count as stopped here, beside those that are.
  for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
    for await (const page of paginateListTasks({ client: ecs }, { cluster, desiredStatus, ...where }))
      for (const arn of page.taskArns ?? []) arns.add(arn);
  }
  const all = await inBatches([...arns], 100, async (batch) => {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: batch }));
    return answer.tasks ?? [];
  });
  return all.filter(({ lastStatus }) => lastStatus !== "STOPPED" && lastStatus !== "DELETED");
}

/** Tasks of a service, by their group: `service:<name>`. */
export async function tasksOfService(aws: Aws, cluster: string, service: string): Promise<Task[]> {
  const all = await tasks(aws, cluster, { serviceName: service });
  return all.filter((task) => serviceOf(task) === service);
}

/** @returns the service's name; undefined for a standalone task. */
export function serviceOf({ group = "" }: Task): string | undefined {
  return group.startsWith("service:") ? group.slice("service:".length) : undefined;
}

export async function serviceNames({ ecs }: Aws, cluster: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListServices({ client: ecs }, { cluster }))
    names.push(...(page.serviceArns ?? []).map(lastPart));
  return names;
}

/** @returns those that AWS knows and that are not deleted. */
export async function services({ ecs }: Aws, cluster: string, names: string[]): Promise<Service[]> {
  const all = await inBatches(names, 10, async (batch) => {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: batch }));
    return answer.services ?? [];
  });
  return all.filter(({ status }) => status !== "INACTIVE");
}

/** @throws {OperateError} that names the services there are. */
export async function requireService(aws: Aws, cluster: string, name: string): Promise<Service> {
  const [service] = await services(aws, cluster, [name]);
  if (service) return service;
  const names = await serviceNames(aws, cluster);
  throw new OperateError(
    `There is no service ${name} in ${cluster} (${aws.region}); ` +
      `${names.length > 0 ? `there are ${some(names)}` : "there is none"}.`,
  );
}

/** Each task definition is read once. */
export class TaskDefinitions {
  readonly #aws: Aws;
  readonly #known = new Map<string, Promise<TaskDefinition>>();

  constructor(aws: Aws) {
    this.#aws = aws;
  }

  get(arn: string): Promise<TaskDefinition> {
    const known = this.#known.get(arn) ?? this.#read(arn);
    this.#known.set(arn, known);
    return known;
  }

  async #read(arn: string): Promise<TaskDefinition> {
    const answer = await this.#aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
    return answer.taskDefinition ?? {};
  }
}

/** `arn:…/main/0123` → `0123` */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** For messages: the first ten. */
export function some(names: string[]): string {
  const sorted = [...names].sort();
  const more = sorted.length - 10;
  return `${sorted.slice(0, 10).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

async function inBatches<T, R>(all: T[], size: number, ask: (batch: T[]) => Promise<R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < all.length; start += size)
    answers.push(...(await ask(all.slice(start, start + size))));
  return answers;
}
