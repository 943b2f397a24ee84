import {
  inReadingOrder,
  isUnknown,
  parseQuery,
  QueryError,
  verdictOf,
  type Instance,
  type Query,
} from "@ballast/placement";
import colors from "picocolors";
import { grid } from "../grid.ts";
import { PlaceError } from "./placeError.ts";

/** A container instance that satisfies an expression. */
export interface FilteredInstance {
  id: string;
  instanceType: string;
  availabilityZone: string;
  /** Custom attributes. */
  attributes: Record<string, string>;
  /** Task groups of its running tasks. */
  taskGroups: string[];
}

export interface Filtered {
  cluster: string;
  /** The total number of instances. */
  of: number;
  instances: FilteredInstance[];
}

/**
 * Prints a warning on standard error if ECS interprets the expression differently than it reads.
 *
 * @throws {PlaceError} with the position of the error, if ECS would reject the expression.
 */
export function readQuery(expression: string): Query {
  try {
    const { query, warnings } = parseQuery(expression);
    for (const warning of warnings) console.error(`--filter: ${warning}.`);
    return query;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new PlaceError(
      `--filter ${JSON.stringify(expression)} is not valid in the cluster query language: ${error.message}.`,
    );
  }
}

/**
 * Evaluates a query. For instances with an unknown result, prints their number and the reasons on standard error.
 *
 * @returns the matching instances, and whether the result of every instance is known.
 */
export function satisfying(
  instances: readonly Instance[],
  query: Query,
): { found: Instance[]; isComplete: boolean } {
  const verdicts = instances.map((instance) => ({ instance, verdict: verdictOf(instance, query) }));
  const unknown = verdicts.map(({ verdict }) => verdict).filter(isUnknown);
  if (unknown.length > 0) {
    const reasons = [...new Set(unknown.flatMap((one) => one.unknown))];
    console.error(
      `--filter: not simulated for ${unknown.length} of ${instances.length} instances: ${reasons.join("; ")}. To have ECS evaluate the expression, use --cluster.`,
    );
  }
  return {
    found: verdicts.filter(({ verdict }) => verdict === true).map(({ instance }) => instance),
    isComplete: unknown.length === 0,
  };
}

export function simulated({
  id,
  instanceType,
  availabilityZone,
  attributes,
  taskGroups,
}: Instance): FilteredInstance {
  return {
    id,
    instanceType,
    availabilityZone,
    attributes: customAttributes(attributes),
    taskGroups: [...taskGroups],
  };
}

/** Removes ECS's own attributes, which begin with `ecs.` or name a capability of the agent (`com.amazonaws.ecs.`). */
export function customAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !/^(ecs\.|com\.amazonaws\.ecs\.)/.test(name)),
  );
}

/** JSON output: one object for one cluster, an array for several. */
export function filteredJson(found: Filtered[]): string {
  return JSON.stringify(found.length === 1 ? found[0] : found, null, 2);
}

export function filteredTable(found: Filtered[]): string {
  return found.map(clusterText).join("\n\n");
}

function clusterText({ cluster, of, instances }: Filtered): string {
  const head = `${colors.bold(cluster)}: ${instances.length} of ${of} container ${of === 1 ? "instance" : "instances"}`;
  if (instances.length === 0) return head;
  const rows = inReadingOrder(instances).map(
    ({ id, instanceType, availabilityZone, attributes, taskGroups }) => {
      const own = Object.entries(attributes).map(([name, value]) =>
        value === "" ? name : `${name}=${value}`,
      );
      return [availabilityZone, id, instanceType, own.join(", "), [...taskGroups].sort().join(", ")];
    },
  );
  return `${head}\n${grid(["zone", "instance", "type", "custom attributes", "task groups"], rows)}`;
}
