import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { WatchArgs } from "./watchArgs.ts";

/** One metric, and from when on it says that something is wrong. */
export interface Alarm {
  says: string;
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  statistic: string;
  comparisonOperator: string;
  threshold: number;
  /** Seconds. */
  period: number;
  evaluationPeriods: number;
  /** What it means that AWS says nothing. */
  treatMissingData: string;
  actionsEnabled: boolean;
}

/** The part of a load balancer's or target group's ARN by which CloudWatch knows it. */
export function metricName(arn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi
    .output(arn)
    .apply((text) => /(?:loadbalancer\/(.+)|(targetgroup\/.+))$/.exec(text)?.slice(1).find(Boolean) ?? text);
}

export function serviceDimensions(args: WatchArgs): Record<string, pulumi.Input<string>> {
  return { ClusterName: args.clusterName, ServiceName: args.serviceName };
}

export function targetDimensions(args: WatchArgs): Record<string, pulumi.Input<string>> {
  return { LoadBalancer: metricName(args.loadBalancerArn), TargetGroup: metricName(args.targetGroupArn) };
}

export function databaseDimensions(args: WatchArgs): Record<string, pulumi.Input<string>> {
  return { DBInstanceIdentifier: args.database.identifier };
}

/** By the word that names each. */
export function alarmsOf(args: WatchArgs): Record<string, Alarm> {
  const minutes = args.toleratedMinutes ?? 15;
  const running = args.running ?? true;
  const database = {
    namespace: "AWS/RDS",
    dimensions: databaseDimensions(args),
    period: 300,
    evaluationPeriods: 3,
    // A server that is being made or that failed over reports late; its events tell of the rest.
    treatMissingData: "missing",
    actionsEnabled: true,
  };
  return {
    task: {
      says: `No task has been running for ${minutes} minutes`,
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: serviceDimensions(args),
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: minutes,
      treatMissingData: "breaching",
      actionsEnabled: running,
    },
    health: {
      says: "The application does not answer the load balancer",
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      dimensions: targetDimensions(args),
      statistic: "Maximum",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: minutes,
      // No target is no unhealthy one; that no task runs, the other alarm says.
      treatMissingData: "notBreaching",
      actionsEnabled: running,
    },
    cpu: {
      ...database,
      says: "The database's processors have been busy above 90 % for 15 minutes",
      metricName: "CPUUtilization",
      statistic: "Average",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 90,
    },
    storage: {
      ...database,
      says: `The database has had less than ${args.database.freeStorageGiB} GiB free for 15 minutes`,
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: args.database.freeStorageGiB * 1024 ** 3,
    },
    ...(args.restartStateMachineArn !== undefined && {
      restart: {
        says: "The restart after a rotation failed: tasks hold a password that is no longer valid",
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: args.restartStateMachineArn },
        statistic: "Sum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 300,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        actionsEnabled: true,
      },
    }),
  };
}

export function createAlarm(
  name: string,
  { says, ...alarm }: Alarm,
  topicArn: pulumi.Input<string>,
  child: pulumi.ComponentResourceOptions,
): void {
  new aws.cloudwatch.MetricAlarm(
    name,
    { ...alarm, alarmDescription: says, alarmActions: [topicArn], okActions: [topicArn] },
    child,
  );
}
