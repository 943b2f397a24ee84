import * as aws from "@pulumi/aws";
import { silence, type WatchEvent, type WatchMetric } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "./alarms.ts";

/** Publishes an event to the topic, as a sentence. */
export function createEvent(
  name: string,
  { says, action, pattern, details = {} }: WatchEvent,
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): void {
  const rule = new aws.cloudwatch.EventRule(name, { description: says, eventPattern: pattern }, opts);
  const told = Object.keys(details).map((word) => `${word}: <${word}>`);
  new aws.cloudwatch.EventTarget(
    name,
    {
      rule: rule.name,
      arn: topicArn,
      inputTransformer: {
        inputPaths: { ...details, account: "$.account", region: "$.region", time: "$.time" },
        inputTemplate: JSON.stringify(
          [`${says}. ${action}.`, `Account <account>, region <region>, at <time>.`, ...told].join(" "),
        ),
      },
    },
    opts,
  );
}

/** Alarms if an event has not occurred for too long: a rule only counts the events. */
export function createExpected(
  name: string,
  { says, action, pattern }: WatchEvent,
  hours: number,
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const rule = new aws.cloudwatch.EventRule(
    name,
    { description: `Unless: ${says}`, eventPattern: pattern },
    opts,
  );
  const events: WatchMetric = {
    namespace: "AWS/Events",
    name: "TriggeredRules",
    dimensions: { RuleName: rule.name },
    statistic: "Sum",
  };
  const alarm = silence(
    { events },
    {
      says,
      action,
      reason: `It should happen every ${hours} hours; a new resource is reported until it has happened once`,
      periodSeconds: 3600,
      evaluationPeriods: hours,
    },
  );
  return createAlarm(name, alarm, topicArn, opts);
}
