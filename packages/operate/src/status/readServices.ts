import { DescribeTasksCommand, paginateListTasks, type Task } from "@aws-sdk/client-ecs";
import { every, inBatches, type Aws } from "../aws.ts";
import { requireCluster, serviceNames, serviceOf, services } from "../ecs.ts";
import { stateOf, type ServiceState } from "./serviceState.ts";

/**
 * The current state of each service of a cluster.
 *
 * @throws {OperateError} if the cluster does not exist, or if AWS denies access.
 */
export async function readServices(aws: Aws, cluster: string, now = new Date()): Promise<ServiceState[]> {
  await requireCluster(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const stopped = await stoppedTasks(aws, cluster);
  return all
    .map((service) =>
      stateOf(
        service,
        stopped.filter((task) => serviceOf(task) === service.serviceName),
        now,
      ),
    )
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Stopped tasks that ECS still describes. Tasks that disappear between the two calls are ignored. */
async function stoppedTasks({ ecs: client }: Aws, cluster: string): Promise<Task[]> {
  const pages = paginateListTasks({ client }, { cluster, desiredStatus: "STOPPED" });
  const arns = await every(pages, ({ taskArns }) => taskArns);
  const answers = await inBatches(arns, 100, (tasks) =>
    client.send(new DescribeTasksCommand({ cluster, tasks })),
  );
  return answers.flatMap(({ tasks = [] }) => tasks).filter(({ lastStatus }) => lastStatus === "STOPPED");
}
