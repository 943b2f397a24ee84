export { countsTargets, countsTasks, type ReadMetric } from "./meanings.ts";
export { metricFault, type MetricName } from "./metricFault.ts";
