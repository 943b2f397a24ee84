import type { Service, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import {
  activeClusters,
  lastPart,
  serviceNames,
  serviceOf,
  services,
  tasks,
  type TaskDefinitions,
} from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { Workload } from "./uses.ts";

export interface Workloads {
  /** Names of the clusters that were checked. */
  clusters: string[];
  workloads: Workload[];
}

/** A workload whose task definition is not read yet. */
type Unread = Omit<Workload, "definition"> & { arn: string };

/**
 * Everything in the region that uses volumes or will use them: all tasks that are not STOPPED, with and without a
 * service, and all services with a desired count above 0.
 *
 * @throws {OperateError} if a cluster, task, service or task definition cannot be listed or described.
 */
export async function findWorkloads(
  aws: Aws,
  definitions: TaskDefinitions,
  say: (line: string) => void = () => undefined,
): Promise<Workloads> {
  const clusters = await activeClusters(aws);
  const unread: Unread[] = [];
  for (const [index, cluster] of clusters.entries()) {
    say(`reading the tasks of ${lastPart(cluster)} (${index + 1} of ${clusters.length} clusters)`);
    unread.push(...(await tasks(aws, cluster)).map((task) => ofTask(lastPart(cluster), task)));
    const names = await serviceNames(aws, cluster);
    const all = await services(aws, cluster, names);
    unread.push(...all.flatMap((service) => ofService(lastPart(cluster), service)));
  }
  const read = await definitions.all(unread.map(({ arn }) => arn));
  const workloads = read.map((definition, index) => ({ ...(unread[index] as Unread), definition }));
  return { clusters: clusters.map(lastPart).sort(), workloads };
}

function ofTask(cluster: string, task: Task): Unread {
  const { taskArn = "", taskDefinitionArn, lastStatus = "unknown status" } = task;
  if (taskDefinitionArn === undefined)
    throw new OperateError(
      `ECS does not report the task definition of ${taskArn}, so the volumes that it uses are unknown.`,
    );
  const service = serviceOf(task);
  const who = `task ${lastPart(taskArn)} (${lastStatus})${service === undefined ? "" : ` of service ${service}`}`;
  return { cluster, who, arn: taskDefinitionArn, details: task };
}

/**
 * The service as a user of each task definition for which it wants tasks, or has tasks that ListTasks did not return.
 */
function ofService(cluster: string, service: Service): Unread[] {
  const { serviceName = "", schedulingStrategy, deployments = [], taskSets = [] } = service;
  const isDaemon = schedulingStrategy === "DAEMON";
  const wants = (one: { desiredCount?: number; runningCount?: number; pendingCount?: number }): number =>
    Math.max(one.desiredCount ?? 0, (one.runningCount ?? 0) + (one.pendingCount ?? 0));
  const counts = new Map<string, number>();
  const sets = taskSets.map((set) => ({ ...set, desiredCount: set.computedDesiredCount ?? 0 }));
  for (const one of [service, ...deployments, ...sets]) {
    const { taskDefinition } = one;
    if (taskDefinition === undefined || (wants(one) === 0 && !isDaemon)) continue;
    counts.set(taskDefinition, Math.max(counts.get(taskDefinition) ?? 0, wants(one)));
  }
  // Events are not needed, and change all the time.
  const { events: _events, ...details } = service;
  return [...counts].map(([arn, count]) => ({
    cluster,
    who: `service ${serviceName}, which ${
      isDaemon ? "runs a task on each instance" : `wants ${count} ${count === 1 ? "task" : "tasks"}`
    }`,
    arn,
    details,
  }));
}
