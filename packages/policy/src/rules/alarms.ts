import { aws } from "@ballast/aws";
import { metricFault } from "@ballast/aws/metrics";
import {
  alarmMeasurements,
  dashboardMeasurements,
  dimensionNames,
  type Measurement,
} from "../measurements.ts";
import type { Rule, Violation } from "../rule.ts";

export const alarmRules: Rule[] = [
  {
    id: "alarm-metric",
    severity: "error",
    sentence: "An alarm reads metrics that AWS publishes.",
    why: "CloudWatch accepts any metric name. An alarm on a metric that does not exist gets no data and never fires.",
    fix: "Correct namespace, name or dimensions: the same metric name with other dimensions is another metric.",
    types: [aws.metricAlarm],
    *check(resource) {
      yield* faults(alarmMeasurements(resource));
    },
  },
  {
    id: "dashboard-metric",
    severity: "warning",
    sentence: "A dashboard shows metrics that AWS publishes.",
    why: "A chart of a metric that does not exist is empty, which looks as if nothing happens.",
    fix: "Correct namespace, name or dimensions: the same metric name with other dimensions is another metric.",
    types: [aws.dashboard],
    *check({ inputs }) {
      yield* faults(dashboardMeasurements(inputs["dashboardBody"]));
    },
  },
];

/** At most one finding for each part, because an exception covers one part. */
function* faults(all: readonly Measurement[]): Iterable<Violation> {
  const found = new Map<string | undefined, string>();
  for (const one of all) {
    const fault = metricFault({ namespace: one.namespace, name: one.name, ...named(one) });
    if (fault !== undefined && !found.has(one.part)) found.set(one.part, fault);
  }
  for (const [part, fault] of found)
    yield { part, message: `uses a metric that AWS does not publish: ${fault}` };
}

function named(one: Measurement): { dimensions?: string[] } {
  const dimensions = dimensionNames(one);
  return dimensions === undefined ? {} : { dimensions };
}
