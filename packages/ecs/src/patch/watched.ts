import { droppedSchedules, executions, failedExecutions, silence, type WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { patchDefaults, type PatchArgs } from "./patchArgs.ts";
import { longestGapDays } from "../cron.ts";

const day = 86_400;

/** CloudWatch looks at seven days at most; one more than between two runs is needed, and a run may end on the next day. */
const mostDays = 7;

export function watchPatching(
  name: string,
  patch: PatchArgs | undefined,
  stateMachineArn: pulumi.Input<string>,
): WatchPart {
  const gap = longestGapDays(patch?.window ?? patchDefaults.window);
  const silentDays = gap === undefined ? Infinity : gap + 1;
  const action =
    "Read the error of its last execution, correct the cause, and start the state machine again: aws stepfunctions start-execution";
  const schedule = "See whether the schedule is there and its role may start the state machine.";
  return {
    alarms: {
      "patch-failed": failedExecutions(stateMachineArn, {
        says: `Outdated container instances of ${name} could not be replaced, or tasks did not come back`,
        action,
        reason: "The next run is only days later, and instances keep their old image until then",
        periodSeconds: 3600,
      }),
      ...(silentDays <= mostDays
        ? {
            "patch-overdue": silence(
              { succeeded: executions(stateMachineArn, "ExecutionsSucceeded") },
              {
                says: `No check for outdated container instances of ${name} has run for ${silentDays} days`,
                action: `${schedule} ${action}`,
                reason: `A run starts at least every ${gap} days, even if nothing is outdated`,
                periodSeconds: day,
                evaluationPeriods: silentDays,
              },
            ),
          }
        : {
            "patch-undelivered": droppedSchedules({
              says: `The schedule that checks for outdated container instances of ${name} may have failed`,
              action: `${schedule} ${action}`,
            }),
          }),
    },
    charts: {
      patches: {
        title: `Runs that check for outdated instances of ${name}`,
        metrics: {
          succeeded: executions(stateMachineArn, "ExecutionsSucceeded"),
          failed: executions(stateMachineArn, "ExecutionsFailed"),
        },
      },
    },
  };
}
