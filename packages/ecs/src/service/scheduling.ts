/** `replica` keeps a number of tasks running, `daemon` one on every container instance. */
export const Scheduling = { Replica: "replica", Daemon: "daemon" } as const;
export type Scheduling = (typeof Scheduling)[keyof typeof Scheduling];
