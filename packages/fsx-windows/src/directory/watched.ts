import { AlarmComparison, MissingData, silence, type WatchMetric, type WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

const day = 86_400;

/** Three days without a renewal leave 39 of the 42 after which AWS Managed Microsoft AD lets a password expire. */
const silentDays = 3;

/** Step Functions developer guide, "Monitoring Step Functions metrics using Amazon CloudWatch" (read 2026-11-26). */
export function watchRenewals(userName: string, stateMachineArn: pulumi.Input<string>): WatchPart {
  const metric = (name: string): WatchMetric => ({
    namespace: "AWS/States",
    name,
    dimensions: { StateMachineArn: stateMachineArn },
    statistic: "Sum",
  });
  const action = `Start the state machine, read the error of its execution, and set the password of ${userName} in the directory`;
  return {
    alarms: {
      "renewal-failed": {
        says: `The password of ${userName} could not be renewed`,
        action,
        reason: "The next renewal is a day later, and the password is valid for weeks",
        metrics: { failed: metric("ExecutionsFailed") },
        comparison: AlarmComparison.AtLeast,
        threshold: 1,
        periodSeconds: 3600,
        evaluationPeriods: 1,
        missingData: MissingData.NotBreaching,
      },
      "renewal-overdue": silence(
        { succeeded: metric("ExecutionsSucceeded") },
        {
          says: `The password of ${userName} has not been renewed for ${silentDays} days and expires 42 days after the last renewal`,
          action,
          reason: "A renewal runs once a day; no task mounts the share once the password has expired",
          periodSeconds: day,
          evaluationPeriods: silentDays,
        },
      ),
    },
    charts: {
      renewals: {
        title: `Renewals of the password of ${userName}`,
        metrics: { succeeded: metric("ExecutionsSucceeded"), failed: metric("ExecutionsFailed") },
      },
    },
  };
}
