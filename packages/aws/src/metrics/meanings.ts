/** A metric, whatever its dimensions. */
export interface Metric {
  namespace: string;
  name: string;
}

const taskCounts = new Set(["ECS/ContainerInsights RunningTaskCount", "AWS/ECS LiveTaskCount"]);

/** Whether it counts the running tasks of the service that its dimensions name. */
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

/** Whether it counts the targets that are healthy, or not, of the target group that its dimensions name. */
export function countsTargets({ namespace, name }: Metric): boolean {
  return balancers.has(namespace) && targetCounts.has(name);
}
