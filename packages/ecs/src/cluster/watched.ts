import {
  AlarmComparison,
  MissingData,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { CapacityArgs } from "../capacity/capacityArgs.ts";
import { MachineImage, machineImageFacts } from "../capacity/machineImages.ts";

interface WatchedCluster {
  name: string;
  /** Whether CloudWatch counts its instances. */
  containerInsights: boolean;
  clusterName: pulumi.Output<string>;
  capacities: Record<string, { args: CapacityArgs; autoScalingGroupName: pulumi.Output<string> }>;
}

/** For CloudWatch, a metric of one minute is late by more than this only in a failure. */
const mostLateMinutes = 3;

/** An alarm takes ten metrics, and one of them counts the instances that joined. */
const mostGroups = 9;

/** Whether its capacities get instances, and whether these join: one whose boot script failed does not. */
export function watchCluster(cluster: WatchedCluster): WatchPart {
  const groups = Object.entries(cluster.capacities);
  if (groups.length === 0) return {};
  return {
    alarms: {
      ...Object.fromEntries(
        groups.map(([key, { args, autoScalingGroupName }]) => [
          `launch-${key}`,
          launchAlarm(key, args, autoScalingGroupName),
        ]),
      ),
      ...(cluster.containerInsights && groups.length <= mostGroups && { join: joinAlarm(cluster) }),
    },
    charts: {
      reserved: {
        title: `Processors and memory of ${cluster.name} that tasks reserve, %`,
        metrics: {
          processors: reservation(cluster, "CPUReservation"),
          memory: reservation(cluster, "MemoryReservation"),
        },
      },
    },
  };
}

function launchAlarm(key: string, args: CapacityArgs, group: pulumi.Output<string>): WatchAlarm {
  const minutes = Math.max(30, bootMinutes(args));
  return {
    says: `Auto Scaling cannot launch the instances that capacity ${key} needs`,
    action:
      "Read the group's activities: aws autoscaling describe-scaling-activities. Usual causes are quotas and a lack of capacity",
    reason: `Available instances launch within minutes, and a drained instance ends within ${minutes} minutes`,
    metrics: {
      wanted: groupMetric(group, "GroupDesiredCapacity"),
      running: groupMetric(group, "GroupInServiceInstances"),
    },
    expression: "wanted - running",
    comparison: AlarmComparison.AtLeast,
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: minutes,
    missingData: MissingData.Missing,
  };
}

function joinAlarm({ clusterName, name, capacities }: WatchedCluster): WatchAlarm {
  const groups = Object.values(capacities);
  const minutes = Math.max(...groups.map(({ args }) => bootMinutes(args)));
  const running = Object.fromEntries(
    groups.map(({ autoScalingGroupName }, index) => [
      `running${index + 1}`,
      groupMetric(autoScalingGroupName, "GroupInServiceInstances"),
    ]),
  );
  const launched = Object.keys(running)
    .map((id) => `FILL(${id}, 0)`)
    .join(" + ");
  return {
    says: `An instance of cluster ${name} runs but accepts no tasks`,
    action:
      "Read which step of its boot failed: aws ssm list-compliance-items --resource-ids <instance> --filters Key=ComplianceType,Values=Custom:BallastBoot. On Linux, aws ec2 get-console-output shows the whole boot log",
    reason: `An instance joins within ${minutes} minutes of its launch, or its boot script has failed`,
    metrics: {
      ...running,
      joined: {
        namespace: "ECS/ContainerInsights",
        name: "ContainerInstanceCount",
        dimensions: { ClusterName: clusterName },
        statistic: "Maximum",
      },
    },
    expression: `IF(joined, ${launched} - joined, ${launched})`,
    comparison: AlarmComparison.AtLeast,
    threshold: 1,
    periodSeconds: 60,
    // Auto Scaling may publish later than Container Insights, and FILL's 0 is then always the latest value.
    evaluationPeriods: minutes + mostLateMinutes,
    datapointsToAlarm: minutes,
    // Without tasks, Container Insights counts no instance, and IF has no value; the services' alarms report missing tasks.
    missingData: MissingData.NotBreaching,
  };
}

/** Twice what an image's start usually takes, for the steps that parts bring. */
function bootMinutes({ machineImage = MachineImage.AmazonLinux2023, warmupSeconds }: CapacityArgs): number {
  return Math.ceil((2 * (warmupSeconds ?? machineImageFacts(machineImage).warmupSeconds)) / 60) + 5;
}

const groupMetric = (group: pulumi.Output<string>, name: string): WatchMetric => ({
  namespace: "AWS/AutoScaling",
  name,
  dimensions: { AutoScalingGroupName: group },
  statistic: "Maximum",
});

const reservation = ({ clusterName }: WatchedCluster, name: string): WatchMetric => ({
  namespace: "AWS/ECS",
  name,
  dimensions: { ClusterName: clusterName },
  statistic: "Average",
});

/** The same with the capacity's word at the end of each of its own: a cluster has several. */
export function suffixed(key: string, { alarms, charts }: WatchPart): WatchPart {
  const named = <T>(all: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).map(([word, one]) => [`${word}-${key}`, one]));
  return { ...(alarms && { alarms: named(alarms) }), ...(charts && { charts: named(charts) }) };
}
