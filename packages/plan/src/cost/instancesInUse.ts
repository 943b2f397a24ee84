import { aws } from "@ballast/aws";
import { sizesOfYear, taskSteps } from "@ballast/aws/charges";
import { block, list, text, type ResolvedResource } from "@ballast/model";
import { simulate, type ClusterSpec } from "@ballast/placement";

/** Combinations of numbers of tasks, beyond which all services are taken to run as many as they may. */
const mostPhases = 24;

/**
 * How many instances of each Auto Scaling group the tasks of a stack's services need on average, by the group's URN: the least with which the
 * placement simulator places as many tasks as with the largest groups, for each number of tasks that schedules set in a year.
 *
 * @param today As `2026-11-27`: schedules may be over.
 */
export function instancesInUse(
  resources: readonly ResolvedResource[],
  clusters: readonly ClusterSpec[],
  today: string,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const cluster of clusters) {
    const phases = phasesOf(cluster, resources, today);
    const all = phases.reduce((sum, { minutes }) => sum + minutes, 0);
    // Whole numbers are divided last, so that what never changes stays whole.
    const during = new Map<string, number>();
    for (const phase of phases)
      for (const [provider, count] of leastInstances(phase.cluster))
        during.set(provider, (during.get(provider) ?? 0) + count * phase.minutes);
    for (const [provider, minutes] of during) {
      const group = groupOf(resources, provider);
      if (group !== undefined) found.set(group.urn, (found.get(group.urn) ?? 0) + minutes / all);
    }
  }
  return found;
}

/** A cluster with the tasks that its services run in parts of a year. */
function phasesOf(
  cluster: ClusterSpec,
  resources: readonly ResolvedResource[],
  today: string,
): { cluster: ClusterSpec; minutes: number }[] {
  const others = (type: string): ResolvedResource[] => resources.filter((one) => one.type === type);
  const schedules = cluster.services.map(({ name, group = `service:${name}`, daemon, desiredCount = 1 }) => {
    if (daemon) return [];
    const id = `service/${cluster.name}/${group.replace(/^service:/, "")}`;
    const { steps, unread } = taskSteps([id], others, desiredCount, today);
    return unread.length > 0 ? [] : steps;
  });
  const phases = sizesOfYear(schedules);
  if (phases.length > mostPhases) return [{ cluster, minutes: 1 }];
  return phases.map(({ sizes, minutes }) => ({
    minutes,
    cluster: {
      ...cluster,
      services: cluster.services.map((one, position) => {
        const desiredCount = sizes[position];
        return desiredCount === undefined ? one : { ...one, desiredCount };
      }),
    },
  }));
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
