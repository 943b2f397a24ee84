export { countsTargets, countsTasks, type Metric } from "./meanings.ts";
export { metricFault, type MetricName } from "./metricFault.ts";
