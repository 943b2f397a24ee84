import * as aws from "@pulumi/aws";
import { silence, undelivered, type WatchEvent, type WatchMetric } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "./alarms.ts";

/** Publishes an event to the topic, as a sentence. @returns The rule's name. */
export function createEvent(
  name: string,
  { says, action, pattern, details = {} }: WatchEvent,
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
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
  return rule.name;
}

/** Alarms if EventBridge could not publish an event: the alarm's own message comes from CloudWatch, by another statement of the topic's policy. */
export function createUndelivered(
  name: string,
  { says }: WatchEvent,
  ruleName: pulumi.Input<string>,
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const alarm = undelivered(ruleName, {
    says: `EventBridge could not publish this message: ${says}`,
    action:
      "Allow events.amazonaws.com to publish to the topic, in the topic's policy and its key's policy, and look for the problem itself",
    reason: "A message that was given up is not sent again",
  });
  return createAlarm(name, alarm, topicArn, opts);
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
