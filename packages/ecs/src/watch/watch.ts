import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import { checkArguments } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createAlarm, createUnhealthy } from "./alarms.ts";
import { adjusted, check } from "./check.ts";
import { dashboardBody } from "./dashboard.ts";
import { createEvent, createExpected, createUndelivered } from "./events.ts";
import { createTopic } from "./topic.ts";
import type { WatchArgs } from "./watchArgs.ts";

/**
 * Notifies people of problems with the parts of a stack and of what to do, and shows all parts on one dashboard. One
 * alarm, that the service is unhealthy, reports all symptoms. The topic that it creates is encrypted with a customer
 * managed key, because the publishing services need permissions in the key's policy, and the policy of the AWS managed
 * key cannot be changed.
 *
 * Charges: its alarms and one dashboard per month, and one KMS key unless you set `topicArn`.
 */
export class Watch extends pulumi.ComponentResource {
  /**
   * ARN of the topic, to add subscriptions other than e-mail addresses; known once alarms and events can publish to it.
   */
  readonly topicArn: pulumi.Output<string>;
  /** Names of the alarms, keyed by `<part>-<alarm>`, for `rollbackAlarmNames` of deployments. */
  readonly alarmNames: Record<string, pulumi.Output<string>>;
  /** Name of the CloudWatch dashboard with the alarms and their metrics. */
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: WatchArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Watch", name, args, check);
    super("ballast-ecs:index:Watch", name, {}, opts);
    const child = { parent: this };

    const topicArn = topicOf(name, args, child);
    const { alarmNames, ...alarms } = createAlarms(name, args, topicArn, child);
    const alarmArns = { ...alarms.arns, ...createEvents(name, args, topicArn, child) };
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName: `${pulumi.getStack()}-${name}`,
        dashboardBody: dashboardBody(args.site.region, args.parts, alarmArns),
      },
      child,
    );

    this.topicArn = topicArn;
    this.alarmNames = alarmNames;
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ topicArn: this.topicArn, alarmNames, dashboardName: this.dashboardName });
  }
}

function topicOf(
  name: string,
  { site, topicArn, subscribers = {} }: WatchArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  if (topicArn !== undefined) return pulumi.output(topicArn);
  const topic = createTopic(name, site, child);
  for (const [key, endpoint] of Object.entries(subscribers))
    new aws.sns.TopicSubscription(`${name}-mail-${key}`, { topic, protocol: "email", endpoint }, child);
  return topic;
}

/** @returns The alarms' ARNs and names, by `<part>-<alarm>`. */
function createAlarms(
  name: string,
  { parts, adjustments = {}, formerNames = {} }: WatchArgs,
  topicArn: pulumi.Output<string>,
  child: pulumi.ComponentResourceOptions,
): { arns: Record<string, pulumi.Output<string>>; alarmNames: Record<string, pulumi.Output<string>> } {
  const arns: Record<string, pulumi.Output<string>> = {};
  const alarmNames: Record<string, pulumi.Output<string>> = {};
  const symptoms: pulumi.Output<string>[] = [];
  for (const [word, part] of Object.entries(parts)) {
    for (const [key, alarm] of Object.entries(part.alarms ?? {})) {
      const full = `${word}-${key}`;
      const before = formerNames[full];
      const created = createAlarm(`${name}-${full}`, adjusted(alarm, adjustments[full]), topicArn, {
        ...child,
        aliases: before === undefined ? [] : [{ name: before }],
      });
      arns[full] = created.arn;
      alarmNames[full] = created.name;
      if (alarm.symptom) symptoms.push(created.name);
    }
  }
  if (symptoms.length === 0) return { arns, alarmNames };
  const unhealthy = createUnhealthy(`${name}-unhealthy`, symptoms, topicArn, child);
  return { arns: { ...arns, unhealthy: unhealthy.arn }, alarmNames };
}

/** @returns The ARNs of the alarms on what should happen, by `<part>-<event>`. */
function createEvents(
  name: string,
  { parts, topicArn: ofOthers }: WatchArgs,
  topicArn: pulumi.Output<string>,
  child: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> {
  const arns: Record<string, pulumi.Output<string>> = {};
  for (const [word, part] of Object.entries(parts)) {
    for (const [key, event] of Object.entries(part.events ?? {})) {
      const full = `${word}-${key}`;
      if (event.expectedEveryHours !== undefined) {
        arns[full] = createExpected(`${name}-${full}`, event, event.expectedEveryHours, topicArn, child).arn;
        continue;
      }
      const ruleName = createEvent(`${name}-${full}`, event, topicArn, child);
      // The component's own topic allows it. What the policy of another one allows is unknown.
      if (ofOthers === undefined) continue;
      const alarm = createUndelivered(`${name}-undelivered-${full}`, event, ruleName, topicArn, child);
      arns[`undelivered-${full}`] = alarm.arn;
    }
  }
  return arns;
}
