import type { Instance } from "./instance.ts";
import type { InstanceSpec } from "./instanceSpec.ts";
import type { Simulation } from "./simulation.ts";
import { addChanges, type Changes } from "./tasks.ts";

/** The results of a series of changes, and the tasks that waited for an instance in between. */
export interface SeriesOfChanges extends Changes {
  /** Instances that were replaced or lost, in this order. */
  instances: string[];
  /** Services whose tasks waited before the last of these changes, with the maximum number. */
  waited: { workload: string; tasks: number }[];
}

/** The name that identifies a group of instances in events. */
export function groupNameOf({
  group,
  capacityProvider,
}: Pick<InstanceSpec, "group" | "capacityProvider">): string | undefined {
  return group ?? capacityProvider;
}

/**
 * Adds instances to a group, each in the group's zone with the fewest of its instances, as Auto Scaling does (EC2
 * Auto Scaling user guide, "Availability Zone distribution"), or all in one zone.
 *
 * @throws {RangeError} for an unknown group, or a zone in which the group has no instances.
 */
export function joinGroup(
  simulation: Simulation,
  group: string,
  count: number,
  availabilityZone?: string,
): Changes {
  const members = membersOf(simulation, group);
  const zones = [...new Set(members.map((one) => one.availabilityZone))].sort();
  if (availabilityZone !== undefined && !zones.includes(availabilityZone))
    throw new RangeError(
      `The group ${group} has no instances in a zone ${availabilityZone}; there are ${zones.join(", ")}.`,
    );
  const counts = new Map(zones.map((zone) => [zone, 0]));
  for (const { spec } of simulation.instances)
    if (groupNameOf(spec) === group)
      counts.set(spec.availabilityZone, (counts.get(spec.availabilityZone) ?? 0) + 1);
  const specs = Array.from({ length: count }, (): InstanceSpec => {
    const [fewest = ""] = [...counts].sort(([, one], [, other]) => one - other)[0] ?? [];
    const zone = availabilityZone ?? fewest;
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
    const like = members.find((one) => one.availabilityZone === zone) ?? members[0];
    return { ...(like as InstanceSpec), availabilityZone: zone };
  });
  return simulation.join(...named(simulation, specs));
}

/**
 * Replaces the instances of a group one after the other: a new instance starts in the same zone, then the old one
 * drains and is terminated. An instance refresh with a minimum healthy percentage of 100 does the same.
 *
 * @throws {RangeError} for an unknown group.
 */
export function refreshGroup(simulation: Simulation, group: string): SeriesOfChanges {
  membersOf(simulation, group);
  const old = simulation.instances.filter(({ spec }) => groupNameOf(spec) === group);
  const series = new Series(simulation);
  for (const instance of old) {
    series.add(simulation.join(...named(simulation, [instance.spec])));
    series.add(simulation.drain(instance.id), instance.id);
    series.add(simulation.lose(instance.id));
  }
  return series.changes;
}

/**
 * Interrupts the Spot Instances of a pool, which is a type in a zone: they drain after the notice, and are terminated
 * two minutes later (ECS developer guide, "Spot Instance Draining"). Instances that may be of this type are included.
 *
 * @throws {RangeError} if the pool has no instance.
 */
export function interruptPool(
  simulation: Simulation,
  instanceType: string,
  availabilityZone: string,
): SeriesOfChanges {
  const isOf = (one: Instance): boolean =>
    one.availabilityZone === availabilityZone && typesOf(one.spec).includes(instanceType);
  const lost = simulation.instances.filter(isOf).map(({ id }) => id);
  if (lost.length === 0) {
    const pools = simulation.instances.flatMap(({ spec }) =>
      typesOf(spec).map((type) => `${type}@${spec.availabilityZone}`),
    );
    throw new RangeError(
      `There is no instance of ${instanceType}@${availabilityZone}; there are ${[...new Set(pools)].sort().join(", ")}.`,
    );
  }
  const series = new Series(simulation);
  series.add(simulation.drain(...lost), ...lost);
  series.add(simulation.lose(...lost));
  return series.changes;
}

/**
 * Returns the lost instances of a zone. Services with zone rebalancing move tasks there.
 *
 * @throws {RangeError} if the zone has no lost instances.
 */
export function returnZone(simulation: Simulation, availabilityZone: string): Changes {
  const lost = simulation.lost.filter((spec) => spec.availabilityZone === availabilityZone);
  const isThere = new Set(simulation.instances.map(({ id }) => id));
  const back = lost.filter(({ id }) => !isThere.has(id));
  if (back.length > 0) return simulation.join(...back.map(asNew));
  const zones = [...new Set(simulation.lost.map((spec) => spec.availabilityZone))].sort();
  throw new RangeError(
    `No instances of the zone ${availabilityZone} were lost before. Zones with lost instances: ${zones.join(", ") || "none"}.`,
  );
}

class Series {
  readonly #simulation: Simulation;
  readonly changes: SeriesOfChanges = { started: [], stopped: [], instances: [], waited: [] };

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** @param between Instances that are draining now; tasks that wait at this point are recorded. */
  add(changes: Changes, ...between: string[]): void {
    addChanges(this.changes, changes);
    if (between.length === 0) return;
    this.changes.instances.push(...between);
    for (const { workload, tasks } of this.#simulation.unplaced) {
      const known = this.changes.waited.find((one) => one.workload === workload);
      if (known) known.tasks = Math.max(known.tasks, tasks);
      else this.changes.waited.push({ workload, tasks });
    }
  }
}

function typesOf({ instanceType, otherInstanceTypes = [] }: InstanceSpec): string[] {
  return [instanceType, ...otherInstanceTypes].filter((type) => type !== "");
}

/** Includes lost instances, because a group may have no others. */
function membersOf(simulation: Simulation, group: string): InstanceSpec[] {
  const all = [...simulation.instances.map(({ spec }) => spec), ...simulation.lost];
  const members = all.filter((spec) => groupNameOf(spec) === group);
  if (members.length > 0) return members;
  const groups = [...new Set(all.flatMap((spec) => groupNameOf(spec) ?? []))].sort();
  throw new RangeError(`There is no group ${group}; there are ${groups.join(", ") || "none"}.`);
}

function named(simulation: Simulation, specs: readonly InstanceSpec[]): InstanceSpec[] {
  const taken = new Set([...simulation.instances, ...simulation.lost].map(({ id }) => id));
  let number = 0;
  return specs.map((spec) => {
    let id: string;
    do id = `${groupNameOf(spec) ?? "instance"}-new${(number += 1)}`;
    while (taken.has(id));
    return { ...asNew(spec), id };
  });
}

/** A new instance does not inherit individual properties of the old one. */
function asNew(spec: InstanceSpec): InstanceSpec {
  const { ec2InstanceId: _id, registeredAt: _at, status: _status, agentConnected: _agent, ...common } = spec;
  return common;
}
