import { paginateListContainerInstances, type ContainerInstance } from "@aws-sdk/client-ecs";
import { every, type Aws } from "./aws.ts";
import { containerInstances, requireCluster, tasks } from "./ecs.ts";

/** A container instance as its cluster describes it. */
export interface ListedInstance {
  /** Of EC2; of a machine outside of AWS the managed instance's. */
  id: string;
  instanceType: string;
  availabilityZone: string;
  attributes: Record<string, string>;
  /** Groups of its tasks that are not stopped. */
  taskGroups: string[];
}

/**
 * The container instances of a cluster that ECS itself finds by an expression of the cluster query language.
 *
 * @throws {OperateError} if there is no such cluster, or if ECS does not describe what it lists.
 */
export async function filterInstances(
  aws: Aws,
  cluster: string,
  filter: string,
): Promise<{ of: number; instances: ListedInstance[] }> {
  await requireCluster(aws, cluster);
  const pages = paginateListContainerInstances({ client: aws.ecs }, { cluster, filter });
  const found = new Set(await every(pages, ({ containerInstanceArns }) => containerInstanceArns));
  const all = await containerInstances(aws, cluster);
  const running = await tasks(aws, cluster);
  const instances = all
    .filter(({ containerInstanceArn = "" }) => found.has(containerInstanceArn))
    .map((one) => ({
      ...listed(one),
      taskGroups: [
        ...new Set(
          running
            .filter(({ containerInstanceArn }) => containerInstanceArn === one.containerInstanceArn)
            .flatMap(({ group }) => group ?? []),
        ),
      ],
    }));
  return { of: all.length, instances };
}

function listed({
  ec2InstanceId = "",
  attributes = [],
}: ContainerInstance): Omit<ListedInstance, "taskGroups"> {
  const named = Object.fromEntries(attributes.map(({ name = "", value = "" }) => [name, value]));
  return {
    id: ec2InstanceId,
    instanceType: named["ecs.instance-type"] ?? "",
    availabilityZone: named["ecs.availability-zone"] ?? "",
    attributes: named,
  };
}
