import { limitsOf, percentReason } from "../simulator/rolling.ts";
import type { Workload } from "../simulator/workload.ts";
import { UnknownMoves, type Board } from "./board.ts";
import { canAlwaysStart, dependsOnOthers, haveRoomInAnyOrder } from "./bounds.ts";
import type { DeploymentJudgement } from "./deploymentJudgement.ts";
import type { Placing } from "./placing.ts";

/** Percentages that allow no task of a complete service to start or stop. */
export function blocked(workload: Workload): DeploymentJudgement | undefined {
  const { daemon, desiredCount, name } = workload;
  if (daemon || desiredCount === 0 || workload.startsAllFirst) return undefined;
  const limits = limitsOf(desiredCount, workload);
  if (limits.most > limits.least) return undefined;
  const funnel = { instances: 0, removed: [], left: 0 };
  const example = { workload: name, tasks: desiredCount, funnel, reason: percentReason(limits) };
  return { workload: name, basis: "bounds", stuck: 1, of: 1, example };
}

/**
 * Proves that a service finishes a deployment in any order: it can start a task whenever its percentages allow it, and they
 * always allow starting or stopping one; or, with a strategy that moves traffic, while all its old tasks run. A daemon's new task uses the room of the old one, unless another task waits for it.
 *
 * @param isWhole - all tasks of all services run, as soon as they have room.
 */
export function byBounds(board: Board, position: number, isWhole: boolean): DeploymentJudgement | undefined {
  const placing = board.placing(position);
  if (!isSettled(board)) return undefined;
  const { name, daemon, spec, desiredCount } = placing.workload;
  const specs = board.placings.map((one) => one.workload.spec);
  if (spec.task.volumes?.length) return undefined;
  const mustBeIndependent = daemon ? specs : [spec, ...specs.filter((one) => one.daemon)];
  if (mustBeIndependent.some(dependsOnOthers)) return undefined;
  const replicas = specs.filter((one) => !one.daemon && one.name !== name);
  const { most, least } = placing.workload.startsAllFirst
    ? { most: 2 * desiredCount, least: 0 }
    : limitsOf(desiredCount, placing.workload);
  const rolls = withDaemons(board, () => {
    if (!daemon) return most > least && canAlwaysStart(spec, most, replicas, board.instances);
    const isStoppable = placing.total > limitsOf(placing.total, placing.workload).least;
    return isWhole && isStoppable && haveRoomInAnyOrder(replicas, board.instances);
  });
  return rolls ? { workload: name, basis: "bounds", stuck: 0, of: 1 } : undefined;
}

/**
 * The minimum number of positions between no tasks and all tasks. A service that can always start a task reaches each
 * number of its tasks in combination with each number of the other services' tasks.
 */
export function leastPositions(board: Board): number {
  const specs = board.placings.map(({ workload }) => workload.spec);
  const replicas = specs.filter(({ daemon }) => !daemon);
  if (specs.some((one) => one.daemon && dependsOnOthers(one))) return 1;
  const isFree = ({ workload, workload: { spec, desiredCount } }: Placing): boolean =>
    limitsOf(desiredCount, workload).most >= desiredCount &&
    !dependsOnOthers(spec) &&
    canAlwaysStart(
      spec,
      desiredCount,
      replicas.filter(({ name }) => name !== spec.name),
      board.instances,
    );
  let positions = 1;
  withDaemons(board, () => {
    for (const placing of board.placings)
      if (!placing.workload.daemon && isFree(placing)) positions *= placing.workload.desiredCount + 1;
    return true;
  });
  return positions;
}

/** Runs `act` with a daemon's task on each instance that the daemon's constraints allow. */
function withDaemons(board: Board, act: () => boolean): boolean {
  return board.withoutTasks(() => {
    try {
      for (const [service, { workload }] of board.placings.entries())
        if (workload.daemon) for (const move of board.movesOf(service)) board.apply(move);
      // A daemon without room would use room that becomes free.
      return board.placings.every(({ workload }, service) => !workload.daemon || board.isComplete(service))
        ? act()
        : false;
    } catch (error) {
      if (error instanceof UnknownMoves) return false;
      throw error;
    }
  });
}

/** Other services that replace tasks may run more tasks than desired. */
function isSettled(board: Board): boolean {
  return board.placings.every(
    ({ outdated, total, workload }) => outdated === 0 && (workload.daemon || total <= workload.desiredCount),
  );
}
