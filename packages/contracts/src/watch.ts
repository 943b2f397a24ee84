import type * as pulumi from "@pulumi/pulumi";

// A component knows by which metrics and events it shows that something is wrong with it, from when on, and what to do.
// `Watch` of packages/ecs makes alarms, one dashboard and one topic of the parts of a whole stack.

/** How a metric's value compares with the threshold while the problem exists. */
export const AlarmComparison = {
  /** The value is below the threshold. */
  Below: "LessThanThreshold",
  /** The value is the threshold or above it. */
  AtLeast: "GreaterThanOrEqualToThreshold",
  /** The value is above the threshold. */
  Above: "GreaterThanThreshold",
} as const;
export type AlarmComparison = (typeof AlarmComparison)[keyof typeof AlarmComparison];

/** How an alarm treats a missing value of a metric. */
export const MissingData = {
  /** A missing value counts as a failure. */
  Breaching: "breaching",
  /** A missing value counts as good, because the metric only has values for failures. */
  NotBreaching: "notBreaching",
  /** The alarm changes to INSUFFICIENT_DATA. */
  Missing: "missing",
  /** The alarm keeps its state. */
  Ignore: "ignore",
} as const;
export type MissingData = (typeof MissingData)[keyof typeof MissingData];

/** A metric of CloudWatch. */
export interface WatchMetric {
  /** `AWS/RDS`. */
  namespace: pulumi.Input<string>;
  /** `FreeStorageSpace`. */
  name: string;
  /** All dimensions with which the metric is published. */
  dimensions: Record<string, pulumi.Input<string>>;
  /** `Average`, `Minimum`, `Maximum`, `Sum`, `SampleCount` or a percentile such as `p99`. */
  statistic: string;
}

/** A problem that exists if a metric has exceeded its threshold for a number of periods. */
export interface WatchAlarm {
  /** The problem, as a sentence without a full stop. */
  says: string;
  /** What to do about it, as a sentence without a full stop. */
  action: string;
  /** Why this threshold and these periods were chosen, as a sentence without a full stop. */
  reason: string;
  /**
   * One metric, or the metrics of `expression`, keyed by their names in it (lower-case letters, digits, `_`).
   *
   * @default - none; required unless `expression` is a query
   */
  metrics?: Record<string, WatchMetric>;
  /**
   * CloudWatch metric math over the metrics, `desired - running`. Without metrics, one CloudWatch Metrics Insights
   * query, `SELECT MAX(…) FROM …`, for a metric with a dimension whose value is unknown.
   *
   * @default - the value of the one metric
   */
  expression?: pulumi.Input<string>;
  /** How the value compares with the threshold while the problem exists. */
  comparison: AlarmComparison;
  /** In the metric's unit. */
  threshold: number;
  /** Seconds of one period: 60, or a multiple of it. */
  periodSeconds: number;
  /** Number of periods that are evaluated. */
  evaluationPeriods: number;
  /** Number of these periods that must exceed the threshold. @default - all of them */
  datapointsToAlarm?: number;
  /** How a missing value is treated. */
  missingData: MissingData;
  /**
   * Whether the problem means that the service does not work for its users. All symptoms of a stack cause one
   * notification, by the alarm that the service is unhealthy.
   *
   * @default false
   */
  symptom?: boolean;
}

/** A problem that AWS reports by an event and not by a metric. */
export interface WatchEvent {
  /** The problem, as a sentence without a full stop. */
  says: string;
  /** What to do about it, as a sentence without a full stop. */
  action: string;
  /** Amazon EventBridge's event pattern, as JSON. */
  pattern: pulumi.Input<string>;
  /** JSON path of the event's details: `$.detail.message`. @default - none */
  details?: Record<string, string>;
  /**
   * For an event that reports success, such as a completed backup: the hours, up to 168, in which it must occur at
   * least once. `Watch` then reports its absence and not the event. For a new resource, absence is reported until the
   * first event.
   *
   * @default - the event itself is the problem
   */
  expectedEveryHours?: number;
}

/** Metrics on one chart of the dashboard. */
export interface WatchChart {
  /** What the chart shows. */
  title: string;
  /** Keyed by their labels in the chart. */
  metrics: Record<string, WatchMetric>;
}

/** What `Watch` monitors of a component: alarms, events and charts. @part */
export interface WatchPart {
  /** Keyed by a name that the component chooses. @default - none */
  alarms?: Record<string, WatchAlarm>;
  /** Keyed by a name that the component chooses. @default - none */
  events?: Record<string, WatchEvent>;
  /** Keyed by a name that the component chooses. @default - none */
  charts?: Record<string, WatchChart>;
}
