import * as aws from "@pulumi/aws";
import {
  given,
  isOn,
  regionalArn,
  retriesOfAnHour,
  trustDocument,
  type Faults,
  type Site,
} from "@ballast/contracts";
import { checkTimeZone, createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { hoursMachine } from "./hoursMachine.ts";
import type { RunningHours, ServerChoice, SqlServerArgs } from "./sqlServerArgs.ts";
import { checkWithinHours, clock, minutesOf, runningDays, usualDays } from "./withinHours.ts";

/** RDS user guide, "Starting an Amazon RDS DB instance that was previously stopped": from minutes to hours. */
const startMinutes = 30;
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const daysForm = new RegExp(`^(${weekdays.join("|")})([-,](${weekdays.join("|")}))*$`);

export function checkRunningHours(faults: Faults, args: ServerChoice): void {
  const { runningHours: hours, multiAz } = args;
  if (hours === undefined) return;
  const path = "runningHours";
  for (const end of ["from", "until"] as const)
    if (!clock.test(hours[end]))
      faults.add(`${path}.${end}`, `${given(hours[end])} is not a time. Use hours and minutes, as "07:30".`);
  if (minutesOf(hours.from) < startMinutes)
    faults.add(
      `${path}.from`,
      `${given(hours.from)} is too early: the server starts 30 minutes before, on the same day. Use "00:30" or later.`,
    );
  if (minutesOf(hours.until) <= minutesOf(hours.from))
    faults.add(
      `${path}.until`,
      `${given(hours.until)} is not after ${given(hours.from)}. Use a later time of the same day.`,
    );
  if (hours.days !== undefined && !areDays(hours.days))
    faults.add(
      `${path}.days`,
      `${given(hours.days)} are not days. Use, for example, "MON-FRI" or "MON,WED".`,
    );
  // From one backup to the next, and a day more, CloudWatch would have to look at more than seven days.
  else if (runningDays(hours).length < 2)
    faults.add(
      `${path}.days`,
      `${given(hours.days)} is one day: no alarm can report a missing backup within a week. Use at least two days.`,
    );
  checkTimeZone(faults, `${path}.timeZone`, hours.timeZone);
  // RDS user guide, "Stopping an Amazon RDS DB instance temporarily", limitations (read 2026-11-28).
  if (isOn(multiAz))
    faults.add(
      path,
      "stops the server, but RDS cannot stop a SQL Server with a standby. Leave it out, or switch multiAz off.",
    );
  // Times are compared with hours that are hours.
  if (!faults.found.some(({ propertyPath }) => propertyPath.startsWith(`${path}.`)))
    checkWithinHours(faults, args, hours);
}

/** Ranges go from SUN to SAT. */
function areDays(days: string): boolean {
  return (
    daysForm.test(days) &&
    days.split(",").every((part) => {
      const [first = 0, last = first] = part.split("-").map((day) => weekdays.indexOf(day));
      return first <= last && part.split("-").length <= 2;
    })
  );
}

/** Days that may pass from one backup to the next: those on which the server stays stopped, and one more. */
export function daysBetweenBackups({ runningHours: hours }: Pick<SqlServerArgs, "runningHours">): number {
  if (hours === undefined) return 2;
  const runs = runningDays(hours);
  const gaps = runs.map((day) => {
    const next = Array.from({ length: 7 }, (_, days) => days + 1).find((days) =>
      runs.includes((day + days) % 7),
    );
    return next ?? 7;
  });
  return Math.max(...gaps) + 1;
}

/**
 * Starts and stops the server by two schedules and a state machine, which repeats for an hour what RDS rejects.
 *
 * @returns The state machine's ARN.
 */
export function createRunningHours(
  name: string,
  { site }: SqlServerArgs,
  { from, until, days = usualDays, timeZone = "UTC" }: RunningHours,
  server: aws.rds.Instance,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const machine = createMachine(name, site, server, child);
  const roleArn = createServiceRole(
    `${name}-hours`,
    {
      description: `Starts and stops ${name}`,
      trust: trustDocument("scheduler.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "scheduler", "schedule-group/default"),
      }),
      statements: [{ actions: ["states:StartExecution"], resources: [machine.arn] }],
    },
    child,
  );
  const at = (minutes: number): string => `cron(${minutes % 60} ${Math.floor(minutes / 60)} ? * ${days} *)`;
  for (const [action, minutes] of [
    ["start", minutesOf(from) - startMinutes],
    ["stop", minutesOf(until)],
  ] as const)
    new aws.scheduler.Schedule(
      `${name}-${action}`,
      {
        description: `Has database ${name} ${action}`,
        scheduleExpression: at(minutes),
        scheduleExpressionTimezone: timeZone,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: machine.arn,
          roleArn,
          input: JSON.stringify({ action }),
          retryPolicy: retriesOfAnHour,
        },
      },
      child,
    );
  return machine.arn;
}

function createMachine(
  name: string,
  site: Site,
  server: aws.rds.Instance,
  child: pulumi.ComponentResourceOptions,
): aws.sfn.StateMachine {
  const roleArn = createServiceRole(
    `${name}-switch`,
    {
      description: `Starts and stops ${name}`,
      trust: trustDocument("states.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "states", "stateMachine:*"),
      }),
      statements: [
        {
          actions: ["rds:DescribeDBInstances", "rds:StartDBInstance", "rds:StopDBInstance"],
          resources: [server.arn],
        },
      ],
    },
    child,
  );
  const definition = pulumi
    .all([site.partition, server.identifier])
    .apply(([partition, identifier]) =>
      JSON.stringify(hoursMachine(`arn:${partition}:states:::aws-sdk:`, identifier)),
    );
  return new aws.sfn.StateMachine(`${name}-switch`, { roleArn, definition }, child);
}
