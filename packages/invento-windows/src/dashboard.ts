import * as pulumi from "@pulumi/pulumi";
import { databaseDimensions, serviceDimensions, targetDimensions } from "./alarms.ts";
import type { WatchArgs } from "./watchArgs.ts";

/** Widgets of half a dashboard's width. */
const size = { width: 12, height: 6 };

interface Chart {
  title: string;
  namespace: string;
  metrics: string[];
  dimensions: Record<string, pulumi.Input<string>>;
  statistic: string;
}

/** What an operator looks at first: is it there, does it answer, how do instance and database do. */
export function dashboardBody(args: WatchArgs): pulumi.Output<string> {
  const service = serviceDimensions(args);
  const cluster = { ClusterName: args.clusterName };
  const target = targetDimensions(args);
  const database = databaseDimensions(args);
  const chart = (
    title: string,
    namespace: string,
    metrics: string[],
    dimensions: Record<string, pulumi.Input<string>>,
    statistic = "Average",
  ): Chart => ({ title, namespace, metrics, dimensions, statistic });
  const charts = [
    chart("Tasks", "ECS/ContainerInsights", ["RunningTaskCount", "DesiredTaskCount"], service, "Maximum"),
    chart("Targets", "AWS/ApplicationELB", ["HealthyHostCount", "UnHealthyHostCount"], target, "Maximum"),
    chart("Requests", "AWS/ApplicationELB", ["RequestCount", "HTTPCode_Target_5XX_Count"], target, "Sum"),
    chart("Response time", "AWS/ApplicationELB", ["TargetResponseTime"], target),
    chart("Service", "AWS/ECS", ["CPUUtilization", "MemoryUtilization"], service),
    chart("Container instances", "AWS/ECS", ["CPUReservation", "MemoryReservation"], cluster),
    chart("Database: processors", "AWS/RDS", ["CPUUtilization"], database),
    chart("Database: storage", "AWS/RDS", ["FreeStorageSpace"], database, "Minimum"),
    chart("Database: connections", "AWS/RDS", ["DatabaseConnections"], database),
    chart("Database: latency", "AWS/RDS", ["ReadLatency", "WriteLatency"], database),
  ];
  return pulumi.jsonStringify({
    widgets: charts.map((one, index) => ({
      type: "metric",
      x: (index % 2) * size.width,
      y: Math.floor(index / 2) * size.height,
      ...size,
      properties: {
        title: one.title,
        region: args.site.region,
        view: "timeSeries",
        stat: one.statistic,
        period: 60,
        metrics: one.metrics.map((metric) => [
          one.namespace,
          metric,
          ...Object.entries(one.dimensions).flat(),
        ]),
      },
    })),
  });
}
