import { rebalancingObstacle } from "../rules/rebalancing.ts";
import { verdictOfSteps } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { Lots } from "./random.ts";
import type { Changes } from "./tasks.ts";
import type { Workload } from "./workload.ts";

/**
 * Simulates zone rebalancing for a service without other changes. It starts a task in the zone with the fewest tasks,
 * then stops one in the zone with the most, until the numbers differ by at most one or there is no room (ECS
 * developer guide, "Balancing an Amazon ECS service across Availability Zones").
 */
export function rebalanced(workload: Workload, instances: readonly Instance[], random: Lots): Changes {
  const changes: Changes = { started: [], stopped: [] };
  const { constraints = [], task, strategies = [], zoneRebalancing } = workload.spec;
  if (!zoneRebalancing || workload.standalone || !workload.isAtRest) return changes;
  const taskConstraints = task.constraints ?? [];
  const placement = { daemon: workload.daemon, constraints, taskConstraints, strategies };
  if (rebalancingObstacle(placement, workload.maximumPercent) !== undefined) return changes;
  for (;;) {
    const zones = zonesOf(workload, instances);
    const [fewest, ...others] = zones;
    const most = others.at(-1);
    if (fewest === undefined || most === undefined || most.count - fewest.count < 2) return changes;
    const hasRoom = fewest.instances.some((one) => isLeft(workload, one));
    if (!hasRoom) return changes;
    changes.started.push(...workload.place(1, fewest.instances, random));
    const inZone = [...workload.tasks].filter(({ instance }) => most.instances.includes(instance));
    changes.stopped.push(...workload.stopSome(inZone, 1, random));
  }
}

interface Zone {
  instances: Instance[];
  count: number;
}

/** Zones by the number of the service's tasks, fewest first. */
function zonesOf(workload: Workload, instances: readonly Instance[]): Zone[] {
  const inUse = new Set([...workload.tasks].map(({ instance }) => instance.availabilityZone));
  const zones = Map.groupBy(instances, ({ availabilityZone }) => availabilityZone);
  return [...zones]
    .filter(([zone, all]) => inUse.has(zone) || all.some((one) => isLeft(workload, one)))
    .map(([, all]) => ({
      instances: all,
      count: [...workload.tasks].filter(({ instance }) => all.includes(instance)).length,
    }))
    .sort((one, other) => one.count - other.count);
}

function isLeft({ asked }: Workload, instance: Instance): boolean {
  const { removedAt, reasons } = verdictOfSteps(asked.steps, instance);
  return removedAt === undefined && reasons === undefined;
}
