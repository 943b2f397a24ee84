import { zoneAttribute } from "../query/build.ts";
import { asksFor, type ServicePlacement } from "./check.ts";
import type { PlacementStrategy } from "./types.ts";

/** AWS returns `host` as `instanceId`. Sending `instanceId` avoids differences in previews. */
export function normalizeStrategies(strategies: PlacementStrategy[]): PlacementStrategy[] {
  return strategies.map((strategy) =>
    strategy.field === "host" ? { ...strategy, field: "instanceId" } : strategy,
  );
}

const zone = `attribute:${zoneAttribute}`;

/**
 * What prevents Availability Zone rebalancing; undefined if nothing does (ECS developer guide,
 * "Balancing an Amazon ECS service across Availability Zones").
 */
export function rebalancingObstacle(
  { daemon, constraints, taskConstraints, strategies }: Omit<ServicePlacement, "fargate">,
  maximumPercent: number,
): string | undefined {
  const [first] = strategies;
  if (daemon) return "a daemon has one task per instance";
  if (maximumPercent <= 100)
    return `maximumPercent is ${maximumPercent}, but rebalancing starts a task before it stops one`;
  if ([...constraints, ...taskConstraints].some((constraint) => asksFor(constraint, zone)))
    return `a placement constraint uses ${zone}`;
  if (first && !(first.type === "spread" && first.field === zone))
    return `the first placement strategy is not spread by ${zone}`;
  return undefined;
}
