import { type Faults, given, type Site, type WatchPart } from "@ballast/contracts";
import { Watch, type WatchArgs } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { held, key, refuse } from "./common.ts";
import { ownName } from "./stackName.ts";

/** Who is told what is wrong. */
export const watchSettings = {
  subscribers: z
    .record(key, z.email("give an e-mail address, for example team@example.com"))
    .default({})
    .meta({
      description:
        "E-mail addresses that are notified of problems, keyed by name. Each must confirm the subscription that AWS sends.",
      without: "none: alarms are visible only on the dashboard",
    }),
  alarmTopicArn: held(z.string(), checkTopicArn).optional().meta({
    description:
      "An existing SNS topic to notify instead, which several stacks can share. Its policy must allow this account's alarms and events to publish.",
    without: "a topic that the stack creates",
  }),
};

function checkTopicArn(faults: Faults, path: string, value: string): void {
  if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(value))
    faults.add(path, `${given(value)} is not the ARN of an SNS topic.`);
}

/** For `.superRefine`. */
export function checkTold({ subscribers, alarmTopicArn }: WatchSettings, context: z.RefinementCtx): void {
  if (alarmTopicArn !== undefined && Object.keys(subscribers).length > 0)
    refuse(
      context,
      ["subscribers"],
      "are of a topic that the stack creates, and alarmTopicArn names another; subscribe them there, or leave one out.",
    );
}

interface WatchSettings {
  subscribers: Record<string, string>;
  alarmTopicArn?: string | undefined;
}

/** Watches what a stack is made of. */
export function watch(
  { subscribers, alarmTopicArn: topicArn }: WatchSettings,
  site: Site,
  parts: Record<string, WatchPart>,
  more: Pick<WatchArgs, "formerNames"> = {},
  opts?: pulumi.ComponentResourceOptions,
): Watch {
  return new Watch(
    ownName("watch"),
    { site, parts, ...(topicArn === undefined ? { subscribers } : { topicArn }), ...more },
    opts,
  );
}
