/** A metric, regardless of its dimensions. */
export interface Metric {
  namespace: string;
  name: string;
}

const taskCounts = new Set(["ECS/ContainerInsights RunningTaskCount", "AWS/ECS LiveTaskCount"]);

/** Whether the metric counts the running tasks of a service. */
export function countsTasks({ namespace, name }: Metric): boolean {
  return taskCounts.has(`${namespace} ${name}`);
}

const balancers = new Set(["AWS/ApplicationELB", "AWS/NetworkELB"]);
const targetCounts = new Set([
  "HealthyHostCount",
  "UnHealthyHostCount",
  "HealthyStateRouting",
  "HealthyStateDNS",
]);

/** Whether the metric counts the healthy or unhealthy targets of a target group. */
export function countsTargets({ namespace, name }: Metric): boolean {
  return balancers.has(namespace) && targetCounts.has(name);
}
