import type * as pulumi from "@pulumi/pulumi";
import { AlarmComparison, MissingData, type WatchAlarm, type WatchMetric, type WatchPart } from "./watch.ts";

// Definitions that several components' watch parts share.

/** The text of a notification: the problem, and what to do. */
type Message = Pick<WatchAlarm, "says" | "action">;

/**
 * An alarm on burst credits, which AWS refills during low load.
 *
 * @param balance The remaining credits, in percent. @param missingData How CloudWatch treats periods without data.
 */
export function lowCredits(
  balance: WatchMetric,
  { missingData, ...message }: Message & Pick<WatchAlarm, "missingData">,
): WatchAlarm {
  return {
    ...message,
    reason:
      "AWS refills the credits during low load; below 10 % for 15 minutes they are used faster than refilled",
    metrics: { balance },
    comparison: AlarmComparison.Below,
    threshold: 10,
    periodSeconds: 300,
    evaluationPeriods: 3,
    missingData,
  };
}

/**
 * An alarm on a success that should have happened again, and has not.
 *
 * @param news The one metric that counts successes, keyed by its name in the expression.
 */
export function silence(
  news: Record<string, WatchMetric>,
  rest: Message & Pick<WatchAlarm, "reason" | "periodSeconds" | "evaluationPeriods">,
): WatchAlarm {
  return {
    ...rest,
    metrics: news,
    // Without FILL, CloudWatch evaluates older values if a period has none. It does not matter whether FILL also adds values to a
    // metric that never had any, because both breach.
    expression: `FILL(${Object.keys(news).join()}, 0)`,
    comparison: AlarmComparison.Below,
    threshold: 1,
    missingData: MissingData.Breaching,
  };
}

/** An alarm on the first failure. @param failed The metric that counts failures. */
export function badNews(
  failed: WatchMetric,
  rest: Message & Pick<WatchAlarm, "reason" | "periodSeconds">,
): WatchAlarm {
  return {
    ...rest,
    metrics: { failed },
    comparison: AlarmComparison.Above,
    threshold: 0,
    evaluationPeriods: 1,
    missingData: MissingData.NotBreaching,
  };
}

/**
 * Events that an EventBridge rule could not deliver, after all retries (EventBridge user guide, "Monitoring Amazon EventBridge", read 2026-11-28).
 *
 * @param ruleName Of a rule of the default event bus.
 */
export function undelivered(
  ruleName: pulumi.Input<string>,
  rest: Message & Pick<WatchAlarm, "reason">,
): WatchAlarm {
  return badNews(
    {
      namespace: "AWS/Events",
      name: "FailedInvocations",
      dimensions: { RuleName: ruleName },
      statistic: "Sum",
    },
    { ...rest, periodSeconds: 300 },
  );
}

/** The retry policy of targets of EventBridge and EventBridge Scheduler: one hour instead of the default of a day, after which
 * the failure is reported. */
export const retriesOfAnHour = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 };

/**
 * Calls that EventBridge Scheduler gave up after all retries. It counts by schedule group and not by schedule (user guide, "Monitoring Amazon
 * EventBridge Scheduler with Amazon CloudWatch", read 2026-11-28), and our schedules are in the default group.
 */
export function droppedSchedules(rest: Message): WatchAlarm {
  return badNews(
    {
      namespace: "AWS/Scheduler",
      name: "InvocationDroppedCount",
      dimensions: { ScheduleGroup: "default" },
      statistic: "Sum",
    },
    {
      ...rest,
      reason:
        "EventBridge Scheduler has stopped retrying a call and makes it again only at the next scheduled time. Its metrics are per group, so another schedule of the group default may be affected",
      periodSeconds: 300,
    },
  );
}

/**
 * Executions of a state machine that did not succeed: they failed, timed out or were stopped. CloudWatch counts each of the three by a
 * metric of its own (Step Functions developer guide, "Monitoring Step Functions metrics using Amazon CloudWatch", read 2026-11-27).
 * `ExecutionThrottled` is not among them: Step Functions throttles a transition and then does it.
 */
export function failedExecutions(
  stateMachineArn: pulumi.Input<string>,
  rest: Message & Pick<WatchAlarm, "reason" | "periodSeconds">,
): WatchAlarm {
  const counts = { failed: "ExecutionsFailed", late: "ExecutionsTimedOut", stopped: "ExecutionsAborted" };
  return {
    ...rest,
    metrics: Object.fromEntries(
      Object.entries(counts).map(([word, metric]) => [word, executions(stateMachineArn, metric)]),
    ),
    expression: Object.keys(counts)
      .map((word) => `FILL(${word}, 0)`)
      .join(" + "),
    comparison: AlarmComparison.AtLeast,
    threshold: 1,
    // A count that comes late is not the latest value any more.
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
    missingData: MissingData.NotBreaching,
  };
}

/** A count of executions of a state machine. */
export function executions(stateMachineArn: pulumi.Input<string>, name: string): WatchMetric {
  return {
    namespace: "AWS/States",
    name,
    dimensions: { StateMachineArn: stateMachineArn },
    statistic: "Sum",
  };
}

/** Several parts as one. Of two that have the same word, the later one counts. */
export function joinWatchParts(parts: readonly WatchPart[]): WatchPart {
  const joined: WatchPart = {};
  for (const { alarms, events, charts } of parts) {
    if (alarms) joined.alarms = { ...joined.alarms, ...alarms };
    if (events) joined.events = { ...joined.events, ...events };
    if (charts) joined.charts = { ...joined.charts, ...charts };
  }
  return joined;
}
