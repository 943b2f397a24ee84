import type { InstanceSpec } from "./instance.ts";
import type { ManagedProvider } from "./managedScaling.ts";
import type { Lots } from "./random.ts";
import { Simulation } from "./simulation.ts";
import type { WorkloadSpec } from "./task.ts";

/** A cluster without running deployments: its instances, and the tasks to run on them. */
export interface ClusterSpec {
  name: string;
  instances: InstanceSpec[];
  services: WorkloadSpec[];
  /** Services that cannot be read, and why. Their tasks may be anywhere. @default - none */
  unreadable?: UnreadableService[];
  /** Capacity providers whose groups ECS scales. @default - none */
  managed?: ManagedProvider[];
  /** Standalone tasks, placed after everything else. @default - none */
  runs?: WorkloadSpec[];
}

export interface UnreadableService {
  name: string;
  /** Its tasks' group. @default - `service:<name>` */
  group?: string;
  reason: string;
}

/** @returns the cluster with everything placed that can be. */
export function simulate(cluster: ClusterSpec, seed?: number): Simulation {
  const simulation = withoutServices(cluster, seed);
  simulation.addServices(...cluster.services);
  for (const run of cluster.runs ?? []) simulation.runTasks(run);
  return simulation;
}

/** @returns a simulation with the instances only. Tasks of services that cannot be read may be on any of them. */
export function withoutServices(
  { instances, unreadable = [] }: ClusterSpec,
  lots?: number | Lots,
): Simulation {
  const simulation = new Simulation(lots);
  simulation.join(...instances);
  for (const { name, group = `service:${name}` } of unreadable) simulation.addUnknownGroup(group);
  return simulation;
}

/** Its services sorted by name, so that the order of declaration does not matter. */
export function sortedServices({ services }: ClusterSpec): WorkloadSpec[] {
  return services.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
