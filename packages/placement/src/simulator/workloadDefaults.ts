import { random as byLot, spreadOverInstances, spreadOverZones } from "../rules/build.ts";
import type { PlacementStrategy } from "../rules/types.ts";
import type { WorkloadSpec } from "./task.ts";

/**
 * ECS's default strategies. Service: spread over zones, then over instances (ECS API reference, UpdateService, read
 * 2026-11-27). Run: random.
 */
export function defaultStrategies(standalone: boolean): PlacementStrategy[] {
  return standalone ? [byLot] : [spreadOverZones, spreadOverInstances];
}

/**
 * ECS's task groups (AWS's API reference, RunTask (`group`), and the developer guide, "Task groups", read
 * 2026-11-26).
 */
export function groupOf({ name, group, family = name }: WorkloadSpec, standalone: boolean): string {
  if (standalone) return group ?? `family:${family}`;
  if (group === undefined || group.startsWith("service:")) return group ?? `service:${name}`;
  throw new RangeError(
    `The service ${name} has the group ${JSON.stringify(group)}, but tasks of a service always have the group service:<its name>. Leave the group out.`,
  );
}
