import { fromComputed, type WatchMetric } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** What CloudWatch measures of a service, by its cluster's and its own name. */
export interface ServiceMetrics {
  dimensions: ServiceDimensions;
  /** Of the cluster's Container Insights. */
  running: WatchMetric;
  /** Of the cluster's Container Insights. */
  desired: WatchMetric;
  processors: WatchMetric;
  memory: WatchMetric;
}

/** CloudWatch's names. */
interface ServiceDimensions extends Record<string, pulumi.Output<string>> {
  ClusterName: pulumi.Output<string>;
  ServiceName: pulumi.Output<string>;
}

export function metricsOf(
  clusterArn: pulumi.Input<string>,
  serviceName: pulumi.Output<string>,
): ServiceMetrics {
  const dimensions: ServiceDimensions = {
    ClusterName: fromComputed(pulumi.output(clusterArn), (arn) => arn.split("/").at(-1) ?? arn),
    ServiceName: serviceName,
  };
  const metric = (namespace: string, name: string, statistic: string): WatchMetric => ({
    namespace,
    name,
    dimensions: { ...dimensions },
    statistic,
  });
  return {
    dimensions,
    running: metric("ECS/ContainerInsights", "RunningTaskCount", "Maximum"),
    desired: metric("ECS/ContainerInsights", "DesiredTaskCount", "Maximum"),
    processors: metric("AWS/ECS", "CPUUtilization", "Average"),
    memory: metric("AWS/ECS", "MemoryUtilization", "Average"),
  };
}
