import { list, text, type Resource, type Stack } from "@ballast/model";
import type { ClusterSpec, WorkloadSpec } from "@ballast/placement";
import { aws } from "@ballast/aws";
import { elastigroupInstances } from "./elastigroups.ts";
import { instancesOf } from "./instances.ts";
import { serviceSpec } from "./services.ts";

/** A stack's cluster of container instances as a simulation takes it. */
export interface StackCluster extends ClusterSpec {
  cluster: Resource;
  /** The services of the stack by their workload's name. */
  resources: Record<string, Resource>;
}

/** The clusters in which services of this stack run on container instances of this stack. */
export function clustersOf(stack: Stack): StackCluster[] {
  return stack.ofType(aws.cluster).flatMap((cluster) => clusterOf(stack, cluster) ?? []);
}

/** @returns undefined for a cluster in which none of this stack's services runs on its container instances. */
export function clusterOf(stack: Stack, cluster: Resource): StackCluster | undefined {
  const providers = providersOf(stack, cluster);
  const unprovided = elastigroupInstances(stack, text(cluster.state["name"]));
  const names = new Set(providers.map(({ state }) => text(state["name"])));
  const services = stack
    .referring(aws.service, "cluster", cluster)
    .map((service) => ({ service, spec: serviceSpec(stack, service) }))
    // Elsewhere there may be other instances, of which this stack knows nothing.
    .filter(({ spec }) => spec && runsHere(spec, names, unprovided.length > 0));
  if (services.length === 0) return undefined;
  return {
    name: text(cluster.state["name"]),
    cluster,
    instances: [...providers.flatMap((provider) => instancesOf(stack, provider)), ...unprovided],
    services: services.flatMap(({ spec }) => spec ?? []),
    resources: Object.fromEntries(services.map(({ service, spec }) => [spec?.name ?? "", service])),
  };
}

/** Without a provider, tasks go to any instance of the cluster. */
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
