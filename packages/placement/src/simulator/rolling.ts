import type { Instance } from "./instance.ts";
import type { TaskSpec } from "./task.ts";

/**
 * How many tasks of a service may run while it replaces some, and how many must: rounded down and up (ECS API reference,
 * DeploymentConfiguration, read 2026-11-27). For a daemon, the desired count is one on each instance that is meant.
 */
export interface Limits {
  most: number;
  least: number;
}

export interface Percentages {
  minimumHealthyPercent: number;
  maximumPercent: number;
}

/** ECS's own (ECS API reference, DeploymentConfiguration). */
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

/** The message: why none of its tasks can be replaced. */
export function percentReason({ most, least }: Limits): string {
  return `it may run at most ${most} ${most === 1 ? "task" : "tasks"} and at least ${least}, so none can be replaced`;
}

/**
 * The instance that has the volumes which one instance holds at a time; others of its tasks do not start before it lets
 * them go. ECS places without a look at volumes.
 *
 * @param tasks - the oldest first.
 */
export function holderOf(tasks: Iterable<{ instance: Instance; needs: TaskSpec }>): Instance | undefined {
  for (const { instance, needs } of tasks) if ((needs.volumes ?? []).length > 0) return instance;
  return undefined;
}

/** The message: what a task waits for that is placed on an instance without its volumes. */
export function volumeReason({ volumes = [] }: TaskSpec, holder: Instance, isReplaced: boolean): string {
  const names = volumes.join(", ");
  return isReplaced
    ? `${names} is attached to ${holder.id}, and the task that uses it may not stop before another task runs; set minimumHealthyPercent to 0 and maximumPercent to 100`
    : `${names} is attached to ${holder.id}, and can be attached to one instance at a time`;
}
