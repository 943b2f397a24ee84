import { fromComputed, type WatchMetric } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** CloudWatch metrics of a service, identified by the names of the cluster and the service. */
export interface ServiceMetrics {
  dimensions: ServiceDimensions;
  /** From Container Insights of the cluster. */
  running: WatchMetric;
  /** From Container Insights of the cluster. */
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
