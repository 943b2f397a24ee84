import { existsSync } from "node:fs";
import { simulate, type Changes, type ClusterSpec, type Simulation } from "@ballast/placement";
import { readClusterFile } from "./clusterFile.ts";
import { PlaceCallError, PlaceError } from "./placeError.ts";
import type { Placed, PlaceEvent } from "./placed.ts";
import { filteredJson, filteredTable, readQuery, satisfying, simulated } from "./filtered.ts";
import { asJson, asTable } from "./render.ts";

export interface PlaceOptions {
  events: PlaceEvent[];
  seed: number;
  why?: boolean;
  /** Shows the instances that satisfy this expression, and nothing else. */
  filter?: string;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function place(input: string, options: PlaceOptions): Promise<number> {
  const clusters = existsSync(input) ? [readClusterFile(input)] : await ofStack(input);
  if (clusters.length === 0) {
    console.log(`${input} runs nothing on container instances of its own: AWS Fargate places its tasks.`);
    return 0;
  }
  const query = options.filter === undefined ? undefined : readQuery(options.filter);
  const placed = clusters.map((cluster) => placeIn(cluster, options));
  if (query !== undefined) {
    const all = placed.map(({ name, simulation: { instances } }) => ({
      name,
      instances,
      ...satisfying(instances, query),
    }));
    const found = all.map(({ name, instances, found }) => ({
      cluster: name,
      of: instances.length,
      instances: found.map(simulated),
    }));
    console.log(options.format === "json" ? filteredJson(found) : filteredTable(found));
    return all.every(({ isComplete }) => isComplete) ? 0 : 1;
  }
  console.log(options.format === "json" ? asJson(placed) : asTable(placed, options.why ?? false));
  return placed.every(isComplete) ? 0 : 1;
}

function isComplete({ simulation, unreadable }: Placed): boolean {
  return [simulation.unplaced, simulation.notSimulated, unreadable].every(({ length }) => length === 0);
}

async function ofStack(stack: string): Promise<ClusterSpec[]> {
  // Only a stack needs the SDK.
  const { clustersOfStack } = await import("./clustersOfStack.ts");
  return clustersOfStack(stack);
}

function placeIn(cluster: ClusterSpec, { seed, events }: PlaceOptions): Placed {
  const simulation = explained(PlaceError, cluster.name, () => simulate(cluster, seed));
  return {
    name: cluster.name,
    simulation,
    unreadable: cluster.unreadable ?? [],
    events: events.map((event) => ({
      event,
      changes: explained(PlaceCallError, cluster.name, () => happen(simulation, event)),
    })),
  };
}

/** An unknown instance type, zone, instance or service: the message says which there are. */
function explained<T>(Kind: typeof PlaceError, cluster: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new Kind(`${cluster}: ${error.message}`);
    throw error;
  }
}

function happen(simulation: Simulation, { kind, what }: PlaceEvent): Changes {
  switch (kind) {
    case "drain":
      return simulation.drain(what);
    case "lose":
      return simulation.lose(what);
    case "loseZone":
      return simulation.loseZone(what);
    case "scale": {
      const [, service = "", count = ""] = /^(.+)=(\d{1,9})$/.exec(what) ?? [];
      if (service === "")
        throw new PlaceCallError(`--scale ${what}: give a service and its count, for example web=3.`);
      return simulation.scale(service, Number(count));
    }
  }
}
