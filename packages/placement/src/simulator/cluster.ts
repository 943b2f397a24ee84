import type { InstanceSpec } from "./instance.ts";
import { Simulation } from "./simulation.ts";
import type { WorkloadSpec } from "./task.ts";

/** A cluster at rest: what there is, and what is to run on it. */
export interface ClusterSpec {
  name: string;
  instances: InstanceSpec[];
  services: WorkloadSpec[];
  /** Standalone tasks, run once everything else stands. @default - none */
  runs?: WorkloadSpec[];
}

/** @returns the cluster with everything placed that can be. */
export function simulate({ instances, services, runs = [] }: ClusterSpec, seed?: number): Simulation {
  const simulation = new Simulation(seed);
  simulation.join(...instances);
  for (const service of services) simulation.addService(service);
  for (const run of runs) simulation.runTasks(run);
  return simulation;
}
