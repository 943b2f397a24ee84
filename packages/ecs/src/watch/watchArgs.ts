import type { SiteArgs, WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** An alarm of a part with a bound of your own. */
export interface AlarmAdjustment {
  /** In the metric's unit. @default - the part's */
  threshold?: number;
  /** Periods that are looked at, all of which must be beyond the threshold. @default - the part's */
  evaluationPeriods?: number;
}

export interface WatchArgs extends SiteArgs {
  /** What is watched, by a word for each that names its alarms. */
  parts: Record<string, WatchPart>;
  /**
   * An SNS topic that lets this account's alarms (`cloudwatch.amazonaws.com`) and events (`events.amazonaws.com`) publish, and
   * whose key does.
   *
   * @default - a topic of its own, encrypted by a key of its own
   */
  topicArn?: pulumi.Input<string>;
  /** E-mail addresses by name, each of which must confirm what AWS sends it. Not with `topicArn`. @default - none */
  subscribers?: Record<string, string>;
  /** By `<part>-<alarm>`. @default - none */
  adjustments?: Record<string, AlarmAdjustment>;
  /**
   * Earlier resource names of the alarms, by `<part>-<alarm>`, so that these alarms are kept instead of being created
   * again. The parts need not have these alarms now.
   *
   * @default - none
   */
  formerNames?: Record<string, string>;
}
