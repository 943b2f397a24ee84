import type * as pulumi from "@pulumi/pulumi";

// A component knows by which metrics and events it shows that something is wrong with it, from when on, and what to do.
// `Watch` of packages/ecs makes alarms, one dashboard and one topic of the parts of a whole stack.

/** How a metric's value compares with the threshold while something is wrong. */
export const AlarmComparison = {
  /** The value is below the threshold. */
  Below: "LessThanThreshold",
  /** The value is the threshold or above it. */
  AtLeast: "GreaterThanOrEqualToThreshold",
  /** The value is above the threshold. */
  Above: "GreaterThanThreshold",
} as const;
export type AlarmComparison = (typeof AlarmComparison)[keyof typeof AlarmComparison];

/** What it means that a metric has no value. */
export const MissingData = {
  /** Silence is the failure. */
  Breaching: "breaching",
  /** The metric only speaks of failures. */
  NotBreaching: "notBreaching",
  /** The alarm waits, and says that it knows nothing. */
  Missing: "missing",
  /** The alarm stays what it is. */
  Ignore: "ignore",
} as const;
export type MissingData = (typeof MissingData)[keyof typeof MissingData];

/** A metric of CloudWatch. */
export interface WatchMetric {
  /** `AWS/RDS`. */
  namespace: pulumi.Input<string>;
  /** `FreeStorageSpace`. */
  name: string;
  /** All of the dimensions with which it is published. */
  dimensions: Record<string, pulumi.Input<string>>;
  /** `Average`, `Minimum`, `Maximum`, `Sum`, `SampleCount` or a percentile as `p99`. */
  statistic: string;
}

/** Something that is wrong once a metric has been beyond its threshold for some periods. */
export interface WatchAlarm {
  /** What is wrong, as a sentence without its full stop. */
  says: string;
  /** What to do, as a sentence without its full stop. */
  action: string;
  /** Why this threshold and this long, as a sentence without its full stop. */
  reason: string;
  /**
   * One metric, or those of `expression`, by the words that it has for them (lower-case letters, digits, `_`).
   *
   * @default - none; needed unless `expression` is a query
   */
  metrics?: Record<string, WatchMetric>;
  /**
   * Arithmetic of CloudWatch over the metrics, `desired - running`; or, without metrics, one query of CloudWatch Metrics Insights,
   * `SELECT MAX(…) FROM …`, for a metric with a dimension whose value is not known.
   *
   * @default - the value of the one metric
   */
  expression?: pulumi.Input<string>;
  /** How the value compares while something is wrong. */
  comparison: AlarmComparison;
  /** In the metric's unit. */
  threshold: number;
  /** Seconds of one value: 60, or a multiple of it. */
  periodSeconds: number;
  /** Periods that are looked at. */
  evaluationPeriods: number;
  /** Periods among them that must be beyond the threshold. @default - all of them */
  datapointsToAlarm?: number;
  /** What it means that there is no value. */
  missingData: MissingData;
  /**
   * Says that the service does not work for those who use it. All symptoms of a stack are told as one: by the alarm that the
   * service is unhealthy.
   *
   * @default false
   */
  symptom?: boolean;
}

/** Something that AWS says once, when it happens, instead of by a metric. */
export interface WatchEvent {
  /** What is wrong, as a sentence without its full stop. */
  says: string;
  /** What to do, as a sentence without its full stop. */
  action: string;
  /** Amazon EventBridge's event pattern, as JSON. */
  pattern: pulumi.Input<string>;
  /** Where in the event, as a JSON path, more is said: `$.detail.message`. @default - none */
  details?: Record<string, string>;
  /**
   * Hours, up to 168, in which the event must come at least once, because it is good news, as that of a backup: its silence is
   * told, and not the event. Of something new, silence is told until the first one.
   *
   * @default - the event is what is wrong
   */
  expectedEveryHours?: number;
}

/** Metrics on one chart of the dashboard. */
export interface WatchChart {
  /** What the chart shows. */
  title: string;
  /** By the labels that the chart has for them. */
  metrics: Record<string, WatchMetric>;
}

/** By what a component shows that something is wrong with it. @part */
export interface WatchPart {
  /** By a word of the component's own. @default - none */
  alarms?: Record<string, WatchAlarm>;
  /** By a word of the component's own. @default - none */
  events?: Record<string, WatchEvent>;
  /** By a word of the component's own. @default - none */
  charts?: Record<string, WatchChart>;
}
