import { paginateListContainerInstances, type ContainerInstance } from "@aws-sdk/client-ecs";
import { every, type Aws } from "./aws.ts";
import { containerInstances, requireCluster, tasks } from "./ecs.ts";

/** A container instance as its cluster describes it. */
export interface ListedInstance {
  /** The EC2 instance id; for an external instance, the id of the managed instance. */
  id: string;
  instanceType: string;
  availabilityZone: string;
  attributes: Record<string, string>;
  /** Task groups of the instance's tasks that are not stopped. */
  taskGroups: string[];
}

/**
 * The container instances that ECS itself returns for an expression of the cluster query language.
 *
 * @throws {OperateError} if the cluster does not exist, or if ECS lists an instance but does not describe it.
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
