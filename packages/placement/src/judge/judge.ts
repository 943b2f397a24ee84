import { sortedServices, withoutServices, type ClusterSpec } from "../simulator/cluster.ts";
import type { Instance, InstanceSpec } from "../simulator/instance.ts";
import type { Lots } from "../simulator/random.ts";
import { Simulation } from "../simulator/simulation.ts";
import type { WorkloadSpec } from "../simulator/task.ts";
import type { Unplaced } from "../simulator/tasks.ts";
import { dependsOnOthers, haveRoomInAnyOrder } from "./bounds.ts";
import { explainCounts } from "./explainCounts.ts";
import { drawnLots, Script } from "./script.ts";

/** The number of orders of placement in which some tasks of a service wait. */
export interface Judgement {
  workload: string;
  /** The number of orders in which some tasks wait. */
  waits: number;
  /** The number of tried orders. */
  of: number;
  /** Whether these are all possible orders. */
  isComplete: boolean;
  /** An example. */
  example: Unplaced;
}

/** The services whose tasks wait, and how this was determined. */
export interface Judgements {
  /** Bounds that are valid in any order, a search of all orders, or random orders. */
  basis: "bounds" | "search" | "draws";
  /** Services whose tasks wait in some order. With random orders, there may be others. */
  waiting: Judgement[];
}

/** The result for the loss of one instance. */
export interface LossJudgement extends Judgement {
  instance: string;
}

/** If a search would take longer, random orders are used instead. */
const mostRuns = 300;
const draws = 16;
/** Number of tasks times instances above which tasks are not placed one by one, and fewer random orders are tried. */
const large = 5000;

/**
 * The services whose tasks wait in every or in some order of placement, regardless of the order of declaration. ECS places tasks of
 * several services concurrently, and chooses randomly between instances that its strategies rank as equal. Services whose tasks fit in
 * every order are left out.
 */
export function judge(cluster: ClusterSpec): Judgements {
  if (hasRoomForAll(cluster)) return { basis: "bounds", waiting: [] };
  const found = outcomes(cluster);
  return { basis: found.isComplete ? "search" : "draws", waiting: judgements(found) };
}

/**
 * The services whose tasks wait after the loss of one instance, for each class of instances with equal resources and tasks.
 */
export function judgeLosses(cluster: ClusterSpec): LossJudgement[] {
  const { instances } = cluster;
  const without = (lost: string): ClusterSpec => ({
    ...cluster,
    instances: instances.filter(({ id }) => id !== lost),
  });
  if (instances.every(({ id }) => hasRoomForAll(without(id)))) return [];
  const of = isLarge(cluster) ? 1 : 4;
  const found = new Map<string, { instance: string; example: Unplaced; inDraws: Set<number> }>();
  for (let draw = 0; draw < of; draw += 1) {
    const whole = (): Simulation => placed(cluster, drawnLots(draw), false);
    for (const instance of classesOf(whole().instances)) {
      // A simulation that has lost an instance cannot be used again.
      const simulation = whole();
      simulation.lose(instance);
      for (const example of simulation.unplaced) {
        const known = found.get(example.workload) ?? { instance, example, inDraws: new Set() };
        found.set(example.workload, known);
        known.inDraws.add(draw);
      }
    }
  }
  return [...found].map(([workload, { instance, example, inDraws }]) => ({
    workload,
    waits: inDraws.size,
    of,
    isComplete: false,
    example,
    instance,
  }));
}

function hasRoomForAll({ instances, services, unreadable = [] }: ClusterSpec): boolean {
  if (unreadable.length > 0 || services.some(dependsOnOthers)) return false;
  const daemons = services.filter(({ daemon = false }) => daemon);
  const placedOn = withDaemons(daemons, instances);
  return (
    placedOn !== undefined &&
    haveRoomInAnyOrder(
      services.filter((one) => !daemons.includes(one)),
      placedOn,
    )
  );
}

/**
 * A search finds all orders, with two exceptions. Tasks that wait for others' tasks are retried in one order only,
 * and each daemon is placed on all instances at once.
 */
function isSearchable({ services, instances }: ClusterSpec): boolean {
  const daemons = services.filter(({ daemon = false }) => daemon);
  if (services.some(dependsOnOthers)) return false;
  return daemons.length < 2 || withDaemons(daemons, instances) !== undefined;
}

/** @returns the instances with these daemons' tasks; undefined if some wait, or are not simulated. */
function withDaemons(daemons: WorkloadSpec[], instances: InstanceSpec[]): readonly Instance[] | undefined {
  const simulation = new Simulation();
  simulation.join(...instances);
  simulation.addServices(...daemons);
  return simulation.unplaced.length + simulation.notSimulated.length > 0 ? undefined : simulation.instances;
}

interface Outcomes {
  runs: Unplaced[][];
  isComplete: boolean;
}

function outcomes(cluster: ClusterSpec): Outcomes {
  const runs: Unplaced[][] = [];
  if (!isLarge(cluster) && isSearchable(cluster)) {
    const script = new Script();
    let isMore = true;
    for (; isMore && runs.length < mostRuns; isMore = script.next())
      runs.push(placed(cluster, script, true).unplaced);
    if (!isMore) return { runs, isComplete: true };
    runs.length = 0;
  }
  for (let draw = 0; draw < (isLarge(cluster) ? draws / 4 : draws); draw += 1)
    runs.push(placed(cluster, drawnLots(draw), !isLarge(cluster)).unplaced);
  return { runs, isComplete: false };
}

function judgements({ runs, isComplete }: Outcomes): Judgement[] {
  const names = [...new Set(runs.flat().map(({ workload }) => workload))].sort();
  return names.map((workload) => {
    const examples = runs.flatMap((run) => run.filter((one) => one.workload === workload).slice(0, 1));
    return {
      workload,
      waits: examples.length,
      of: runs.length,
      isComplete,
      example: examples[0] as Unplaced,
    };
  });
}

/** Daemons first, then the services: task by task in random order, or one service after the other. */
function placed(cluster: ClusterSpec, lots: Lots, oneByOne: boolean): Simulation {
  const simulation = withoutServices(cluster, lots);
  const sorted = sortedServices(cluster);
  const replicas = sorted.filter(({ daemon = false }) => !daemon);
  const daemons = shuffled(
    sorted.filter(({ daemon = false }) => daemon),
    lots,
  );
  if (!oneByOne) {
    simulation.addServices(...daemons, ...shuffled(replicas, lots));
    return simulation;
  }
  simulation.addServices(...daemons, ...replicas.map((one) => ({ ...one, desiredCount: 0 })));
  let open = replicas
    .map(({ name, desiredCount = 1 }) => ({ name, started: 0, desiredCount }))
    .filter(({ desiredCount }) => desiredCount > 0);
  while (open.length > 0) {
    const service = open[lots.below(open.length)] as (typeof open)[number];
    service.started += 1;
    simulation.scale(service.name, service.started);
    open = open.filter((one) => one.started < one.desiredCount);
  }
  return simulation;
}

function shuffled(services: readonly WorkloadSpec[], lots: Lots): WorkloadSpec[] {
  const rest = [...services];
  return services.flatMap(() => rest.splice(lots.below(rest.length), 1));
}

/** The id of one instance of each class. */
function classesOf(instances: readonly Instance[]): string[] {
  const found = new Map<string, string>();
  for (const instance of instances) {
    const { capacityProvider, availabilityZone, instanceType, attributes, left, total, groups } = instance;
    const key = JSON.stringify([
      capacityProvider,
      availabilityZone,
      instanceType,
      Object.entries(attributes).sort(),
      left,
      total,
      [...groups].sort(),
    ]);
    if (!found.has(key)) found.set(key, instance.id);
  }
  return [...found.values()];
}

function isLarge({ instances, services }: ClusterSpec): boolean {
  return instances.length * services.reduce((sum, { desiredCount = 1 }) => sum + desiredCount, 0) > large;
}

/** The end of a message: `in 3 of 16 random orders`. */
export function explainOrders({ waits, of, isComplete }: Judgement): string {
  if (!isComplete) return explainCounts(waits, of, "draws");
  return waits === of ? "in any order" : `in ${waits} of all ${of} orders`;
}
