import { existsSync } from "node:fs";
import { simulate, type ClusterSpec, type Simulation } from "@ballast/placement";
import type { Snapshot } from "@ballast/report/placement";
import type { Document } from "@ballast/operate";
import { readClusterFile } from "./clusterFile.ts";
import { documentsIn, isAnswerFile } from "./documents.ts";
import { filteredJson, filteredTable, readQuery, satisfying, simulated } from "./filtered.ts";
import { happening, isSmooth } from "./happening.ts";
import { explained, PlaceCallError, PlaceError } from "./placeError.ts";
import type { Format, Placed, PlaceEvent } from "./placed.ts";
import { asJson, asTable } from "./render.ts";
import { sizesOf } from "./scaling.ts";
import { whyJson, whyTable } from "./why.ts";

export interface PlaceOptions {
  events: PlaceEvent[];
  seed: number;
  /** Of a cluster in AWS: whether one more of these has a place. */
  taskDefinition?: string;
  /** A service or run, for how each instance fares with it, or true for every task. */
  why?: string | true;
  /** Whether to say how large ECS makes the groups that it scales. */
  managedScaling?: boolean;
  /** Shows the instances that satisfy this expression, and nothing else. */
  filter?: string;
  format: Format;
}

/** @returns the exit status. */
export async function place(inputs: string[], options: PlaceOptions): Promise<number> {
  const answers = answersIn(inputs);
  if (answers !== undefined) {
    const { placeDocuments } = await import("./realCluster.ts");
    return placeDocuments(answers, options);
  }
  const [input = ""] = inputs;
  if (options.taskDefinition !== undefined)
    throw new PlaceCallError(
      "--task-definition asks about a cluster in AWS: give --cluster, or what aws ecs describe-… prints.",
    );
  const clusters = existsSync(input) ? [readClusterFile(input)] : await ofStack(input);
  if (clusters.length === 0) {
    console.log(`${input} runs nothing on container instances of its own: AWS Fargate places its tasks.`);
    return 0;
  }
  const query = options.filter === undefined ? undefined : readQuery(options.filter);
  const drawing = options.format === "svg" ? await import("./drawing.ts") : undefined;
  const placed = clusters.map((cluster) => placeIn(cluster, options, drawing?.beforeEvents));
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
  const { why, format } = options;
  if (typeof why === "string") return whyIn(placed, why, format);
  if (drawing) console.log(drawing.drawn(placed));
  else console.log(format === "json" ? asJson(placed) : asTable(placed, why === true));
  return placed.every(isComplete) ? 0 : 1;
}

function whyIn(placed: Placed[], workload: string, format: PlaceOptions["format"]): number {
  const found = placed.filter(({ simulation }) => simulation.workloads.some(({ name }) => name === workload));
  if (found.length === 0) {
    const names = placed.flatMap(({ simulation }) => simulation.workloads.map(({ name }) => name));
    throw new PlaceCallError(
      `--why ${workload}: there is no service or run of this name; there are ${names.join(", ")}.`,
    );
  }
  for (const { name, simulation } of found) {
    const one = { cluster: name, workload, simulation, next: simulation };
    console.log(format === "json" ? whyJson(one) : whyTable(one));
  }
  return found.every(({ simulation }) => simulation.unplaced.every((one) => one.workload !== workload))
    ? 0
    : 1;
}

function isComplete({ simulation, unreadable, events }: Placed): boolean {
  if (!events.every(({ deployment }) => isSmooth(deployment))) return false;
  return [simulation.unplaced, simulation.notSimulated, unreadable].every(({ length }) => length === 0);
}

/** What AWS's command line printed; undefined if the input is a file of the simulator's own, or a stack. */
function answersIn(inputs: string[]): Document[] | undefined {
  const [only = ""] = inputs;
  const isOne = inputs.length === 1 && only !== "-";
  if (isOne && !isAnswerFile(only)) return undefined;
  const missing = inputs.filter((path) => path !== "-" && !existsSync(path));
  if (missing.length > 0)
    throw new PlaceCallError(
      `There is no file ${missing.join(", ")}. Give one file or stack, or files of what aws ecs describe-… prints.`,
    );
  return inputs.flatMap(documentsIn);
}

async function ofStack(stack: string): Promise<ClusterSpec[]> {
  // Only a stack needs the SDK.
  const { clustersOfStack } = await import("./clustersOfStack.ts");
  return clustersOfStack(stack);
}

function placeIn(
  cluster: ClusterSpec,
  { seed, events, managedScaling }: PlaceOptions,
  beforeEvents?: (simulation: Simulation) => Snapshot,
): Placed {
  const simulation = explained(PlaceError, cluster.name, () => simulate(cluster, seed));
  const before = events.length > 0 ? beforeEvents?.(simulation) : undefined;
  const happened = events.map((event) =>
    explained(PlaceCallError, cluster.name, () => happening(simulation, event)),
  );
  return {
    name: cluster.name,
    simulation,
    unreadable: cluster.unreadable ?? [],
    events: happened,
    ...(before && { before }),
    ...(managedScaling && { sizes: sizesOf(simulation, cluster.managed ?? []) }),
  };
}
