import {
  AlarmComparison,
  MissingData,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { balancerMetric } from "../balancing/watched.ts";
import { isWindows } from "../task/shape.ts";
import { mayRunNone, mostOf } from "./checkScaling.ts";
import type { ServiceMetrics } from "./metrics.ts";
import type { ServicePlan } from "./servicePlan.ts";
import type { ServiceArgs } from "./serviceArgs.ts";
import { graceSeconds } from "./targets.ts";

interface WatchedService {
  name: string;
  args: ServiceArgs;
  plan: ServicePlan;
  metrics: ServiceMetrics;
  serviceArn: pulumi.Output<string>;
}

/** No alarms if the desired count is 0. */
export function watchService(service: WatchedService): WatchPart {
  const { name, args, plan, metrics } = service;
  if (plan.desiredCount === 0 && args.scaling === undefined) return {};
  const { running, desired, processors, memory } = metrics;
  return {
    alarms: {
      ...(args.containerInsights !== false && taskAlarms(service)),
      ...targetAlarms(service),
      memory: {
        says: `Tasks of service ${name} need nearly all of their memory`,
        action:
          "Give the task definition more memory, or find what uses it; ECS stops a task that exceeds its memory",
        reason: "Memory above 95 % for 15 minutes is not a short peak",
        metrics: { memory },
        comparison: AlarmComparison.Above,
        threshold: 95,
        periodSeconds: 300,
        evaluationPeriods: 3,
        missingData: MissingData.NotBreaching,
      },
    },
    events: {
      deployment: {
        says: `A deployment of service ${name} failed`,
        action:
          "Read why its tasks stopped; with the circuit breaker on, ECS has rolled back to the previous deployment",
        pattern: pulumi.jsonStringify({
          source: ["aws.ecs"],
          "detail-type": ["ECS Deployment State Change"],
          resources: [service.serviceArn],
          detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
        }),
        details: { reason: "$.detail.reason", deployment: "$.detail.deploymentId" },
      },
      start: {
        says: `Tasks of service ${name} cannot start`,
        action: "Read why they stopped; ECS retries at growing intervals",
        pattern: pulumi.jsonStringify({
          source: ["aws.ecs"],
          "detail-type": ["ECS Service Action"],
          resources: [service.serviceArn],
          detail: { eventName: ["SERVICE_TASK_START_IMPAIRED", "SERVICE_TASK_CONFIGURATION_FAILURE"] },
        }),
        details: { event: "$.detail.eventName" },
      },
    },
    charts: {
      tasks: { title: `Tasks of ${name}`, metrics: { running, desired } },
      usage: { title: `Processors and memory of ${name}, %`, metrics: { processors, memory } },
    },
  };
}

/** Whether as many tasks run as should, now and most of the time: a task that ends again and again runs in between. */
function taskAlarms(service: WatchedService): Record<string, WatchAlarm> {
  const { name, args, plan, metrics } = service;
  const { running, desired } = metrics;
  const alarm = {
    action:
      "Read the service's events and why its last tasks stopped: aws ecs describe-services, describe-tasks",
    expression: "desired - running",
    comparison: AlarmComparison.AtLeast,
    threshold: 1,
    periodSeconds: 60,
    // Without instances a daemon has nothing to run, and neither number; so it may be with a service that is switched off.
    missingData: plan.daemon || mayRunNone(args) ? MissingData.NotBreaching : MissingData.Breaching,
    symptom: true,
  };
  const half = 6 * minutesBeforeStart(args);
  return {
    tasks: {
      ...alarm,
      ...outage(args),
      says: `Service ${name} runs fewer tasks than it should`,
      metrics: { running, desired },
    },
    restarts: {
      ...alarm,
      says: `Tasks of service ${name} stop repeatedly`,
      reason: `A task was missing in ${half} of ${2 * half} minutes; a deployment needs only a few minutes`,
      metrics: { running: { ...running, statistic: "Minimum" }, desired },
      evaluationPeriods: 2 * half,
      datapointsToAlarm: half,
    },
  };
}

/** Longer than a start may take, so that what ends it in vain and starts again cannot hide from it. */
function outage(args: ServiceArgs): Pick<WatchAlarm, "reason" | "periodSeconds" | "evaluationPeriods"> {
  return {
    reason: `A start may take ${toleratedMinutes(args)} minutes, including the grace period of the health checks`,
    periodSeconds: 60,
    evaluationPeriods: toleratedMinutes(args),
  };
}

/** Minutes of grace, and some to stop a task, to find it a place and to pull its images: Windows' are gigabytes. */
function toleratedMinutes(args: ServiceArgs): number {
  return (
    args.toleratedMinutes ?? Math.min(1440, Math.ceil(graceSeconds(args) / 60) + minutesBeforeStart(args))
  );
}

const minutesBeforeStart = ({ taskDefinition }: ServiceArgs): number =>
  isWindows(taskDefinition.platform) ? 15 : 5;

/** Counts healthy targets. Failing targets disappear between two attempts, so a count of unhealthy ones has gaps. */
function targetAlarms(service: WatchedService): Record<string, WatchAlarm> {
  const { name, args, plan, metrics } = service;
  const { desired } = metrics;
  const several = plan.daemon || (args.scaling ? mostOf(args.scaling) : (plan.desiredCount ?? 0)) > 1;
  const isSwitchedOff = mayRunNone(args);
  // In that case, no metric reports the desired count.
  if (isSwitchedOff && args.containerInsights === false) return {};
  return Object.fromEntries(
    Object.entries(args.loadBalancers ?? {}).flatMap(([key, target]) => {
      const { loadBalancerArn, targetGroupArn, alternateTargetGroupArn } = target;
      if (loadBalancerArn === undefined) return [];
      const hosts = (group: pulumi.Input<string>): WatchMetric =>
        balancerMetric(loadBalancerArn, "HealthyHostCount", "Maximum", { targetGroupArn: group });
      const healthy = {
        healthy: hosts(targetGroupArn),
        ...(alternateTargetGroupArn !== undefined && { alternate: hosts(alternateTargetGroupArn) }),
      };
      // Deployments leave the tasks in one of the two.
      const answering =
        alternateTargetGroupArn === undefined ? "FILL(healthy, 0)" : "FILL(healthy, 0) + FILL(alternate, 0)";
      const alarms: [string, WatchAlarm][] = [
        [
          `targets-${key}`,
          {
            ...outage(args),
            says: `No task of service ${name} passes the load balancer's health checks (${key})`,
            action:
              "Read the tasks' logs and the reason of the target group's check: aws elbv2 describe-target-health",
            metrics: { ...healthy, ...(isSwitchedOff && { desired }) },
            // With no target at all there is no value either, and CloudWatch would look at older ones instead.
            expression: isSwitchedOff ? `IF(desired, ${answering}, 1)` : answering,
            comparison: AlarmComparison.Below,
            threshold: 1,
            // Without a number of wanted tasks, IF has no value.
            missingData: isSwitchedOff ? MissingData.NotBreaching : MissingData.Breaching,
            symptom: true,
          },
        ],
      ];
      if (several && args.containerInsights !== false)
        alarms.push([
          `unhealthy-${key}`,
          {
            ...outage(args),
            says: `Some tasks of service ${name} do not pass the load balancer's health checks (${key})`,
            action: "Compare their logs and zones with those of the others: aws elbv2 describe-target-health",
            metrics: { ...healthy, desired },
            // A target that fails is gone while its successor starts, and is missed all the same.
            // By IF, because one number without the other is not a difference: each service publishes its own when it can.
            expression: `IF(desired, desired - (${answering}), 0)`,
            comparison: AlarmComparison.AtLeast,
            threshold: 1,
            missingData: MissingData.NotBreaching,
          },
        ]);
      return alarms;
    }),
  );
}
