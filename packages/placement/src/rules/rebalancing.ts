import { zoneAttribute } from "../query/build.ts";
import { asksFor, type ServicePlacement } from "./check.ts";
import type { PlacementStrategy } from "./types.ts";

/** AWS answers `host` as `instanceId`; sending its own word keeps previews quiet. */
export function normalizeStrategies(strategies: PlacementStrategy[]): PlacementStrategy[] {
  return strategies.map((strategy) =>
    strategy.field === "host" ? { ...strategy, field: "instanceId" } : strategy,
  );
}

const zone = `attribute:${zoneAttribute}`;

/**
 * What keeps ECS from moving tasks between zones to even them out; undefined if nothing does (ECS developer guide,
 * "Balancing an Amazon ECS service across Availability Zones").
 */
export function rebalancingObstacle(
  { daemon, constraints, taskConstraints, strategies }: Omit<ServicePlacement, "fargate">,
  maximumPercent: number,
): string | undefined {
  const [first] = strategies;
  if (daemon) return "a daemon has one task per instance";
  if (maximumPercent <= 100)
    return `maximumPercent is ${maximumPercent}, and rebalancing starts a task before it stops one`;
  if ([...constraints, ...taskConstraints].some((constraint) => asksFor(constraint, zone)))
    return `a placement constraint names ${zone}`;
  if (first && !(first.type === "spread" && first.field === zone))
    return `the first placement strategy is not to spread over ${zone}`;
  return undefined;
}
