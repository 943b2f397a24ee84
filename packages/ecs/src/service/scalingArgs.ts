import type * as pulumi from "@pulumi/pulumi";

/** A queue of Amazon SQS whose messages decide how many tasks run. */
export interface QueueScaling {
  /** Its name, not its URL. */
  queueName: pulumi.Input<string>;
  /** Waiting messages to keep for each running task: the seconds that a message may wait, by the seconds that a task needs for one. */
  messagesPerTask: number;
}

/** Other bounds from a time on, until another schedule. */
export interface ScalingSchedule {
  /** A cron expression of Application Auto Scaling, `cron(0 19 ? * MON-FRI *)`. */
  cron: string;
  /** `Europe/Berlin`. @default "UTC" */
  timeZone?: string;
  /** Tasks that then run at least. @default - as before */
  minimum?: number;
  /** Tasks that then run at most; 0 ends all of them. @default - as before */
  maximum?: number;
}

/** How Application Auto Scaling changes the number of a service's tasks. */
export interface ServiceScaling {
  /** Tasks that run at least; with a metric, at least 1: no task measures nothing. */
  minimum: number;
  /** Tasks that run at most. */
  maximum: number;
  /** Average CPU utilization of its tasks to keep, in percent. @default - it does not decide */
  cpuPercent?: number;
  /** Average memory utilization of its tasks to keep, in percent. @default - it does not decide */
  memoryPercent?: number;
  /**
   * Requests in a minute to keep for each task, by the target's name in `loadBalancers`. The target is an application load
   * balancer's, with `loadBalancerArn`.
   *
   * @default - requests do not decide
   */
  requestsPerTarget?: Record<string, number>;
  /** Messages of a queue to keep for each task; needs the cluster's Container Insights. @default - no queue decides */
  queue?: QueueScaling;
  /** Changes of the bounds by the clock, by name: the tasks of an office end at night. @default - the bounds stay */
  schedules?: Record<string, ScalingSchedule>;
  /** Seconds after a scale-in until the next. @default - Application Auto Scaling's: 300 */
  scaleInCooldownSeconds?: number;
  /** Seconds after a scale-out until the next. @default - Application Auto Scaling's: 300 */
  scaleOutCooldownSeconds?: number;
}
