import * as aws from "@pulumi/aws";
import { silence, type WatchEvent, type WatchMetric } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "./alarms.ts";

/** Tells the topic what happened, in a sentence. */
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

/** Tells that it has not happened for too long: a rule counts events, and sends them nowhere. */
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
      reason: `It should happen every ${hours} hours; of something new this is told until it has happened once`,
      periodSeconds: 3600,
      evaluationPeriods: hours,
    },
  );
  return createAlarm(name, alarm, topicArn, opts);
}
