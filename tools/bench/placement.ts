/** Milliseconds of placing tasks on 5,000 instances, ECS's own limits for a cluster and a service. */
import { binpack, Simulation, spreadOverZones } from "@ballast/placement";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const strategies = [spreadOverZones, binpack("memory")];
const task = { cpu: 256, memoryMiB: 512 };

export function placing(desiredCount: number): number {
  const simulation = new Simulation();
  simulation.join(
    ...Array.from({ length: 5000 }, (_nothing, position) => ({
      id: `i-${position}`,
      instanceType: "m5.large",
      availabilityZone: zones[position % zones.length] ?? "",
    })),
  );
  const started = performance.now();
  simulation.addService({ name: "web", task, desiredCount, strategies });
  const took = performance.now() - started;
  if (simulation.unplaced.length > 0) throw new Error("The benchmark's cluster is too small for its tasks.");
  return took;
}

/** A cluster as `ballast place` reads it from a file. */
export function clusterOf(instances: number, services: number, desiredCount: number): object {
  const inZone = Object.fromEntries(
    zones.map((zone, position) => [zone, Math.ceil((instances - position) / zones.length)]),
  );
  return {
    instances: { i: { instanceType: "m5.large", zones: inZone, trunking: true } },
    services: Object.fromEntries(
      Array.from({ length: services }, (_nothing, position) => [`web-${position}`, { task, desiredCount }]),
    ),
  };
}
