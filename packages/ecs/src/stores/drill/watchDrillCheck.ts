import { AlarmComparison, MissingData, type WatchAlarm } from "@ballast/contracts";
import { failedRuns } from "../../function/shippedFunction.ts";
import type { DrillCheck } from "./drillCheck.ts";
import { drillMetric } from "./handler.ts";

/** Restore tests whose result is not accepted, and those that do not come. @param name - Of the store, in alarms. */
export function watchDrillCheck(
  name: string,
  { functionName, validates, overdue }: DrillCheck,
): Record<string, WatchAlarm> {
  return {
    validation: failedRuns(functionName, {
      says: validates
        ? `What a restore test of ${name} restored was rejected, or could not be examined`
        : `The restore tests of ${name} could not be counted`,
      action:
        "Read the reason in the log of the function, or with aws backup list-restore-jobs. After a correction, wait for the next restore test",
      reason:
        "What restore tests restore is deleted when it has been examined, or when nobody has for too long",
    }),
    ...(overdue && {
      drills: {
        says: `No restore test of ${name} has succeeded for ${overdue.days} days, or nobody counts them`,
        action:
          "Find the jobs of its restore testing plan: aws backup list-restore-jobs. If there are none, look at the plan",
        reason:
          "A test that does not start, does not end or is not accepted has no success; a new plan is reported until the first count, after 12 hours at most",
        metrics: {
          age: {
            ...drillMetric,
            dimensions: { RestoreTestingPlan: overdue.metricPlan },
            statistic: "Minimum",
          },
        },
        // Where nobody counts, the test counts as overdue.
        expression: `FILL(age, ${overdue.days + 1})`,
        comparison: AlarmComparison.Above,
        threshold: overdue.days,
        // It is counted twice a day.
        periodSeconds: 86_400,
        evaluationPeriods: 2,
        missingData: MissingData.Breaching,
      },
    }),
  };
}
