import { executions, failedExecutions, silence, type WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

const day = 86_400;

/** Three days without a renewal leave 39 of the 42 after which AWS Managed Microsoft AD lets a password expire. */
const silentDays = 3;

export function watchRenewals(userName: string, stateMachineArn: pulumi.Input<string>): WatchPart {
  const action = `Start the state machine, read the error of its execution, and set the password of ${userName} in the directory`;
  return {
    alarms: {
      "renewal-failed": failedExecutions(stateMachineArn, {
        says: `The password of ${userName} could not be renewed`,
        action,
        reason: "The next renewal is a day later, and the password is valid for weeks",
        periodSeconds: 3600,
      }),
      "renewal-overdue": silence(
        { succeeded: executions(stateMachineArn, "ExecutionsSucceeded") },
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
        metrics: {
          succeeded: executions(stateMachineArn, "ExecutionsSucceeded"),
          failed: executions(stateMachineArn, "ExecutionsFailed"),
        },
      },
    },
  };
}
