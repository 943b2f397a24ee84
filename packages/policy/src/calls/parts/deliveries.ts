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

/**
 * A request that an AWS service makes to a resource of the stack as a service principal. Resource policies
 * and key policies must allow it; no role is used.
 */
export interface Delivery {
  /** The service principal that needs access. */
  service: string;
  to: Resource;
  /** Purpose, as messages state it: `for the alarm web-cpu`. */
  why: string;
  /** Requests that the resource's policy must allow. */
  requests: Request[];
  /**
   * The version or alias of a function whose policy must allow the requests. @default - the function itself
   */
  qualifier?: string;
  /**
   * The customer managed key that encrypts the resource, with the requests that its key policy must allow.
   * @default - the stack has no such key
   */
  key?: { of: Resource; requests: Request[] };
  /** An AWS managed key, whose policy cannot be changed: the service cannot use it. @default - none */
  closedBy?: string;
}

export interface Deliveries {
  all: Delivery[];
  /** Resources that deliver, or may deliver, to a receiver that is not known yet. */
  doubted: Resource[];
}

interface Receiver {
  type: string;
  action: string;
  /** Property that contains the receiver's KMS key. @default - the sender needs no access to a key */
  key?: string;
}

const receivers: readonly Receiver[] = [
  { type: aws.topic, action: "sns:Publish", key: "kmsMasterKeyId" },
  { type: aws.queue, action: "sqs:SendMessage", key: "kmsMasterKeyId" },
  { type: aws.lambdaFunction, action: "lambda:InvokeFunction" },
];

/**
 * Source: SNS and SQS developer guides, compatibility of encrypted topics and queues with event sources
 * (excerpts, 2026-11-26).
 */
const ofKey = ["kms:Decrypt", "kms:GenerateDataKey"];

interface Sender {
  service: string;
  why: string;
  /** Condition context of the request to the receiver. */
  context: Context;
  /** Condition context of the request to the receiver's KMS key. */
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
 * EventBridge delivers as a service principal if a target has no role (EventBridge user guide, "Using
 * resource-based policies", read 2026-11-26). It sends no source context to a topic's key (SNS developer
 * guide, "Key management"), and no source owner to a topic.
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

/**
 * CloudWatch sends the alarm's ARN as `aws:SourceArn` (SNS developer guide, "Example cases for Amazon SNS
 * access control", 2026-11).
 */
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

/**
 * CloudWatch's service principals, keyed by the service of the alarm action (CloudWatch user guide, "Invoke a
 * Lambda function from an alarm", 2026-11).
 */
const alarmServices: Readonly<Record<string, string | undefined>> = {
  sns: "cloudwatch.amazonaws.com",
  lambda: "lambda.alarms.cloudwatch.amazonaws.com",
};

/**
 * S3 sends the bucket's ARN as `aws:SourceArn` (S3 user guide, "Granting permissions to publish event
 * notification messages to a destination", 2026-11).
 */
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

/**
 * SNS sends the topic's ARN as `aws:SourceArn` (SNS developer guide, "Fanout to Lambda functions" and "Fanout
 * to Amazon SQS queues", 2026-11).
 */
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

/** Source: Secrets Manager user guide, "Lambda function resource policy for rotation" (2026-11). */
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
    // Lambda accepts no policy for $LATEST, and no guide documents which policy applies to it.
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
 * The policy that SNS gives a new topic: principals of the account may publish, and services that send the
 * source owner. CloudWatch sends it, EventBridge does not (SNS developer guide, and EventBridge user guide,
 * "Troubleshooting", 2026-11).
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
