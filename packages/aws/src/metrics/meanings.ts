/** A metric and the statistic of it that somebody looks at. */
export interface ReadMetric {
  namespace: string;
  name: string;
  /** @default - as an expression reads it */
  statistic?: string;
}

const taskCounts = new Set(["ECS/ContainerInsights RunningTaskCount", "AWS/ECS LiveTaskCount"]);

/** ECS developer guide, "Amazon ECS service utilization metrics": the samples of a minute are those of the running tasks. */
const sampledPerTask = new Set(["AWS/ECS CPUUtilization", "AWS/ECS MemoryUtilization"]);

/** Whether it counts the running tasks of the service that its dimensions name. */
export function countsTasks({ namespace, name, statistic }: ReadMetric): boolean {
  const metric = `${namespace} ${name}`;
  return taskCounts.has(metric) || (statistic === "SampleCount" && sampledPerTask.has(metric));
}

const balancers = new Set(["AWS/ApplicationELB", "AWS/NetworkELB"]);
const targetCounts = new Set([
  "HealthyHostCount",
  "UnHealthyHostCount",
  "HealthyStateRouting",
  "HealthyStateDNS",
]);

/** Whether it counts the targets that are healthy, or not, of the target group that its dimensions name. */
export function countsTargets({ namespace, name }: ReadMetric): boolean {
  return balancers.has(namespace) && targetCounts.has(name);
}
