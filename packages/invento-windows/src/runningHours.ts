import * as aws from "@pulumi/aws";
import { given, isOn, regionalArn, trustDocument, type Faults } from "@ballast/contracts";
import { checkTimeZone, createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { RunningHours, ServerChoice, SqlServerArgs } from "./sqlServerArgs.ts";

/** RDS user guide, "Starting an Amazon RDS DB instance that was previously stopped": from minutes to hours. */
const startMinutes = 30;
const clock = /^([01]\d|2[0-3]):([0-5]\d)$/;
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const daysForm = new RegExp(`^(${weekdays.join("|")})([-,](${weekdays.join("|")}))*$`);

function minutesOf(time: string): number {
  const [, hours, minutes] = clock.exec(time) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

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
  checkTimeZone(faults, `${path}.timeZone`, hours.timeZone);
  // RDS user guide, "Stopping an Amazon RDS DB instance temporarily", limitations (read 2026-11-28).
  if (isOn(multiAz))
    faults.add(
      path,
      "stops the server, and RDS stops no SQL Server that has a standby. Leave it out, or switch multiAz off.",
    );
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

/** What RDS does at a time of its own, it does not do with a server that is stopped. */
function checkWithinHours(faults: Faults, args: ServerChoice, hours: RunningHours): void {
  const { backup, backupWindow, rotationSchedule } = args;
  const within = `within runningHours (${hours.from} to ${hours.until}, ${hours.timeZone ?? "UTC"}), in UTC`;
  if (isOn(backup) && backupWindow === undefined)
    faults.add(
      "backupWindow",
      `is missing. RDS backs up no server that is stopped; give a window ${within}.`,
    );
  // What is not a window is a fault of its own.
  const times = backupWindow?.split("-").filter((time) => clock.test(time)) ?? [];
  if (isOn(backup) && !times.every((time) => isWithin(time, hours)))
    faults.add(
      "backupWindow",
      `${given(backupWindow)} is at a time when the server may be stopped. Use one ${within}.`,
    );
  const hour = rotationSchedule && /^cron\(0 (\d{1,2}) /.exec(rotationSchedule)?.[1];
  if (rotationSchedule === undefined)
    faults.add(
      "rotationSchedule",
      `is missing: the password would change at midnight, when the server may be stopped. Give an hour ${within}.`,
    );
  else if (!hour || !isWithin(`${hour.padStart(2, "0")}:00`, hours))
    faults.add(
      "rotationSchedule",
      `${given(rotationSchedule)} is at a time when the server may be stopped. Use cron(0 <hour> ? * <day> *) ${within}.`,
    );
}

/** Whether a time of UTC is within the hours in winter and in summer. */
function isWithin(time: string, { from, until, timeZone = "UTC" }: RunningHours): boolean {
  return ["2026-01-15", "2026-07-15"].every((day) => {
    const local = localMinutes(new Date(`${day}T${time}:00Z`), timeZone);
    return local === undefined || (local >= minutesOf(from) && local <= minutesOf(until));
  });
}

function localMinutes(moment: Date, timeZone: string): number | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    return minutesOf(format.format(moment));
  } catch {
    // The name of the zone is a fault of its own.
    return undefined;
  }
}

/** Days that may pass from one backup to the next: those on which the server stays stopped, and one more. */
export function daysBetweenBackups({ runningHours: hours }: Pick<SqlServerArgs, "runningHours">): number {
  if (hours === undefined) return 2;
  const runs = daysOf(hours.days ?? "MON-FRI");
  const gaps = runs.map((day) => {
    const next = Array.from({ length: 7 }, (_, days) => days + 1).find((days) =>
      runs.includes((day + days) % 7),
    );
    return next ?? 7;
  });
  // CloudWatch looks at seven days at most.
  return Math.min(7, Math.max(...gaps) + 1);
}

/** As numbers, of which Sunday is 0. */
function daysOf(days: string): number[] {
  return days.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map((day) => weekdays.indexOf(day));
    return Array.from({ length: last - first + 1 }, (_, more) => first + more);
  });
}

/** Starts and stops the server by two schedules. What RDS refuses is asked for again for an hour, and then left until the next day. */
export function createRunningHours(
  name: string,
  { site }: SqlServerArgs,
  { from, until, days = "MON-FRI", timeZone = "UTC" }: RunningHours,
  server: aws.rds.Instance,
  child: pulumi.ComponentResourceOptions,
): void {
  const roleArn = createServiceRole(
    `${name}-hours`,
    {
      description: `Starts and stops ${name}`,
      trust: trustDocument("scheduler.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "scheduler", "schedule-group/default"),
      }),
      statements: [{ actions: ["rds:StartDBInstance", "rds:StopDBInstance"], resources: [server.arn] }],
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
          arn: pulumi.interpolate`arn:${site.partition}:scheduler:::aws-sdk:rds:${action}DBInstance`,
          roleArn,
          // EventBridge Scheduler user guide, "Using universal targets": names as the SDK for Java has them.
          input: pulumi.jsonStringify({ DbInstanceIdentifier: server.identifier }),
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        },
      },
      child,
    );
}
