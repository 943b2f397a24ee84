import { aws, resourceType } from "@ballast/aws";
import { text, type Resource } from "@ballast/model";
import { arnOf, madeUp, type Inputs } from "./resources.ts";

/** A metric that shows a problem, keyed by the type of the watched resource. */
const metrics: Readonly<Record<string, [namespace: string, name: string]>> = {
  [aws.volume]: ["AWS/EBS", "VolumeQueueLength"],
  [aws.fileSystem]: ["AWS/EFS", "PercentIOLimit"],
  [aws.windowsFileSystem]: ["AWS/FSx", "FreeStorageCapacity"],
  [aws.databaseInstance]: ["AWS/RDS", "FreeStorageSpace"],
  [aws.databaseCluster]: ["AWS/RDS", "CPUUtilization"],
};

/** An alarm on a metric of a resource that notifies subscribers. */
export function alarmOn(
  { type, name, id, state }: Resource,
  [namespace, metricName]: [string, string] = metrics[type] ?? ["", ""],
): Resource {
  const [[dimension, output] = ["", ""]] = Object.entries(resourceType(type)?.measuredBy?.[namespace] ?? {});
  return metricAlarm(`${name}-alarm`, {
    namespace,
    metricName,
    dimensions: { [dimension]: output === "id" ? id : text(state[output]) },
  });
}

export function metricAlarm(name: string, inputs: Inputs): Resource {
  return madeUp(aws.metricAlarm, name, { alarmActions: [arnOf("topic")], ...inputs });
}

/** Alarms on stores and services, and a dashboard. */
export function goodWatch(watched: readonly Resource[]): Resource[] {
  return [
    ...watched.filter(({ type }) => type in metrics).map((one) => alarmOn(one)),
    metricAlarm("web-tasks", {
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: { ClusterName: "main-cluster", ServiceName: "web-service" },
    }),
    madeUp(aws.dashboard, "board", {
      dashboardBody: JSON.stringify({
        widgets: [
          {
            type: "metric",
            properties: {
              title: "Database",
              metrics: [
                ["AWS/RDS", "ReadLatency", "DBInstanceIdentifier", "server", { stat: "p90" }],
                [".", "WriteLatency", ".", "."],
                ["...", "other"],
              ],
            },
          },
          { type: "text", properties: { markdown: "# Here" } },
        ],
      }),
    }),
  ];
}
