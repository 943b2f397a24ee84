import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import { groupOfProvider } from "@ballast/analysis";
import {
  QueryError,
  Simulation,
  type ClusterSpec,
  type ManagedProvider,
  type WorkloadSpec,
} from "@ballast/placement";
import { aws } from "@ballast/aws";
import { elastigroupInstances } from "./elastigroups.ts";
import { instancesOf } from "./instances.ts";
import { serviceSpec } from "./services.ts";

/** A cluster of container instances, as input for a simulation. */
export interface StackCluster extends ClusterSpec {
  cluster: Resource;
  /** The stack's services, keyed by workload name. */
  resources: Record<string, Resource>;
  /** Names of the capacity providers whose groups ECS scales. */
  scaled: ReadonlySet<string>;
}

/** The clusters in which services of this stack run on container instances of this stack. */
export function clustersOf(stack: Stack): StackCluster[] {
  return stack.ofType(aws.cluster).flatMap((cluster) => clusterOf(stack, cluster) ?? []);
}

/** Undefined for a cluster in which no service of this stack runs on this stack's container instances. */
export function clusterOf(stack: Stack, cluster: Resource): StackCluster | undefined {
  const providers = providersOf(stack, cluster);
  const unprovided = elastigroupInstances(stack, text(cluster.state["name"]));
  const names = new Set(providers.map(({ state }) => text(state["name"])));
  const found = stack.referring(aws.service, "cluster", cluster).flatMap((service) => {
    const spec = serviceSpec(stack, service);
    // Other stacks may have other container instances, which are not known here.
    return spec && runsHere(spec, names, unprovided.length > 0) ? { service, spec } : [];
  });
  if (found.length === 0) return undefined;
  const workloads = distinct(found.map(({ spec: { name } }) => name));
  const services = found.map(({ service, spec }, position) => {
    const named = { ...spec, name: workloads[position] ?? spec.name };
    return { service, spec: named, reason: obstacleOf(named) };
  });
  const instances = [...providers.flatMap((provider) => instancesOf(stack, provider)), ...unprovided];
  const ids = distinct(instances.map(({ id }) => id));
  return {
    name: text(cluster.state["name"]),
    cluster,
    instances: instances.map((instance, position) => ({ ...instance, id: ids[position] ?? instance.id })),
    services: services.flatMap(({ spec, reason }) => (reason === undefined ? spec : [])),
    unreadable: services.flatMap(({ spec: { name, group = `service:${name}` }, reason }) =>
      reason === undefined ? [] : { name, group, reason },
    ),
    managed: providers.filter(isScaled).flatMap((provider) => managedOf(stack, provider) ?? []),
    scaled: new Set(providers.filter(isScaled).map(({ state }) => text(state["name"]))),
    resources: Object.fromEntries(services.map(({ service, spec }) => [spec.name, service])),
  };
}

function isScaled({ inputs }: Resource): boolean {
  const group = fields(inputs["autoScalingGroupProvider"]);
  return fields(group["managedScaling"])["status"] === "ENABLED";
}

/** Undefined if the sizes of the provider's group are not known. */
function managedOf(stack: Stack, provider: Resource): ManagedProvider | undefined {
  const scaling = fields(fields(provider.inputs["autoScalingGroupProvider"])["managedScaling"]);
  const group = groupOfProvider(provider, stack);
  const sizes = {
    targetCapacity: Number(scaling["targetCapacity"] ?? 100),
    minimumSize: Number(group?.inputs["minSize"]),
    maximumSize: Number(group?.inputs["maxSize"]),
  };
  if (!Object.values(sizes).every(Number.isSafeInteger)) return undefined;
  return { capacityProvider: text(provider.state["name"]), ...sizes };
}

/** Adds a number to names that occur more than once. */
function distinct(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
    taken.add(free);
    return free;
  });
}

/** Why a service cannot be simulated: ECS rejects its settings, or a number is not known. */
function obstacleOf(spec: WorkloadSpec): string | undefined {
  const { task, desiredCount, minimumHealthyPercent, maximumPercent } = spec;
  const numbers = {
    cpu: task.cpu,
    memory: task.memoryMiB,
    desiredCount,
    minimumHealthyPercent,
    maximumPercent,
  };
  const open = Object.entries(numbers).filter(([, number]) => Number.isNaN(number));
  if (open.length > 0) return `${open.map(([name]) => name).join(", ")} cannot be read`;
  try {
    new Simulation().addService(spec);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError || error instanceof QueryError) return error.message;
    throw error;
  }
}

/**
 * Whether a service runs on these container instances. Without a capacity provider, its tasks use any
 * instance of the cluster.
 */
function runsHere(
  { capacityProviders = [] }: WorkloadSpec,
  names: Set<string>,
  hasOtherInstances: boolean,
): boolean {
  return capacityProviders.length === 0
    ? names.size > 0 || hasOtherInstances
    : capacityProviders.some((name) => names.has(name));
}

function providersOf(stack: Stack, cluster: Resource): Resource[] {
  return stack
    .ofType(aws.clusterCapacityProviders)
    .filter((association) => association.inputs["clusterName"] === cluster.state["name"])
    .flatMap((association) => list(association.inputs["capacityProviders"]))
    .map((name) => stack.referred(aws.capacityProvider, name))
    .filter((provider) => provider !== undefined);
}
