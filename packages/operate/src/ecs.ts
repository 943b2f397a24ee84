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
import { every, inBatches, unless, type Aws } from "./aws.ts";
import { OperateError } from "./operateError.ts";

/** @throws {OperateError} if the cluster does not exist; the message lists the existing clusters. */
export async function requireCluster({ ecs, region }: Aws, cluster: string): Promise<void> {
  const answer = await unless(
    /^ClusterNotFoundException$/,
    ecs.send(new DescribeClustersCommand({ clusters: [cluster] })),
  );
  if (answer?.clusters?.[0]?.status === "ACTIVE") return;
  const names = (await clusterArns(ecs)).map(lastPart);
  throw new OperateError(`There is no cluster ${cluster} in ${region}; ${thereAre(names)}.`);
}

function clusterArns(client: Aws["ecs"]): Promise<string[]> {
  return every(paginateListClusters({ client }, {}), ({ clusterArns: arns }) => arns);
}

/**
 * Every active cluster of the region.
 *
 * @returns ARNs.
 * @throws {OperateError} if ECS lists a cluster but does not describe it.
 */
export async function activeClusters({ ecs, region }: Aws): Promise<string[]> {
  const clusters = await described(
    `clusters of ${region}`,
    () => clusterArns(ecs),
    async (batch) => {
      const { clusters: items = [], failures } = await ecs.send(
        new DescribeClustersCommand({ clusters: batch }),
      );
      return { items, failures };
    },
  );
  return clusters.flatMap(({ status, clusterArn }) => (status === "INACTIVE" ? [] : (clusterArn ?? [])));
}

/** @throws {OperateError} if ECS lists a container instance but does not describe it. */
export function containerInstances({ ecs: client }: Aws, cluster: string): Promise<ContainerInstance[]> {
  return described(
    `container instances of ${cluster}`,
    () =>
      every(
        paginateListContainerInstances({ client }, { cluster }),
        ({ containerInstanceArns }) => containerInstanceArns,
      ),
    async (batch) => {
      const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: batch });
      const { containerInstances: items = [], failures } = await client.send(command);
      return { items, failures };
    },
  );
}

/**
 * Tasks whose last status is not STOPPED: those that run, start or stop.
 *
 * @param where Filter of ListTasks; if empty, all tasks of the cluster.
 * @throws {OperateError} if ECS lists a task but does not describe it.
 */
export async function tasks(
  { ecs: client }: Aws,
  cluster: string,
  where: Pick<ListTasksCommandInput, "containerInstance" | "serviceName"> = {},
): Promise<Task[]> {
  const arnsOf = (desiredStatus: "RUNNING" | "STOPPED"): Promise<string[]> =>
    every(paginateListTasks({ client }, { cluster, desiredStatus, ...where }), ({ taskArns }) => taskArns);
  const all = await described(
    `tasks of ${lastPart(cluster)}`,
    // ListTasks returns tasks that are stopping under STOPPED, together with those that have stopped.
    async () => [...new Set([...(await arnsOf("RUNNING")), ...(await arnsOf("STOPPED"))])],
    async (batch) => {
      const command = new DescribeTasksCommand({ cluster, tasks: batch });
      const { tasks: items = [], failures } = await client.send(command);
      return { items, failures };
    },
  );
  return all.filter(({ lastStatus }) => lastStatus !== "STOPPED");
}

/** Tasks of a service, by their group: `service:<name>`. */
export async function tasksOfService(aws: Aws, cluster: string, service: string): Promise<Task[]> {
  const all = await tasks(aws, cluster, { serviceName: service });
  return all.filter((task) => serviceOf(task) === service);
}

/** The service's tasks with the last status RUNNING, including tasks that ECS is about to stop. */
export async function runningTasks(aws: Aws, cluster: string, service: string): Promise<Task[]> {
  return (await tasksOfService(aws, cluster, service)).filter(({ lastStatus }) => lastStatus === "RUNNING");
}

/** @returns the service's name; undefined for a standalone task. */
export function serviceOf({ group = "" }: Task): string | undefined {
  return group.startsWith("service:") ? group.slice("service:".length) : undefined;
}

export async function serviceNames({ ecs }: Aws, cluster: string): Promise<string[]> {
  const pages = paginateListServices({ client: ecs }, { cluster });
  return (await every(pages, ({ serviceArns }) => serviceArns)).map(lastPart);
}

/**
 * @returns the services that exist and are not deleted.
 * @throws {OperateError} if ECS neither describes a service nor reports it as missing.
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

/** @throws {OperateError} if the service does not exist; the message lists the existing services. */
export async function requireService(aws: Aws, cluster: string, name: string): Promise<Service> {
  const [service] = await services(aws, cluster, [name]);
  if (service) return service;
  const names = await serviceNames(aws, cluster);
  throw new OperateError(`There is no service ${name} in ${cluster} (${aws.region}); ${thereAre(names)}.`);
}

/** Reads task definitions, each once. */
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

  /** Describes five at a time, because AWS throttles DescribeTaskDefinition. */
  async all(arns: string[]): Promise<TaskDefinition[]> {
    return (await inBatches(arns, 5, (batch) => Promise.all(batch.map((arn) => this.get(arn))))).flat();
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

/** The first ten names, sorted, for messages. */
export function some(names: string[]): string {
  const sorted = [...names].sort();
  const more = sorted.length - 10;
  return `${sorted.slice(0, 10).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export function thereAre(names: string[]): string {
  return names.length > 0 ? `there are ${some(names)}` : "there is none";
}

interface Answer<T> {
  items: T[];
  /** The number of requested items. */
  listed: number;
  failures: Failure[] | undefined;
}

/**
 * Lists and describes up to three times, because an item can be deleted between the two calls. If ECS still does not
 * describe a listed item, that is an error.
 */
async function described<T>(
  what: string,
  list: () => Promise<string[]>,
  describe: (batch: string[]) => Promise<Omit<Answer<T>, "listed">>,
): Promise<T[]> {
  for (let tries = 1; ; tries += 1) {
    const answers = await inBatches(await list(), 100, async (batch) => ({
      listed: batch.length,
      ...(await describe(batch)),
    }));
    try {
      return complete(what, answers);
    } catch (error) {
      if (tries === 3 || !(error instanceof IncompleteError)) throw error;
    }
  }
}

/** ECS did not describe every listed item. */
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
