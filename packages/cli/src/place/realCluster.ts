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
import { documentsIn } from "./documents.ts";
import { happening, isSmooth } from "./happening.ts";
import { explained, PlaceCallError, PlaceError } from "./placeError.ts";
import type { Format, PlaceEvent } from "./placed.ts";
import { asJson, asTable } from "./render.ts";
import { whyJson, whyTable, type Why } from "./why.ts";

export interface RealOptions {
  events: PlaceEvent[];
  seed: number;
  /** A service, or true for every task. */
  why?: string | true;
  /** A family and revision, or a file. */
  taskDefinition?: string;
  region?: string;
  profile?: string;
  format: Format;
}

/** A cluster in AWS, as it is now, by calls that change nothing. @returns the exit status. */
export async function placeCluster(cluster: string, options: RealOptions): Promise<number> {
  const { region, profile, taskDefinition } = options;
  const aws = await connect({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const isFile = taskDefinition !== undefined && existsSync(taskDefinition);
  const { asked, ...state } = await readCluster(aws, cluster, isFile ? undefined : taskDefinition);
  return answer(state, options, isFile ? definitionIn(taskDefinition) : state.definitions.get(asked ?? ""));
}

/** A cluster of which AWS's command line printed what it has. @returns the exit status. */
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
  const drawing = format === "svg" ? await import("./drawing.ts") : undefined;
  const before = events.length > 0 ? drawing?.beforeEvents(simulation) : undefined;
  const happened = events.map((event) =>
    explained(PlaceCallError, state.name, () => happening(simulation, event)),
  );
  if (definition !== undefined) return oneMore(state, simulation, definition, format);
  // What ECS does next is asked of a copy: the picture shows what runs now.
  const next = events.length > 0 ? simulation : simulatedCluster(state, seed).simulation;
  const changes = events.length > 0 ? undefined : next.goOn();
  if (typeof why === "string") {
    const service = requireServiceOf(state, why);
    const reason = elsewhere.find(({ name }) => name === why)?.reason;
    if (reason !== undefined)
      throw new PlaceError(`${why} ${reason}: nothing of it is placed on container instances.`);
    const one: Why = { cluster: state.name, workload: why, service, simulation, next };
    console.log(format === "json" ? whyJson(one) : whyTable(one));
    return next.unplaced.some(({ workload }) => workload === why) ? 1 : 0;
  }
  const placed = {
    name: state.name,
    simulation,
    next,
    unreadable: [],
    elsewhere,
    events: happened,
    ...(before && { before }),
    ...(changes && { goesOn: changes }),
    services: state.services,
  };
  if (drawing) console.log(drawing.drawn([placed]));
  else console.log(format === "json" ? asJson([placed]) : asTable([placed], why === true));
  const isSmoothEverywhere = happened.every(({ deployment }) => isSmooth(deployment));
  return next.unplaced.length + next.notSimulated.length === 0 && isSmoothEverywhere ? 0 : 1;
}

/** Whether one more task of this definition fits somewhere. */
function oneMore(
  { name: cluster }: ClusterState,
  simulation: Simulation,
  definition: object,
  format: RealOptions["format"],
): number {
  const { family, revision } = definition as { family?: string; revision?: number };
  const workload = `${String(family)}${revision === undefined ? "" : `:${String(revision)}`}`;
  const name = `one more ${workload}`;
  const group = `family:${String(family)}`;
  simulation.adopt({ name, group, task: taskNeeds(definition), desiredCount: 1 }, [], { standalone: true });
  const one: Why = { cluster, workload: name, title: workload, simulation, next: simulation };
  console.log(format === "json" ? whyJson(one) : whyTable(one));
  return simulation.fits(name).some(({ fits }) => fits === true) ? 0 : 1;
}

/** What `describe-task-definition` prints, or what `register-task-definition` takes. */
function definitionIn(path: string): object {
  const [document] = documentsIn(path);
  const value = fields(document?.value);
  const definition = isFields(value["taskDefinition"]) ? value["taskDefinition"] : value;
  if (Array.isArray(definition["containerDefinitions"])) return definition;
  throw new PlaceError(
    `${path} is not a task definition. Give what aws ecs describe-task-definition prints, or what register-task-definition takes.`,
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
    `There is neither a file ${name} nor a task definition of this name among these; there are ${names.join(", ") || "none"}.`,
  );
}
