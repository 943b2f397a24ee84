import type { Instance } from "./instance.ts";
import type { TaskSpec, WorkloadSpec } from "./task.ts";

/**
 * The maximum and minimum number of a service's tasks during a deployment, rounded down and up (ECS API reference,
 * DeploymentConfiguration, read 2026-11-27). The desired count of a daemon is one on each instance that its
 * constraints allow.
 */
export interface Limits {
  most: number;
  least: number;
}

export interface Percentages {
  minimumHealthyPercent: number;
  maximumPercent: number;
}

/** ECS's default percentages (ECS API reference, DeploymentConfiguration). */
export function defaultPercentages(daemon: boolean): Percentages {
  return daemon
    ? { minimumHealthyPercent: 0, maximumPercent: 100 }
    : { minimumHealthyPercent: 100, maximumPercent: 200 };
}

export function limitsOf(
  desiredCount: number,
  { minimumHealthyPercent, maximumPercent }: Percentages,
): Limits {
  return {
    most: Math.floor((desiredCount * maximumPercent) / 100),
    least: Math.ceil((desiredCount * minimumHealthyPercent) / 100),
  };
}

/**
 * ECS's strategies that move traffic, as messages name them: all new tasks run before an old one stops (ECS developer guide, "Amazon
 * ECS service deployment controllers and strategies", read 2026-11-27).
 */
const shiftingStrategies: Record<string, string> = {
  BLUE_GREEN: "blue/green",
  CANARY: "canary",
  LINEAR: "linear",
};

/** The name of a strategy for messages; undefined if it is not simulated. */
export function simulatedStrategy({ deploymentStrategy = "ROLLING" }: WorkloadSpec): string | undefined {
  return deploymentStrategy === "ROLLING" ? "rolling" : shiftingStrategies[deploymentStrategy];
}

/** Whether a deployment starts all new tasks in addition to all old ones, whatever the percentages. */
export function startsAllFirst({ deploymentStrategy = "" }: WorkloadSpec): boolean {
  return Object.hasOwn(shiftingStrategies, deploymentStrategy);
}

/** The message: why none of its tasks can be replaced. */
export function percentReason({ most, least }: Limits): string {
  return `it may run at most ${most} ${most === 1 ? "task" : "tasks"} and at least ${least}, so none can be replaced`;
}

/**
 * The instance to which volumes are attached that allow only one instance at a time. Tasks on other instances wait
 * until it detaches them. Placement in ECS ignores volumes.
 *
 * @param tasks Oldest first.
 */
export function holderOf(tasks: Iterable<{ instance: Instance; needs: TaskSpec }>): Instance | undefined {
  for (const { instance, needs } of tasks) if ((needs.volumes ?? []).length > 0) return instance;
  return undefined;
}

/** The message for a task that was placed on an instance without its volumes. */
export function volumeReason({ volumes = [] }: TaskSpec, holder: Instance, isReplaced: boolean): string {
  const names = volumes.join(", ");
  return isReplaced
    ? `${names} is attached to ${holder.id}, and the task that uses it may not stop before another task runs; set minimumHealthyPercent to 0 and maximumPercent to 100`
    : `${names} is attached to ${holder.id}, and can be attached to one instance at a time`;
}
