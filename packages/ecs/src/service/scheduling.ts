/** `replica` keeps a number of tasks running, `daemon` keeps one task on every container instance. */
export const Scheduling = {
  /** Keeps `desiredCount` tasks running. */
  Replica: "replica",
  /** Runs one task on every container instance. */
  Daemon: "daemon",
} as const;
export type Scheduling = (typeof Scheduling)[keyof typeof Scheduling];

const daemons: Record<Scheduling, boolean> = { replica: false, daemon: true };

/** Whether a task runs on each instance. */
export function isDaemon(scheduling: Scheduling = Scheduling.Replica): boolean {
  return daemons[scheduling] ?? false;
}
