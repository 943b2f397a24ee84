import { existsSync } from "node:fs";
import { taskNeeds } from "@ballast/analysis";
import { isFields, fields } from "@ballast/model";
import {
  connect,
  readCluster,
  requireServiceOf,
  simulatedCluster,
  stateOfDocuments,
  type ClusterState,
  type Document,
} from "@ballast/operate";
import type { Simulation } from "@ballast/placement";
import { withStatus } from "../progress.ts";
import { drawingOf, print, printWhy, withEvents } from "./answer.ts";
import { documentsIn } from "./documents.ts";
import { PlaceError } from "./placeError.ts";
import type { Asked, Format, Placed } from "./placed.ts";

export interface RealOptions extends Asked {
  /** A family and revision, or the path of a file. */
  taskDefinition?: string;
  region?: string;
  profile?: string;
}

/** Simulates a cluster in AWS, with read-only calls. @returns the exit status. */
export async function placeCluster(cluster: string, options: RealOptions): Promise<number> {
  const { region, profile, taskDefinition } = options;
  const aws = await connect({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const isFile = taskDefinition !== undefined && existsSync(taskDefinition);
  const { asked, ...state } = await withStatus(
    `reading the cluster ${cluster}`,
    readCluster(aws, cluster, isFile ? undefined : taskDefinition),
  );
  return answer(state, options, isFile ? definitionIn(taskDefinition) : state.definitions.get(asked ?? ""));
}

/** Simulates a cluster from outputs of the AWS CLI. @returns the exit status. */
export function placeDocuments(documents: Document[], options: RealOptions): Promise<number> {
  const { taskDefinition: asked } = options;
  const fromFile = asked !== undefined && existsSync(asked) ? definitionIn(asked) : undefined;
  const state = stateOfDocuments(documents);
  return answer(
    state,
    options,
    fromFile ?? (asked === undefined ? undefined : definitionNamed(state, asked)),
  );
}

async function answer(
  state: ClusterState,
  options: RealOptions,
  definition: object | undefined,
): Promise<number> {
  const { events, seed, why, format } = options;
  const { simulation, elsewhere } = simulatedCluster(state, seed);
  const drawing = await drawingOf(format);
  const happened = withEvents(state.name, simulation, events, drawing);
  if (definition !== undefined) return oneMore(state, simulation, definition, format);
  // The next changes are computed on a copy, because the picture shows what runs now.
  const next = events.length > 0 ? simulation : simulatedCluster(state, seed).simulation;
  const changes = events.length > 0 ? undefined : next.goOn();
  if (typeof why === "string") {
    const service = requireServiceOf(state, why);
    const reason = elsewhere.find(({ name }) => name === why)?.reason;
    if (reason !== undefined)
      throw new PlaceError(`${why} ${reason}, so none of its tasks are placed on container instances.`);
    printWhy({ cluster: state.name, workload: why, service, simulation, next }, format);
    return next.unplaced.some(({ workload }) => workload === why) ? 1 : 0;
  }
  const placed: Placed = {
    name: state.name,
    simulation,
    next,
    unreadable: [],
    elsewhere,
    ...happened,
    ...(changes && { goesOn: changes }),
    services: state.services,
  };
  return print([placed], options, drawing);
}

/** Whether one more task of this definition can be placed. */
function oneMore(
  { name: cluster }: ClusterState,
  simulation: Simulation,
  definition: object,
  format: Format,
): number {
  const { family, revision } = definition as { family?: string; revision?: number };
  const workload = `${String(family)}${revision === undefined ? "" : `:${String(revision)}`}`;
  const name = `one more ${workload}`;
  const group = `family:${String(family)}`;
  simulation.adopt({ name, group, task: taskNeeds(definition), desiredCount: 1 }, [], { standalone: true });
  printWhy({ cluster, workload: name, title: workload, simulation, next: simulation }, format);
  return simulation.fits(name).some(({ fits }) => fits === true) ? 0 : 1;
}

/** Reads the output of `describe-task-definition`, or the input of `register-task-definition`. */
function definitionIn(path: string): object {
  const [document] = documentsIn(path);
  const value = fields(document?.value);
  const definition = isFields(value["taskDefinition"]) ? value["taskDefinition"] : value;
  if (Array.isArray(definition["containerDefinitions"])) return definition;
  throw new PlaceError(
    `${path} is not a task definition. Give the output of aws ecs describe-task-definition, or the input of register-task-definition.`,
  );
}

function definitionNamed({ definitions }: ClusterState, name: string): object {
  const all = [...definitions.values()].filter(({ taskDefinitionArn = "", family, revision }) =>
    [taskDefinitionArn, family, `${family}:${revision}`].includes(name),
  );
  const newest = all.sort((one, other) => (other.revision ?? 0) - (one.revision ?? 0))[0];
  if (newest) return newest;
  const names = [...definitions.values()].map(({ family, revision }) => `${family}:${revision}`).sort();
  throw new PlaceError(
    `There is neither a file ${name} nor a task definition of this name in the input. The task definitions in the input: ${names.join(", ") || "none"}.`,
  );
}
