import { simulate, type ClusterSpec, type Instance, type Simulation } from "@ballast/placement";
import { snapshotOf, type Snapshot } from "./snapshot.ts";

/** A cluster as planned, and after the loss of the zone with the most of its tasks; where there is one zone, of the instance. */
export interface PlannedPlacement {
  cluster: string;
  snapshots: Snapshot[];
}

export function placementOf(clusters: readonly ClusterSpec[]): PlannedPlacement[] {
  return clusters.map((cluster) => {
    const simulation = simulate(cluster);
    const planned = snapshotOf("As planned", simulation);
    const zone = fullest(simulation, ({ availabilityZone }) => availabilityZone);
    const lost = zone ?? fullest(simulation, ({ id }) => id);
    if (lost === undefined) return { cluster: cluster.name, snapshots: [planned] };
    if (zone === undefined) simulation.lose(lost);
    else simulation.loseZone(lost);
    const after = snapshotOf(`After the loss of ${lost}`, simulation);
    return { cluster: cluster.name, snapshots: [planned, after] };
  });
}

/** Where the most tasks are; undefined if there is one place alone. */
function fullest(simulation: Simulation, placeOf: (instance: Instance) => string): string | undefined {
  const tasks = new Map(simulation.instances.map((instance) => [placeOf(instance), 0]));
  for (const { instance } of simulation.workloads.flatMap((workload) => [...workload.tasks]))
    tasks.set(placeOf(instance), (tasks.get(placeOf(instance)) ?? 0) + 1);
  const [most] = [...tasks].sort(([, one], [, other]) => other - one);
  return tasks.size < 2 ? undefined : most?.[0];
}
