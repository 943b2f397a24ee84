import { zoneAttribute } from "../query/build.ts";
import { parseQuery } from "../query/parse.ts";
import { printQuery } from "../query/print.ts";
import type { Query } from "../query/query.ts";
import type { PlacementConstraint, PlacementStrategy } from "./types.ts";

/** Each task on a different instance; for services and runs, not for task definitions. */
export const distinctInstance: PlacementConstraint = { type: "distinctInstance" };

/**
 * Tasks only on instances that satisfy a query.
 *
 * @param query Built, or written in the cluster query language.
 * @throws {QueryError} if ECS would reject it.
 */
export function memberOf(query: Query | string): PlacementConstraint {
  const expression = typeof query === "string" ? query : printQuery(query);
  parseQuery(expression);
  return { type: "memberOf", expression };
}

export const random: PlacementStrategy = { type: "random" };
/** Evenly over the values of a field or an attribute. @param field `instanceId`, or `attribute:<name>` */
export const spread = (field: string): PlacementStrategy => ({ type: "spread", field });
export const spreadOverZones = spread(`attribute:${zoneAttribute}`);
export const spreadOverInstances = spread("instanceId");
/** Onto as few instances as possible: on the instance with the least remaining resource that is enough. */
export const binpack = (field: "cpu" | "memory"): PlacementStrategy => ({ type: "binpack", field });

/** Strategies for common goals. */
export const presets = {
  /** ECS's default for services: tolerates the failure of a zone. */
  availability: [spreadOverZones],
  /** Tolerates the failure of a zone, and uses as few instances as possible in each zone. */
  availabilityAndEfficiency: [spreadOverZones, binpack("memory")],
  /** An instance that fails takes as few tasks with it as possible. */
  instanceAvailability: [spreadOverInstances],
} satisfies Record<string, PlacementStrategy[]>;
