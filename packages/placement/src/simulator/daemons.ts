import type { Asked } from "./asked.ts";
import { verdictOfSteps } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { TaskSpec } from "./task.ts";
import type { Task } from "./tasks.ts";

/** Instances that should run a daemon's task and do not. */
export interface DaemonPlaces {
  /** Instances with room for the task. */
  ready: Instance[];
  missing: Instance[];
  unknown: Map<Instance, string[]>;
}

/** An instance that a constraint excludes does not count; a full instance does. */
export function daemonPlaces(
  { steps, bounds }: Asked,
  tasks: ReadonlySet<Task>,
  instances: Iterable<Instance>,
): DaemonPlaces {
  const taken = new Set([...tasks].map(({ instance }) => instance));
  const places: DaemonPlaces = { ready: [], missing: [], unknown: new Map() };
  for (const instance of instances) {
    if (taken.has(instance) || instance.draining) continue;
    const meant = verdictOfSteps(bounds, instance);
    if (meant.removedAt !== undefined) continue;
    const { removedAt, reasons = meant.reasons } = verdictOfSteps(steps, instance);
    if (reasons !== undefined) places.unknown.set(instance, reasons);
    else if (removedAt === undefined) places.ready.push(instance);
    else places.missing.push(instance);
  }
  return places;
}

/** Whether a daemon should run on an instance. @param running What a task of it needs that runs there. @default - none does */
export function isMeant(asked: Asked, instance: Instance, running?: TaskSpec): boolean {
  if (instance.draining) return false;
  return running === undefined
    ? verdictOfSteps(asked.bounds, instance).removedAt === undefined
    : asked.meansAlso(instance, running);
}

/** On how many instances a daemon should run. */
export function daemonCount(asked: Asked, tasks: ReadonlySet<Task>, instances: readonly Instance[]): number {
  const running = new Map([...tasks].map(({ instance, needs }) => [instance, needs]));
  return instances.filter((instance) => isMeant(asked, instance, running.get(instance))).length;
}
