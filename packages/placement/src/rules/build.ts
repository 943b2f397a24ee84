import { zoneAttribute } from "../query/build.ts";
import { parseQuery } from "../query/parse.ts";
import { printQuery } from "../query/print.ts";
import type { Query } from "../query/query.ts";
import type { PlacementConstraint, PlacementStrategy } from "./types.ts";

/** Each task on an instance of its own; for services and runs, not for task definitions. */
export const distinctInstance: PlacementConstraint = { type: "distinctInstance" };

/**
 * Tasks only where this holds.
 *
 * @param query Built, or written in the cluster query language.
 * @throws {QueryError} if ECS would refuse it.
 */
export function memberOf(query: Query | string): PlacementConstraint {
  const expression = typeof query === "string" ? query : printQuery(query);
  parseQuery(expression);
  return { type: "memberOf", expression };
}

export const random: PlacementStrategy = { type: "random" };
/** Evenly over what a field or an attribute tells apart. @param field `instanceId`, or `attribute:<name>` */
export const spread = (field: string): PlacementStrategy => ({ type: "spread", field });
export const spreadOverZones = spread(`attribute:${zoneAttribute}`);
export const spreadOverInstances = spread("instanceId");
/** Onto as few instances as possible: where the least is left that is enough. */
export const binpack = (field: "cpu" | "memory"): PlacementStrategy => ({ type: "binpack", field });

/** Strategies by what they are for. */
export const presets = {
  /** ECS's own for services: a zone may fail. */
  availability: [spreadOverZones],
  /** A zone may fail, and within each no instance is kept that is not needed. */
  availabilityAndEfficiency: [spreadOverZones, binpack("memory")],
  /** An instance may fail, and takes as few tasks with it as possible. */
  instanceAvailability: [spreadOverInstances],
} satisfies Record<string, PlacementStrategy[]>;
