import type { Context, Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import {
  block,
  fields,
  isFalse,
  list,
  parsed,
  text,
  type PlainSite,
  type Resource,
  type Stack,
} from "@ballast/model";
import { functionBehind, withQualifier, type QualifiedFunction } from "./functions.ts";
import { keyArn } from "./keys.ts";
import { arnAt, asking, ownArn } from "./made.ts";

/** What a service of AWS's does to something of the stack in its own name: policies of resources and keys let it, and no role. */
export interface Delivery {
  /** Who is to be let. */
  service: string;
  to: Resource;
  /** For readers: `for the alarm web-cpu`. */
  why: string;
  /** What the resource's own policy must allow. */
  requests: Request[];
  /** The version or alias of a function that must allow it. @default - the function itself */
  qualifier?: string;
  /** The customer's key behind which it lies, with what the key's policy must allow. @default - there is none in the stack */
  key?: { of: Resource; requests: Request[] };
  /** A key of AWS's, of which nobody can change the policy: the service cannot use it. @default - there is none */
  closedBy?: string;
}

export interface Deliveries {
  all: Delivery[];
  /** What delivers to something that is not known yet, or may. */
  doubted: Resource[];
}

interface Receiver {
  type: string;
  action: string;
  /** Property with its key. @default - what it keeps is its own matter */
  key?: string;
}

const receivers: readonly Receiver[] = [
  { type: aws.topic, action: "sns:Publish", key: "kmsMasterKeyId" },
  { type: aws.queue, action: "sqs:SendMessage", key: "kmsMasterKeyId" },
  { type: aws.lambdaFunction, action: "lambda:InvokeFunction" },
];

/** SNS and SQS developer guides, compatibility of encrypted topics and queues with event sources (as excerpts of them say, 2026-11-26). */
const ofKey = ["kms:Decrypt", "kms:GenerateDataKey"];

interface Sender {
  service: string;
  why: string;
  /** Of the request to what receives. */
  context: Context;
  /** Of the request to a key. */
  keyContext: (type: string) => Context;
}

export function deliveriesIn(stack: Stack, place: PlainSite): Deliveries {
  const all: Delivery[] = [];
  const doubted: Resource[] = [];
  const each = (types: readonly string[], read: (resource: Resource) => Delivery[]): void => {
    for (const resource of stack.ofType(...types)) {
      const { result, isDoubtful } = stack.doubt.during(() => read(resource));
      if (isDoubtful) doubted.push(resource);
      else all.push(...result);
    }
  };
  each([aws.eventTarget], (target) => ofTarget(target, stack, place));
  each([aws.metricAlarm, aws.compositeAlarm], (alarm) => ofAlarm(alarm, stack, place));
  each([aws.bucketNotification], (notification) => ofBucket(notification, stack, place));
  each([aws.topicSubscription], (subscription) => ofTopic(subscription, stack, place));
  each([aws.secretRotation], (rotation) => ofRotation(rotation, stack, place));
  return { all, doubted };
}

/**
 * EventBridge delivers in its own name where a target has no role (EventBridge user guide, "Using resource-based policies", read
 * 2026-11-26). It does not say to a topic's key for whom it asks (SNS developer guide, "Key management"), and to no topic as whose owner.
 */
function ofTarget({ inputs, name }: Resource, stack: Stack, place: PlainSite): Delivery[] {
  const rule = stack.referred(aws.eventRule, inputs["rule"]);
  const sourceArn = (rule && ownArn(rule)) ?? "";
  const sender: Sender = {
    service: "events.amazonaws.com",
    why: `for the target ${name}`,
    context: {
      "aws:SourceOwner": [],
      "aws:SourceAccount": place.accountId,
      ...(sourceArn !== "" && { "aws:SourceArn": sourceArn }),
    },
    keyContext: (type): Context =>
      type === aws.topic ? { "aws:SourceAccount": [], "aws:SourceArn": [], "aws:SourceOrgID": [] } : {},
  };
  const targets = text(inputs["roleArn"]) === "" ? [inputs["arn"]] : [];
  return [...targets, block(inputs["deadLetterConfig"])["arn"]].flatMap((one) =>
    deliveryTo(one, sender, stack, place),
  );
}

/** CloudWatch says for which alarm (SNS developer guide, "Example cases for Amazon SNS access control", 2026-11). */
function ofAlarm(alarm: Resource, stack: Stack, place: PlainSite): Delivery[] {
  const { inputs, name } = alarm;
  if (isFalse(inputs["actionsEnabled"])) return [];
  const sourceArn =
    ownArn(alarm) || arnAt(place, "cloudwatch", `alarm:${text(inputs["alarmName"] ?? inputs["name"])}`);
  const context = { "aws:SourceAccount": place.accountId, "aws:SourceArn": sourceArn };
  const actions = ["alarmActions", "okActions", "insufficientDataActions"].flatMap((property) =>
    list(inputs[property]),
  );
  return [...new Set(actions)].flatMap((one) => {
    const service = alarmServices[text(one).split(":")[2] ?? ""];
    if (service === undefined) return [];
    const sender: Sender = {
      service,
      why: `for the alarm ${name}`,
      context: { ...context, "aws:SourceOwner": place.accountId },
      keyContext: () => context,
    };
    return deliveryTo(one, sender, stack, place);
  });
}

/** As whom CloudWatch acts, by the service of an alarm's action (CloudWatch user guide, "Invoke a Lambda function from an alarm", 2026-11). */
const alarmServices: Readonly<Record<string, string | undefined>> = {
  sns: "cloudwatch.amazonaws.com",
  lambda: "lambda.alarms.cloudwatch.amazonaws.com",
};

/** S3 says for which bucket (S3 user guide, "Granting permissions to publish event notification messages to a destination", 2026-11). */
function ofBucket({ inputs, name }: Resource, stack: Stack, place: PlainSite): Delivery[] {
  const bucket = stack.referred(aws.bucket, inputs["bucket"]);
  const sourceArn = (bucket && ownArn(bucket)) ?? "";
  const sender: Sender = {
    service: "s3.amazonaws.com",
    why: `for the notification ${name}`,
    context: {
      "aws:SourceOwner": [],
      "aws:SourceAccount": place.accountId,
      ...(sourceArn !== "" && { "aws:SourceArn": sourceArn }),
    },
    keyContext: () => ({}),
  };
  return Object.entries({ lambdaFunctions: "lambdaFunctionArn", queues: "queueArn", topics: "topicArn" })
    .flatMap(([property, member]) => list(inputs[property]).map((one) => fields(one)[member]))
    .flatMap((one) => deliveryTo(one, sender, stack, place));
}

/** SNS says for which topic (SNS developer guide, "Fanout to Lambda functions" and "Fanout to Amazon SQS queues", 2026-11). */
function ofTopic({ inputs, name }: Resource, stack: Stack, place: PlainSite): Delivery[] {
  const topic = stack.referred(aws.topic, inputs["topic"]);
  const sourceArn = (topic && ownArn(topic)) || text(inputs["topic"]);
  const sender: Sender = {
    service: "sns.amazonaws.com",
    why: `for the subscription ${name}`,
    context: { ...(sourceArn !== "" && { "aws:SourceArn": sourceArn }) },
    keyContext: () => ({}),
  };
  const endpoint = ["lambda", "sqs"].includes(text(inputs["protocol"])) ? [inputs["endpoint"]] : [];
  const dead = fields(parsed(inputs["redrivePolicy"]))["deadLetterTargetArn"];
  return [...endpoint, dead].flatMap((one) => deliveryTo(one, sender, stack, place));
}

/** Secrets Manager user guide, "Lambda function resource policy for rotation" (2026-11). */
function ofRotation({ inputs, name }: Resource, stack: Stack, place: PlainSite): Delivery[] {
  const sender: Sender = {
    service: "secretsmanager.amazonaws.com",
    why: `for the rotation ${name}`,
    context: { "aws:SourceAccount": place.accountId },
    keyContext: () => ({}),
  };
  return deliveryTo(inputs["rotationLambdaArn"], sender, stack, place);
}

function deliveryTo(arn: unknown, sender: Sender, stack: Stack, place: PlainSite): Delivery[] {
  if (text(arn) === "") return [];
  const { service, why, context, keyContext } = sender;
  const principal = { kind: "Service", value: service };
  return receivers.flatMap(({ type, action, key: property }): Delivery[] => {
    const { of: to, qualifier } = receiverBehind(type, arn, stack);
    // Lambda takes no policy for $LATEST, and no guide says whose decides about it.
    if (to === undefined || qualifier === "$LATEST") return [];
    const asked = asking([action], [withQualifier(ownArn(to), qualifier)], context);
    const requests = asked.map((one) => ({ ...one, principal }));
    const given = property === undefined ? "" : text(to.inputs[property]);
    const delivery = { service, to, why, requests, ...(qualifier !== undefined && { qualifier }) };
    if (given === "") return [delivery];
    if (/(^|:)alias\/aws\//.test(given)) return [{ ...delivery, closedBy: given }];
    const own = stack.referred(aws.key, keyArn(given, stack, place));
    if (own === undefined) return [delivery];
    const ofTheKey = asking(ofKey, [ownArn(own)], keyContext(type)).map((one) => ({ ...one, principal }));
    return [{ ...delivery, key: { of: own, requests: ofTheKey } }];
  });
}

function receiverBehind(type: string, arn: unknown, stack: Stack): Partial<QualifiedFunction> {
  if (type !== aws.lambdaFunction) return { of: stack.referred(type, arn) };
  return functionBehind(stack, arn) ?? {};
}

/**
 * The policy of a topic that was given none: the principals of its account publish, and services that say that they act for it, as
 * CloudWatch does and EventBridge does not (SNS developer guide, and EventBridge user guide, "Troubleshooting", 2026-11).
 */
export function defaultTopicPolicy(topic: string): object {
  return {
    Statement: {
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"],
      Resource: topic,
      Condition: { StringEquals: { "aws:SourceOwner": topic.split(":")[4] ?? "" } },
    },
  };
}
