/** Minutes for which a call that RDS rejects is repeated, for example a stop during a backup. */
const patienceMinutes = 60;

const jsonata = (expression: string): string => `{% ${expression} %}`;
const elapsed =
  "$toMillis($states.context.State.EnteredTime) - $toMillis($states.context.Execution.StartTime)";
/** Throttling, and errors of a few minutes. */
const retry = [
  { ErrorEquals: ["States.ALL"], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 5, JitterStrategy: "FULL" },
];

/**
 * Starts or stops a server, as its input says: `{"action": "start"}`. It succeeds if the server is in that state already, because somebody has started
 * or stopped it by hand: RDS rejects such a call.
 *
 * @param calls Prefix of the resources that it calls: `arn:aws:states:::aws-sdk:`.
 */
export function hoursMachine(calls: string, identifier: string): object {
  const call = (action: string): object => ({
    Type: "Task",
    Resource: `${calls}rds:${action}DBInstance`,
    Arguments: { DbInstanceIdentifier: identifier },
    Output: {},
    // Whether RDS did it is read from the server's status.
    Catch: [
      {
        ErrorEquals: ["States.ALL"],
        Assign: { error: jsonata('$states.errorOutput.Error & ": " & $states.errorOutput.Cause') },
        Output: {},
        Next: "IsTooLate",
      },
    ],
    Next: "Wait",
  });
  return {
    Comment: "Starts or stops a database",
    QueryLanguage: "JSONata",
    // Without a limit, a call without a response would be waited for up to a year.
    TimeoutSeconds: 2 * patienceMinutes * 60,
    StartAt: "Begin",
    States: {
      Begin: {
        Type: "Pass",
        Assign: { action: jsonata("$states.input.action"), error: "" },
        Output: {},
        Next: "Read",
      },
      Read: {
        Type: "Task",
        Resource: `${calls}rds:describeDBInstances`,
        Arguments: { DbInstanceIdentifier: identifier },
        Assign: { status: jsonata("$states.result.DbInstances[0].DbInstanceStatus") },
        Output: {},
        Retry: retry,
        Next: "IsDone",
      },
      // A server that is being stopped can be started only afterwards. Every other status of one that does not stop is one of a server that runs.
      IsDone: {
        Type: "Choice",
        Choices: [
          {
            Condition: jsonata('($status in ["stopped", "stopping"]) = ($action = "stop")'),
            Next: "Done",
          },
          { Condition: jsonata('$action = "stop"'), Next: "Stop" },
          { Condition: jsonata('$status = "stopped"'), Next: "Start" },
        ],
        Default: "IsTooLate",
      },
      Start: call("start"),
      Stop: call("stop"),
      IsTooLate: {
        Type: "Choice",
        Choices: [{ Condition: jsonata(`${elapsed} > ${patienceMinutes * 60_000}`), Next: "Refused" }],
        Default: "Wait",
      },
      Wait: { Type: "Wait", Seconds: 60, Next: "Read" },
      Done: { Type: "Succeed", Output: { status: jsonata("$status") } },
      Refused: {
        Type: "Fail",
        Error: "Refused",
        Cause: jsonata('"RDS did not " & $action & " the database, which is " & $status & ". " & $error'),
      },
    },
  };
}
