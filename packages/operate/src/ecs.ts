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
  type Failure,
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

/**
 * Every cluster of the region that can have tasks.
 *
 * @returns their ARNs.
 * @throws {OperateError} if ECS lists one and does not describe it.
 */
export function activeClusters({ ecs, region }: Aws): Promise<string[]> {
  return described(`clusters of ${region}`, async () => {
    const arns: string[] = [];
    for await (const page of paginateListClusters({ client: ecs }, {}))
      arns.push(...(page.clusterArns ?? []));
    return inBatches(arns, 100, async (batch) => {
      const { clusters = [], failures } = await ecs.send(new DescribeClustersCommand({ clusters: batch }));
      return { items: clusters, listed: batch.length, failures };
    });
  }).then((clusters) =>
    clusters.flatMap(({ status, clusterArn }) => (status === "INACTIVE" ? [] : (clusterArn ?? []))),
  );
}

/** @throws {OperateError} if ECS lists one and does not describe it. */
export function containerInstances({ ecs }: Aws, cluster: string): Promise<ContainerInstance[]> {
  return described(`container instances of ${cluster}`, async () => {
    const arns: string[] = [];
    for await (const page of paginateListContainerInstances({ client: ecs }, { cluster }))
      arns.push(...(page.containerInstanceArns ?? []));
    return inBatches(arns, 100, async (batch) => {
      const { containerInstances: items = [], failures } = await ecs.send(
        new DescribeContainerInstancesCommand({ cluster, containerInstances: batch }),
      );
      return { items, listed: batch.length, failures };
    });
  });
}

/**
 * Tasks whose last status is not STOPPED: those that run, start or stop.
 *
 * @param where all of the cluster's if it says nothing.
 * @throws {OperateError} if ECS lists one and does not describe it.
 */
export async function tasks(
  { ecs }: Aws,
  cluster: string,
  where: Pick<ListTasksCommandInput, "containerInstance" | "serviceName"> = {},
): Promise<Task[]> {
  const all = await described(`tasks of ${lastPart(cluster)}`, async () => {
    const arns = new Set<string>();
    // Tasks that are stopping count as stopped here, beside those that are.
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      for await (const page of paginateListTasks({ client: ecs }, { cluster, desiredStatus, ...where }))
        for (const arn of page.taskArns ?? []) arns.add(arn);
    }
    return inBatches([...arns], 100, async (batch) => {
      const { tasks: items = [], failures } = await ecs.send(
        new DescribeTasksCommand({ cluster, tasks: batch }),
      );
      return { items, listed: batch.length, failures };
    });
  });
  return all.filter(({ lastStatus }) => lastStatus !== "STOPPED");
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

/**
 * @returns those that AWS knows and that are not deleted.
 * @throws {OperateError} if ECS neither describes one nor says that it is missing.
 */
export async function services({ ecs }: Aws, cluster: string, names: string[]): Promise<Service[]> {
  const answers = await inBatches(names, 10, async (batch) => {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: batch }));
    const all = answer.failures ?? [];
    const failures = all.filter(({ reason }) => reason !== "MISSING");
    return {
      items: answer.services ?? [],
      listed: batch.length - (all.length - failures.length),
      failures,
    };
  });
  const all = complete(`services of ${lastPart(cluster)}`, answers);
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
    const { taskDefinition } = await this.#aws.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
    );
    if (taskDefinition === undefined)
      throw new OperateError(`ECS does not describe the task definition ${arn}, so what uses it is unknown.`);
    return taskDefinition;
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

interface Answer<T> {
  items: T[];
  /** How many were asked for. */
  listed: number;
  failures: Failure[] | undefined;
}

/** What is gone between listing and describing is not listed a second time; what stays undescribed is an error. */
async function described<T>(what: string, ask: () => Promise<Answer<T>[]>): Promise<T[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return complete(what, await ask());
    } catch (error) {
      if (tries === 3 || !(error instanceof IncompleteError)) throw error;
    }
  }
}

/** ECS answered, but not for everything. */
class IncompleteError extends OperateError {}

function complete<T>(what: string, answers: Answer<T>[]): T[] {
  const items = answers.flatMap((answer) => answer.items);
  const listed = answers.reduce((sum, answer) => sum + answer.listed, 0);
  const failures = answers.flatMap((answer) => answer.failures ?? []);
  if (failures.length === 0 && items.length >= listed) return items;
  const why = failures.map(({ arn = "", reason = "no reason" }) => `${lastPart(arn)} (${reason})`);
  throw new IncompleteError(
    `ECS does not describe all ${what}: ${items.length} of ${listed}${why.length > 0 ? `; not ${some(why)}` : ""}. Try again.`,
  );
}

async function inBatches<T, R>(all: T[], size: number, ask: (batch: T[]) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < all.length; start += size)
    answers.push(await ask(all.slice(start, start + size)));
  return answers;
}
