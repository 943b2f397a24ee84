import { sortedServices, withoutServices, type ClusterSpec } from "../simulator/cluster.ts";
import type { Simulation } from "../simulator/simulation.ts";
import { simulatedStrategy } from "../simulator/rolling.ts";
import type { TaskSpec } from "../simulator/task.ts";
import type { Workload } from "../simulator/workload.ts";
import { Board, UnknownMoves } from "./board.ts";
import type { DeploymentJudgement } from "./deploymentJudgement.ts";
import type { Counts } from "./placing.ts";
import { allEnds, walk, type Budget } from "./reach.ts";
import { blocked, byBounds, leastPositions } from "./rollingBounds.ts";
import { drawnLots } from "./script.ts";

/** If a search would visit more positions, random orders are used instead. */
const mostPositions = 3000;
const draws = 16;
/** Number of tasks times instances above which there is no search, and above which there are no random orders. */
const large = 5000;
const huge = 250_000;

/**
 * Whether a service of a simulation can finish a deployment from its current placement: whether ECS replaces all of its tasks, in
 * any order in which it may start and stop tasks within the service's percentages, or, with a strategy that moves traffic, start all new
 * tasks before it stops an old one. New tasks are assumed to become healthy. Does not
 * change the simulation.
 *
 * @param needs - of the new task definition. @default - those that it has
 */
export function judgeDeployment(
  simulation: Simulation,
  service: string,
  needs?: TaskSpec,
): DeploymentJudgement {
  const board = new Board(simulation);
  const position = board.positionOf(service);
  const workload = board.placings[position]?.workload;
  if (workload === undefined && simulation.workloads.some(({ name }) => name === service))
    throw new RangeError(`${service} is a run: its tasks are placed once and cannot be deployed again.`);
  if (workload === undefined)
    throw new RangeError(
      `There is no service ${service}; there are ${board.placings.map((one) => one.workload.name).join(", ")}.`,
    );
  const isWhole = board.placings.every((_one, other) => board.isComplete(other));
  const runsAll = workload.tasks.size === workload.desiredCount;
  const known =
    unknownOf(workload) ??
    (runsAll ? blocked(workload) : undefined) ??
    (needs ? undefined : byBounds(board, position, isWhole));
  return withStrategy(
    workload,
    known ?? fromStarts(board, position, [board.counts], needs, { left: mostPositions }),
  );
}

/**
 * The services of a cluster that cannot finish a deployment from some or all placements in which all of their tasks run, and
 * those for which this is unknown because the cluster is too large. Services that always can, and services whose tasks never all run, are
 * left out, unless their percentages decide. With random orders, there may be others.
 */
export function judgeDeployments(cluster: ClusterSpec): DeploymentJudgement[] {
  const simulation = withoutServices(cluster);
  for (const spec of sortedServices(cluster)) simulation.adopt(spec, []);
  const board = new Board(simulation);
  const empty = board.counts;
  const budget = { left: mostPositions };
  let starts: Starts | undefined;
  const found = board.placings.flatMap(({ workload }, position) => {
    if ((!workload.daemon && workload.desiredCount === 0) || !simulatedStrategy(workload.spec)) return [];
    const known = blocked(workload) ?? byBounds(board, position, true);
    if (known) return known;
    if (sizeOf(board) > huge) return unknownForSize(board, position);
    starts ??= startsOf(board, budget);
    const complete = starts.counts.filter((counts) => {
      board.counts = counts;
      return board.isComplete(position);
    });
    board.counts = empty;
    if (complete.length === 0) return [];
    const one = withStrategy(workload, fromStarts(board, position, complete, undefined, budget));
    return starts.isComplete || one.basis === "bounds" ? one : { ...one, basis: "draws" as const };
  });
  return found.filter(({ stuck, unknown }) => stuck > 0 || unknown !== undefined);
}

interface Starts {
  counts: Counts[][];
  /** Whether these are all possible positions. */
  isComplete: boolean;
}

/** Positions that the tasks may have before a deployment. */
function startsOf(board: Board, budget: Budget): Starts {
  const empty = board.counts;
  try {
    // Skips a search that is known to end without an answer.
    const isTooLarge = isLarge(board) || leastPositions(board) - 1 > budget.left;
    const all = isTooLarge ? undefined : allEnds(board, [empty], { left: budget.left });
    return { counts: all ?? drawnEnds(board, [empty]), isComplete: all !== undefined };
  } catch (error) {
    // A task that cannot be placed cannot be replaced; another rule reports it.
    if (error instanceof UnknownMoves) return { counts: [], isComplete: false };
    throw error;
  } finally {
    board.counts = empty;
  }
}

function fromStarts(
  board: Board,
  position: number,
  starts: Counts[][],
  needs: TaskSpec | undefined,
  budget: Budget,
): DeploymentJudgement {
  if (sizeOf(board) > huge) return unknownForSize(board, position);
  const before = board.counts;
  const placing = board.placing(position);
  const workload = placing.workload.name;
  board.deploy(position, { ...(needs ?? placing.asked.needs) });
  try {
    return (
      searched(board, position, starts, budget) ?? tally(board, position, drawnEnds(board, starts), "draws")
    );
  } catch (error) {
    if (!(error instanceof UnknownMoves)) throw error;
    return { workload, basis: "search", stuck: 0, of: 0, unknown: error.reasons };
  } finally {
    board.counts = before;
    board.undeploy(position);
  }
}

/** @returns undefined if there are too many positions. */
function searched(
  board: Board,
  position: number,
  starts: Counts[][],
  budget: Budget,
): DeploymentJudgement | undefined {
  if (isLarge(board)) return undefined;
  const ends = allEnds(board, starts, budget);
  // Daemons that exclude each other never reach an end.
  return ends === undefined || ends.length === 0 ? undefined : tally(board, position, ends, "search");
}

/** End positions by random moves, from each of these start positions in turn. */
function drawnEnds(board: Board, starts: readonly Counts[][]): Counts[][] {
  return Array.from({ length: isLarge(board) ? 2 : draws }, (_nothing, draw) => {
    board.counts = starts[draw % starts.length] ?? [];
    return walk(board, drawnLots(draw)) ? board.counts : undefined;
  }).filter((end) => end !== undefined);
}

function tally(
  board: Board,
  position: number,
  ends: Counts[][],
  basis: "search" | "draws",
): DeploymentJudgement {
  const examples = ends.flatMap((end) => {
    board.counts = end;
    return board.isComplete(position) ? [] : [board.obstacleOf(position)];
  });
  const [example] = examples;
  const workload = board.placing(position).workload.name;
  return { workload, basis, stuck: examples.length, of: ends.length, ...(example && { example }) };
}

function unknownOf({ name, notSimulated, spec }: Workload): DeploymentJudgement | undefined {
  const unknown = simulatedStrategy(spec)
    ? notSimulated?.reasons
    : [`its deployments are ${spec.deploymentStrategy}`];
  return unknown && { workload: name, basis: "bounds", stuck: 0, of: 0, unknown };
}

function withStrategy({ spec }: Workload, judgement: DeploymentJudgement): DeploymentJudgement {
  const strategy = simulatedStrategy(spec);
  return strategy === undefined || strategy === "rolling" ? judgement : { ...judgement, strategy };
}

function unknownForSize(board: Board, position: number): DeploymentJudgement {
  const why = `${sizeOf(board)} combinations of a task and an instance are too many to try, and the bounds give no answer`;
  const workload = board.placing(position).workload.name;
  return { workload, basis: "bounds", stuck: 0, of: 0, unknown: [why] };
}

/** The number of tasks times the number of instances. */
function sizeOf({ placings, instances }: Board): number {
  const tasks = placings.map(({ workload }) => (workload.daemon ? instances.length : workload.desiredCount));
  return instances.length * tasks.reduce((sum, one) => sum + one, 0);
}

function isLarge(board: Board): boolean {
  return sizeOf(board) > large;
}
