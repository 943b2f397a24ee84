import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { balancerLabel } from "../balancing/watched.ts";
import type { ServiceMetrics } from "./metrics.ts";
import type { QueueScaling, ServiceScaling } from "./scalingArgs.ts";
import type { ServiceArgs } from "./serviceArgs.ts";

type Tracking = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;
type MetricQuery =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetric;

type Targets = ServiceArgs["loadBalancers"];

/** The bounds of a service's tasks, a policy for each metric, and the schedules. */
export function createScaling(
  name: string,
  scaling: ServiceScaling,
  loadBalancers: Targets,
  metrics: ServiceMetrics,
  child: pulumi.ComponentResourceOptions,
): void {
  const target = new aws.appautoscaling.Target(
    `${name}-scaling`,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${metrics.dimensions.ClusterName}/${metrics.dimensions.ServiceName}`,
      minCapacity: scaling.minimum,
      maxCapacity: scaling.maximum,
    },
    child,
  );
  const subject = {
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
  };
  for (const [key, tracking] of Object.entries(trackingOf(scaling, loadBalancers, metrics)))
    new aws.appautoscaling.Policy(
      `${name}-${key}`,
      {
        ...subject,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          ...tracking,
          scaleInCooldown: scaling.scaleInCooldownSeconds,
          scaleOutCooldown: scaling.scaleOutCooldownSeconds,
        },
      },
      child,
    );
  for (const [key, schedule] of Object.entries(scaling.schedules ?? {}))
    new aws.appautoscaling.ScheduledAction(
      `${name}-schedule-${key}`,
      {
        ...subject,
        schedule: schedule.cron,
        timezone: schedule.timeZone ?? "UTC",
        scalableTargetAction: { minCapacity: schedule.minimum, maxCapacity: schedule.maximum },
      },
      child,
    );
}

/** The tracked metric of each policy, keyed by the last part of the policy's name. */
function trackingOf(
  { cpuPercent, memoryPercent, requestsPerTarget = {}, queue }: ServiceScaling,
  loadBalancers: Targets,
  metrics: ServiceMetrics,
): Record<string, Tracking> {
  const predefined = (predefinedMetricType: string, targetValue: number): Tracking => ({
    predefinedMetricSpecification: { predefinedMetricType },
    targetValue,
  });
  return {
    ...(cpuPercent !== undefined && { cpu: predefined("ECSServiceAverageCPUUtilization", cpuPercent) }),
    ...(memoryPercent !== undefined && {
      memory: predefined("ECSServiceAverageMemoryUtilization", memoryPercent),
    }),
    ...Object.fromEntries(
      Object.entries(requestsPerTarget).flatMap(([key, requests]): [string, Tracking][] => {
        const { loadBalancerArn, targetGroupArn } = loadBalancers?.[key] ?? {};
        if (loadBalancerArn === undefined || targetGroupArn === undefined) return [];
        const resourceLabel = pulumi.interpolate`${balancerLabel(loadBalancerArn)}/${balancerLabel(targetGroupArn)}`;
        return [
          [
            `requests-${key}`,
            {
              predefinedMetricSpecification: {
                predefinedMetricType: "ALBRequestCountPerTarget",
                resourceLabel,
              },
              targetValue: requests,
            },
          ],
        ];
      }),
    ),
    ...(queue && { queue: backlog(queue, metrics) }),
  };
}

/**
 * Application Auto Scaling user guide, "Create a target tracking scaling policy using metric math", example "Amazon SQS queue backlog
 * per task" (read 2026-11-27).
 */
function backlog({ queueName, messagesPerTask }: QueueScaling, metrics: ServiceMetrics): Tracking {
  const { running } = metrics;
  const metric = (
    id: string,
    namespace: pulumi.Input<string>,
    metricName: string,
    stat: string,
    dimensions: Record<string, pulumi.Input<string>>,
  ): MetricQuery => ({
    id,
    metricStat: {
      metric: {
        namespace,
        metricName,
        dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })),
      },
      stat,
    },
    returnData: false,
  });
  return {
    customizedMetricSpecification: {
      metrics: [
        metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Sum", { QueueName: queueName }),
        metric("running", running.namespace, running.name, "Average", metrics.dimensions),
        {
          id: "backlog",
          expression: "waiting / running",
          label: "Messages that wait, for each task",
          returnData: true,
        },
      ],
    },
    targetValue: messagesPerTask,
  };
}
