import type { SiteArgs, WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** Changes the threshold or the number of periods of a part's alarm. */
export interface AlarmAdjustment {
  /** In the metric's unit. @default - the part's value */
  threshold?: number;
  /** Number of periods that are evaluated, all of which must exceed the threshold. @default - the part's value */
  evaluationPeriods?: number;
}

export interface WatchArgs extends SiteArgs {
  /** The watched parts, keyed by a name that becomes part of the alarm names. */
  parts: Record<string, WatchPart>;
  /**
   * ARN of an existing SNS topic. Its policy and its key's policy must allow this account's alarms
   * (`cloudwatch.amazonaws.com`) and events (`events.amazonaws.com`) to publish. For each event, an alarm reports that
   * EventBridge could not.
   *
   * @default - the component creates a topic and its KMS key
   */
  topicArn?: pulumi.Input<string>;
  /**
   * E-mail addresses, keyed by name. Each must confirm the subscription request. Not with `topicArn`.
   *
   * @default - none
   */
  subscribers?: Record<string, string>;
  /** Keyed by `<part>-<alarm>`. @default - none */
  adjustments?: Record<string, AlarmAdjustment>;
  /**
   * Earlier resource names of the alarms, keyed by `<part>-<alarm>`, so that Pulumi keeps these alarms and does not
   * create new ones. The parts need not have these alarms now.
   *
   * @default - none
   */
  formerNames?: Record<string, string>;
}
