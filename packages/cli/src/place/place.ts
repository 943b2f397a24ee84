import { existsSync } from "node:fs";
import { simulate, type ClusterSpec } from "@ballast/placement";
import type { Document } from "@ballast/operate";
import { drawingOf, print, printWhy, withEvents, type Drawing } from "./answer.ts";
import { readClusterFile } from "./clusterFile.ts";
import { documentsIn, isAnswerFile } from "./documents.ts";
import { filteredJson, filteredTable, readQuery, satisfying, simulated } from "./filtered.ts";
import { explained, PlaceCallError, PlaceError } from "./placeError.ts";
import type { Asked, Format, Placed } from "./placed.ts";
import { sizesOf } from "./scaling.ts";

export interface PlaceOptions extends Asked {
  /** For a cluster in AWS: a task definition, to check whether one more of its tasks can be placed. */
  taskDefinition?: string;
  /** Whether to compute the sizes that managed scaling gives the groups. */
  managedScaling?: boolean;
  /** Lists only the instances that satisfy this expression. */
  filter?: string;
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
      "--task-definition requires a cluster in AWS: give --cluster, or files with the output of aws ecs describe-… commands.",
    );
  const clusters = existsSync(input) ? [readClusterFile(input)] : await ofStack(input);
  if (clusters.length === 0) {
    console.log(`${input} has no tasks on container instances of its own: AWS Fargate places them.`);
    return 0;
  }
  const query = options.filter === undefined ? undefined : readQuery(options.filter);
  const drawing = await drawingOf(options.format);
  const placed = clusters.map((cluster) => placeIn(cluster, options, drawing));
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
  return typeof why === "string" ? whyIn(placed, why, format) : print(placed, options, drawing);
}

function whyIn(placed: Placed[], workload: string, format: Format): number {
  const found = placed.filter(({ simulation }) => simulation.workloads.some(({ name }) => name === workload));
  if (found.length === 0) {
    const names = placed.flatMap(({ simulation }) => simulation.workloads.map(({ name }) => name));
    throw new PlaceCallError(
      `--why ${workload}: there is no service or run of this name; there are ${names.join(", ")}.`,
    );
  }
  for (const { name, simulation } of found)
    printWhy({ cluster: name, workload, simulation, next: simulation }, format);
  return found.every(({ simulation }) => simulation.unplaced.every((one) => one.workload !== workload))
    ? 0
    : 1;
}

/** Output of the AWS CLI in the inputs; undefined if the input is a cluster file of the simulator or a stack. */
function answersIn(inputs: string[]): Document[] | undefined {
  const [only = ""] = inputs;
  const isOne = inputs.length === 1 && only !== "-";
  if (isOne && !isAnswerFile(only)) return undefined;
  const missing = inputs.filter((path) => path !== "-" && !existsSync(path));
  if (missing.length > 0)
    throw new PlaceCallError(
      `There is no file ${missing.join(", ")}. Give one file or stack, or files with the output of aws ecs describe-… commands.`,
    );
  return inputs.flatMap(documentsIn);
}

async function ofStack(stack: string): Promise<ClusterSpec[]> {
  // Only a stack requires the SDK.
  const { clustersOfStack } = await import("./clustersOfStack.ts");
  return clustersOfStack(stack);
}

function placeIn(
  cluster: ClusterSpec,
  { seed, events, managedScaling }: PlaceOptions,
  drawing: Drawing | undefined,
): Placed {
  const simulation = explained(PlaceError, cluster.name, () => simulate(cluster, seed));
  const happened = withEvents(cluster.name, simulation, events, drawing);
  return {
    name: cluster.name,
    simulation,
    unreadable: cluster.unreadable ?? [],
    ...happened,
    ...(managedScaling && { sizes: sizesOf(simulation, cluster.managed ?? []) }),
  };
}
