import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** After the name of a listener, for its second target group: names of target groups are short. */
export const alternateSuffix = "-alt";

/** The first priority that ECS's guide uses for the rule that it changes. */
const priority = 1;

export interface ListenerTargets {
  /** Known after the listener forwards to the target group. */
  targetGroupArn: pulumi.Output<string>;
  /** Set for a listener with `trafficShift`. @default none */
  shift?: TrafficShift;
}

interface TrafficShift {
  alternateTargetGroupArn: pulumi.Output<string>;
  productionListenerRuleArn: pulumi.Output<string>;
}

/**
 * All requests to one of two target groups, by weights that ECS changes from then on (ECS developer guide, "Application Load Balancer
 * resources for blue/green, linear, and canary deployments", read 2026-11-27).
 */
export function createProductionRule(
  name: string,
  listener: aws.lb.Listener,
  [first, second]: [aws.lb.TargetGroup, aws.lb.TargetGroup],
  child: pulumi.ComponentResourceOptions,
): aws.lb.ListenerRule {
  return new aws.lb.ListenerRule(
    `${name}-production`,
    {
      listenerArn: listener.arn,
      priority,
      conditions: [{ pathPattern: { values: ["/*"] } }],
      actions: [
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: first.arn, weight: 100 },
              { arn: second.arn, weight: 0 },
            ],
          },
        },
      ],
    },
    { ...child, ignoreChanges: ["actions"] },
  );
}

/** Without the keys of which there is none. */
export function mapped<T>(
  created: Record<string, ListenerTargets>,
  pick: (one: ListenerTargets) => T | undefined,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(created).flatMap(([key, one]) => {
      const picked = pick(one);
      return picked === undefined ? [] : [[key, picked] as [string, T]];
    }),
  );
}
