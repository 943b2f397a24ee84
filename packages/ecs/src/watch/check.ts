import { eventRuleName } from "@ballast/aws/services/cloudwatch";
import {
  checkAutoName,
  checkEmails,
  checkKeys,
  checkWhole,
  type Faults,
  given,
  listed,
  type WatchAlarm,
  type WatchEvent,
} from "@ballast/contracts";
import { messageOf, ruleOf } from "./alarms.ts";
import type { WatchArgs } from "./watchArgs.ts";

/** CloudWatch API reference, PutMetricAlarm, AlarmDescription. */
const longestMessage = 1024;
/** Amazon EventBridge API reference, PutRule, Description. */
const longestDescription = 512;
/** CloudWatch API reference, PutMetricAlarm, EvaluationPeriods: one day, or seven with periods of an hour or more. */
const longestSpan = { short: 86_400, long: 604_800 };

export function check(faults: Faults, args: WatchArgs, name: string): void {
  if (!/^[A-Za-z0-9_-]{1,150}$/.test(name))
    faults.add("name", `${given(name)} also names a dashboard; use letters, digits, - and _.`);
  checkKeys(faults, "parts", args.parts, { from: 1 });
  checkEmails(faults, "subscribers", args.subscribers);
  if (args.topicArn !== undefined && args.subscribers !== undefined)
    faults.add(
      "subscribers",
      "are for the topic that the component creates, but topicArn names another topic. Subscribe them there, or leave one of the two out.",
    );
  checkTopic(faults, args);
  const alarms = alarmsOf(faults, args, name);
  checkSymptoms(
    faults,
    Object.entries(alarms).flatMap(([word, { alarm }]) => (alarm.symptom ? `${name}-${word}` : [])),
  );
  const known = Object.keys(alarms);
  for (const word of Object.keys(args.adjustments ?? {}).filter((one) => !known.includes(one)))
    faults.add(
      `adjustments.${word}`,
      `${given(word)} is not an alarm of a part; there are ${listed(known) || "none"}.`,
    );
  for (const [word, { alarm, path }] of Object.entries(alarms))
    checkAlarm(faults, path, adjusted(alarm, args.adjustments?.[word]));
}

/** CloudWatch API reference, PutCompositeAlarm, AlarmRule. */
const longestRule = { alarms: 100, characters: 10_240 };
/** The suffix that Pulumi adds to names: a hyphen and seven random characters. */
const suffix = "-0123456";

function checkSymptoms(faults: Faults, names: string[]): void {
  const { length } = ruleOf(names.map((one) => `${one}${suffix}`));
  if (names.length > longestRule.alarms)
    faults.add(
      "parts",
      `have ${names.length} symptoms, but a composite alarm can combine at most ${longestRule.alarms}. Use another Watch for some.`,
    );
  else if (length > longestRule.characters)
    faults.add(
      "parts",
      `have ${names.length} symptoms, whose names need ${length} characters in the rule of the composite alarm; CloudWatch allows ` +
        `${longestRule.characters}. Use shorter names, or another Watch for some.`,
    );
}

/** An alarm with its user's own bounds. */
export function adjusted(
  alarm: WatchAlarm,
  own: NonNullable<WatchArgs["adjustments"]>[string] | undefined,
): WatchAlarm {
  return {
    ...alarm,
    threshold: own?.threshold ?? alarm.threshold,
    evaluationPeriods: own?.evaluationPeriods ?? alarm.evaluationPeriods,
    datapointsToAlarm: own?.evaluationPeriods ?? alarm.datapointsToAlarm,
  };
}

/** Keyed by `<part>-<alarm>`. An alarm and an event with the same name are an error, because their resource names would be equal. */
function alarmsOf(
  faults: Faults,
  { parts }: WatchArgs,
  name: string,
): Record<string, { alarm: WatchAlarm; path: string }> {
  const found: Record<string, { alarm: WatchAlarm; path: string }> = {};
  for (const [word, part] of Object.entries(parts)) {
    for (const key of Object.keys(part.events ?? {}).filter((one) => Object.hasOwn(part.alarms ?? {}, one)))
      faults.add(`parts.${word}.events.${key}`, "has the name of an alarm of this part; rename one.");
    for (const [key, event] of Object.entries(part.events ?? {}))
      checkEvent(faults, `parts.${word}.events.${key}`, `${name}-${word}-${key}`, event);
    for (const [key, alarm] of Object.entries(part.alarms ?? {}))
      found[`${word}-${key}`] = { alarm, path: `parts.${word}.alarms.${key}` };
  }
  return found;
}

/** An EventBridge rule publishes only in its own region. */
function checkTopic(faults: Faults, { topicArn, site }: WatchArgs): void {
  if (typeof topicArn !== "string") return;
  const [, , service, region = ""] = topicArn.split(":");
  if (service !== "sns" || topicArn.endsWith(".fifo"))
    faults.add("topicArn", `${given(topicArn)} is not the ARN of a standard SNS topic.`);
  else if (typeof site.region === "string" && region !== site.region)
    faults.add(
      "topicArn",
      `${given(topicArn)} is not in ${given(site.region)}, where alarms and events are. Use a topic of this region.`,
    );
}

function checkEvent(faults: Faults, path: string, ruleName: string, event: WatchEvent): void {
  checkAutoName(faults, ruleName, eventRuleName, "a rule of EventBridge");
  checkWhole(faults, `${path}.expectedEveryHours`, event.expectedEveryHours, {
    from: 1,
    to: longestSpan.long / 3600,
    unit: "hours",
  });
  if (event.says.length > longestDescription)
    faults.add(
      `${path}.says`,
      `has ${event.says.length} characters; EventBridge allows ${longestDescription}.`,
    );
  for (const word of ["says", "action"] as const)
    if (/[<>]/.test(event[word]))
      faults.add(
        `${path}.${word}`,
        `${given(event[word])} contains < or >, which EventBridge reads as a placeholder.`,
      );
  for (const [key, from] of Object.entries(event.details ?? {}))
    if (!/^[A-Za-z0-9_-]+$/.test(key) || !from.startsWith("$."))
      faults.add(
        `${path}.details.${key}`,
        `${given(from)} is not a path of the event by a plain word; use letters, digits, - and _, and a path as $.detail.message.`,
      );
}

function checkAlarm(faults: Faults, path: string, alarm: WatchAlarm): void {
  const { metrics = {}, expression, periodSeconds: period, evaluationPeriods: periods } = alarm;
  const ids = Object.keys(metrics);
  if (ids.length === 0 && expression === undefined)
    faults.add(`${path}.metrics`, "is empty; name the metric, or give a query as expression.");
  if (ids.length === 0 && typeof expression === "string" && !/^SELECT\s/i.test(expression))
    faults.add(`${path}.expression`, `${given(expression)} has no metrics and is not a query (SELECT …).`);
  if (ids.length > 1 && expression === undefined)
    faults.add(`${path}.expression`, `is missing; give the expression that combines ${listed(ids)}.`);
  // CloudWatch user guide, "CloudWatch service quotas": metrics of an alarm on an expression; Metrics Insights queries.
  if (ids.length > 10)
    faults.add(`${path}.metrics`, `are ${ids.length}; CloudWatch allows 10 in one alarm. Split the alarm.`);
  if (ids.length === 0 && expression !== undefined && period * periods > 3 * 3600)
    faults.add(
      `${path}.evaluationPeriods`,
      `${given(periods)} periods are longer than the three hours that a query covers; use ${Math.floor((3 * 3600) / period)} at the most.`,
    );
  // CloudWatch API reference, MetricDataQuery, Id.
  for (const id of ids.filter((one) => !/^[a-z][a-z0-9_]*$/.test(one) || one === "result"))
    faults.add(
      `${path}.metrics.${id}`,
      `${given(id)} cannot be used in an expression; use lower-case letters, digits and _, not "result".`,
    );
  for (const [id, { statistic }] of Object.entries(metrics))
    if (!/^(?:Average|Minimum|Maximum|Sum|SampleCount|p(?:100|\d{1,2}(?:\.\d{1,10})?))$/.test(statistic))
      faults.add(
        `${path}.metrics.${id}.statistic`,
        `${given(statistic)} is not a statistic; use Average, Minimum, Maximum, Sum, SampleCount or a percentile as p99.`,
      );
  if (!Number.isFinite(alarm.threshold))
    faults.add(
      `${path}.threshold`,
      `${given(alarm.threshold)} is not a number; give one in the metric's unit.`,
    );
  checkWhole(faults, `${path}.periodSeconds`, period, { from: 60, to: longestSpan.short, unit: "seconds" });
  if (period % 60 !== 0)
    faults.add(`${path}.periodSeconds`, `${given(period)} is not a multiple of 60 seconds.`);
  const span = period < 3600 ? longestSpan.short : longestSpan.long;
  checkWhole(faults, `${path}.evaluationPeriods`, periods, { from: 1, to: Math.floor(span / period) });
  checkWhole(faults, `${path}.datapointsToAlarm`, alarm.datapointsToAlarm, { from: 1, to: periods });
  const { length } = messageOf(alarm);
  if (length > longestMessage)
    faults.add(
      path,
      `says ${length} characters in total; CloudWatch allows ${longestMessage}. Use a shorter text.`,
    );
}
