import { aws } from "@ballast/aws";
import { block, list, text, type ResolvedResource } from "@ballast/model";
import { simulate, type ClusterSpec } from "@ballast/placement";

/**
 * How many instances of each Auto Scaling group the tasks of a stack's services need, by the group's URN: the smallest number with which
 * the placement simulator places as many tasks as with the groups' maximum sizes.
 */
export function instancesInUse(
  resources: readonly ResolvedResource[],
  clusters: readonly ClusterSpec[],
): Map<string, number> {
  const found = new Map<string, number>();
  for (const cluster of clusters)
    for (const [provider, count] of leastInstances(cluster)) {
      const group = groupOf(resources, provider);
      if (group !== undefined) found.set(group.urn, (found.get(group.urn) ?? 0) + count);
    }
  return found;
}

function groupOf(resources: readonly ResolvedResource[], name: string): ResolvedResource | undefined {
  const provider = resources.find(
    (one) => one.type === aws.capacityProvider && Object.hasOwn(one.identifiers, name),
  );
  const arn = text(block(provider?.inputs["autoScalingGroupProvider"])["autoScalingGroupArn"]);
  return resources.find((one) => one.type === aws.group && Object.hasOwn(one.identifiers, arn));
}

function leastInstances(cluster: ClusterSpec): Map<string, number> {
  const byProvider = Map.groupBy(cluster.instances, ({ capacityProvider = "" }) => capacityProvider);
  const sizes = new Map([...byProvider].map(([provider, instances]) => [provider, instances.length]));
  const isKnown = cluster.instances.every(({ notSimulated }) => notSimulated === undefined);
  if (!isKnown || list(cluster.unreadable).length > 0) return new Map();
  const waiting = (): number =>
    simulate({
      ...cluster,
      instances: [...byProvider].flatMap(([provider, instances]) => instances.slice(0, sizes.get(provider))),
    }).unplaced.reduce((sum, { tasks }) => sum + tasks, 0);
  const inevitable = waiting();
  for (const [provider, instances] of byProvider) {
    let [low, high] = [0, instances.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      sizes.set(provider, middle);
      if (waiting() > inevitable) low = middle + 1;
      else high = middle;
    }
    sizes.set(provider, high);
  }
  return sizes;
}
