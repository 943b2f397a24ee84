import type * as pulumi from "@pulumi/pulumi";

/** An Amazon SQS queue whose messages determine the number of tasks. */
export interface QueueScaling {
  /** Name of the queue, not its URL. */
  queueName: pulumi.Input<string>;
  /**
   * Target value for the waiting messages per running task: the seconds that a message may wait, divided by the seconds
   * that a task needs for one message.
   */
  messagesPerTask: number;
}

/**
 * A different minimum and maximum from a time on, until another schedule applies. Give both unless the one fits every
 * value that the other one can have then: Application Auto Scaling rejects a minimum above the maximum.
 */
export interface ScalingSchedule {
  /** A cron expression of Application Auto Scaling, `cron(0 19 ? * MON-FRI *)`. */
  cron: string;
  /** `Europe/Berlin`. @default "UTC" */
  timeZone?: string;
  /** Minimum number of tasks from then on. @default - unchanged */
  minimum?: number;
  /** Maximum number of tasks from then on; 0, with a minimum of 0, stops all tasks. @default - unchanged */
  maximum?: number;
}

/** How Application Auto Scaling changes the number of a service's tasks. */
export interface ServiceScaling {
  /** Minimum number of tasks; with a metric at least 1, because without tasks there are no metric values. */
  minimum: number;
  /** Maximum number of tasks. */
  maximum: number;
  /** Target value for the average CPU utilization of its tasks, in percent. @default - not used for scaling */
  cpuPercent?: number;
  /** Target value for the average memory utilization of its tasks, in percent. @default - not used for scaling */
  memoryPercent?: number;
  /**
   * Target value for the requests per minute and task, keyed by the target's name in `loadBalancers`. The target must
   * belong to an application load balancer and have `loadBalancerArn`.
   *
   * @default - not used for scaling
   */
  requestsPerTarget?: Record<string, number>;
  /**
   * Target value for the waiting messages of an SQS queue per task; requires the cluster's Container Insights.
   *
   * @default - not used for scaling
   */
  queue?: QueueScaling;
  /**
   * Scheduled changes of `minimum` and `maximum`, keyed by name: for example, no tasks at night.
   *
   * @default - no scheduled changes
   */
  schedules?: Record<string, ScalingSchedule>;
  /** Seconds between two scale-in activities. @default - 300, as in Application Auto Scaling */
  scaleInCooldownSeconds?: number;
  /** Seconds between two scale-out activities. @default - 300, as in Application Auto Scaling */
  scaleOutCooldownSeconds?: number;
}
