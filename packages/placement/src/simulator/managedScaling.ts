import type { InstanceSpec } from "./instanceSpec.ts";
import { Simulation } from "./simulation.ts";
import type { ProviderShare, WorkloadSpec } from "./task.ts";
import type { Unplaced } from "./tasks.ts";

/** A capacity provider whose group ECS scales. */
export interface ManagedProvider {
  capacityProvider: string;
  /** Percent of the instances that should be in use. */
  targetCapacity: number;
  minimumSize: number;
  maximumSize: number;
}

/** The size that managed scaling gives the group of a capacity provider. */
export interface ManagedSize extends ManagedProvider {
  /** Tasks that its instances run, without those of daemons. */
  tasks: number;
  /** Instances that these tasks need. @default - the tasks do not fit on the maximum number of instances */
  needed?: number;
  /** Instances in the group at the target capacity. */
  instances: number;
  /** Tasks that wait even at the group's maximum size. */
  waiting: Unplaced[];
}

/**
 * The number of instances of each capacity provider when all tasks are placed. ECS keeps "instances needed /
 * instances running × 100" at the target capacity (ECS developer guide, "Automatically manage Amazon ECS capacity
 * with cluster auto scaling", read 2026-11-27). The needed number is simulated here, while ECS estimates it. Daemons
 * and tasks without a capacity provider are ignored, as in ECS. Runs are placed after the services.
 *
 * @throws {RangeError} for a service or run with several capacity providers and no shares.
 */
export function managedSizes(
  providers: readonly ManagedProvider[],
  instances: readonly InstanceSpec[],
  services: readonly WorkloadSpec[],
  runs: readonly WorkloadSpec[] = [],
): ManagedSize[] {
  return providers.map((provider) => {
    const { capacityProvider, targetCapacity, minimumSize, maximumSize } = provider;
    const own = services.flatMap((spec) => partOf(spec, capacityProvider));
    const ownRuns = runs.flatMap((spec) => partOf(spec, capacityProvider));
    const members = instances.filter((one) => one.capacityProvider === capacityProvider);
    const waitingWith = (size: number): Unplaced[] => waiting(grown(members, size), own, ownRuns);
    const replicas = [...own.filter(({ daemon = false }) => !daemon), ...ownRuns];
    const tasks = replicas.reduce((sum, { desiredCount = 1 }) => sum + desiredCount, 0);
    const atMost = waitingWith(maximumSize);
    if (atMost.length > 0) return { ...provider, tasks, instances: maximumSize, waiting: atMost };
    let [tooFew, needed] = [-1, maximumSize];
    while (needed - tooFew > 1) {
      const size = Math.floor((needed + tooFew) / 2);
      if (waitingWith(size).length > 0) tooFew = size;
      else needed = size;
    }
    const wanted = Math.ceil((needed * 100) / targetCapacity);
    const clamped = Math.min(maximumSize, Math.max(minimumSize, wanted));
    return { ...provider, tasks, needed, instances: clamped, waiting: [] };
  });
}

/** Managed scaling ignores daemons. */
function waiting(instances: InstanceSpec[], services: WorkloadSpec[], runs: WorkloadSpec[]): Unplaced[] {
  const simulation = new Simulation();
  simulation.join(...instances);
  simulation.addServices(...services);
  for (const run of runs) simulation.runTasks(run);
  const daemons = new Set(services.filter(({ daemon = false }) => daemon).map(({ name }) => name));
  return simulation.unplaced.filter(({ workload }) => !daemons.has(workload));
}

/** The instances of a group with this size, distributed over its zones in turn. */
function grown(members: readonly InstanceSpec[], size: number): InstanceSpec[] {
  const zones = [...Map.groupBy(members, ({ availabilityZone }) => availabilityZone).values()];
  return Array.from({ length: zones.length === 0 ? 0 : size }, (_nothing, position) => {
    const inZone = zones[position % zones.length] ?? [];
    return { ...(inZone[0] as InstanceSpec), id: `${position}` };
  });
}

/** The tasks of a service that go to a capacity provider. */
function partOf(spec: WorkloadSpec, capacityProvider: string): WorkloadSpec[] {
  const { capacityProviders = [], daemon = false, desiredCount = 1, shares = [] } = spec;
  if (daemon && capacityProviders.length === 0) return [spec];
  if (!capacityProviders.includes(capacityProvider)) return [];
  if (daemon || (capacityProviders.length === 1 && shares.length === 0)) return [spec];
  if (shares.length === 0)
    throw new RangeError(
      `${spec.name} has the capacity providers ${capacityProviders.join(" and ")}, but no shares. Set base and weight for each, by which ECS splits the tasks.`,
    );
  const counts = shared(desiredCount, shares);
  return [{ ...spec, desiredCount: counts.get(capacityProvider) ?? 0 }];
}

/**
 * The number of tasks by capacity provider: first the base, then by weight (ECS API reference,
 * CapacityProviderStrategyItem). If several providers are equally far below their weight, the first one gets the
 * task, which AWS does not document.
 */
export function shared(tasks: number, shares: readonly ProviderShare[]): Map<string, number> {
  const counts = new Map(shares.map(({ capacityProvider }) => [capacityProvider, 0]));
  let left = tasks;
  for (const { capacityProvider, base = 0 } of shares) {
    const here = Math.min(base, left);
    counts.set(capacityProvider, here);
    left -= here;
  }
  const weighted = shares.filter(({ weight = 0 }) => weight > 0).map((share) => ({ ...share, given: 0 }));
  for (; left > 0 && weighted.length > 0; left -= 1) {
    const next = weighted.reduce((one, other) =>
      other.given / (other.weight ?? 1) < one.given / (one.weight ?? 1) ? other : one,
    );
    next.given += 1;
    counts.set(next.capacityProvider, (counts.get(next.capacityProvider) ?? 0) + 1);
  }
  return counts;
}
