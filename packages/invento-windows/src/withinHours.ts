import { cronFields, cronValues } from "@ballast/aws/services/cronField";
import { dailyWindow, weeklyWindow, type Span } from "@ballast/aws/services/values/windows";
import { given, isOn, type Faults } from "@ballast/contracts";
import { hasVault, StoreKind } from "@ballast/ecs";
import { usualRotationHours, type RunningHours, type ServerChoice } from "./sqlServerArgs.ts";

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
/** The time that AWS Backup needs to start: its shortest start window (API reference, BackupRuleInput, StartWindowMinutes). */
const jobMinutes = 60;

export const usualDays = "MON-FRI";
export const clock = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Of the day. */
export function minutesOf(time: string): number {
  const [, hours, minutes] = clock.exec(time) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

/** Days of the week as numbers; Sunday is 0. */
export function runningDays({ days = usualDays }: RunningHours): number[] {
  return [...(cronValues(days, cronFields.dayOfWeek) ?? [])].map((day) => day - 1);
}

/** AWS's scheduled operations do not run while the server is stopped. */
export function checkWithinHours(faults: Faults, args: ServerChoice, hours: RunningHours): void {
  const { backup, backupWindow, maintenanceWindow, rotationSchedule } = args;
  const { from, until, days = usualDays, timeZone = "UTC" } = hours;
  const within = `within runningHours (${from} to ${until}, ${days}, ${timeZone}) in winter and summer, in UTC`;
  const check = (
    path: string,
    value: string | undefined,
    { missing, use, isWithin }: { missing: string; use: string; isWithin: (value: string) => boolean },
  ): void => {
    if (value === undefined) faults.add(path, `is missing: ${missing}. Give ${use} ${within}.`);
    else if (!isWithin(value))
      faults.add(path, `${given(value)} is at a time when the server may be stopped. Use ${use} ${within}.`);
  };
  if (isOn(backup))
    check("backupWindow", backupWindow, {
      missing: "RDS does not back up a stopped server",
      use: "a window",
      // It comes every day. What is not a window is a fault of its own.
      isWithin: (window) => runsDuring({ ...hours, days: "SUN-SAT" }, dailyWindow(window)),
    });
  check("maintenanceWindow", maintenanceWindow, {
    missing:
      "RDS does not maintain a stopped server, and a stop discards the changes that wait for the window",
    use: 'a window on one of these days, as "Fri:12:00-Fri:13:00",',
    isWithin: (window) => runsDuring(hours, weeklyWindow(window)),
  });
  if (hasVault(backup, StoreKind.Database))
    check("backup.schedule", backup?.schedule, {
      missing:
        "AWS Backup would begin at 02:00 UTC on every day, and creates no recovery point of a stopped server",
      use: "cron(<minute> <hour> ? * <days> *), an hour before the end at the latest, on these days and",
      isWithin: (schedule) => runsAt(hours, schedule, jobMinutes),
    });
  const rotationHours = args.rotationWindowHours ?? usualRotationHours;
  check("rotationSchedule", rotationSchedule, {
    missing: "the password would change at midnight, when the server may be stopped",
    use: `cron(0 <hour> ? * <days> *) whose window (rotationWindowHours, ${rotationHours} h) is on these days and`,
    isWithin: (schedule) => runsAt(hours, schedule, rotationHours * 60),
  });
}

/** Whether the server runs from each time of a schedule on, for some minutes. */
function runsAt(hours: RunningHours, schedule: string, minutes: number): boolean {
  const [, minute, hour = "", days = ""] = /^cron\((\d{1,2}) (\S+) \? \* (\S+) \*\)$/.exec(schedule) ?? [];
  const [atHours, onDays] = [cronValues(hour, cronFields.hour), cronValues(days, cronFields.dayOfWeek)];
  if (atHours === undefined || onDays === undefined) return false;
  // The week of `weeklyWindow` begins on Monday.
  return [...onDays].every((day) =>
    [...atHours].every((at) =>
      runsDuring(hours, { from: ((day + 5) % 7) * dayMinutes + at * 60 + Number(minute), minutes }),
    ),
  );
}

/** Whether the server runs during a span of the week, by UTC and from Monday on, whatever its zone's offset is then. */
function runsDuring(hours: RunningHours, span: Span | undefined): boolean {
  if (span === undefined) return true;
  return offsetsOf(hours.timeZone ?? "UTC").every((offset) => {
    const start = (span.from + offset + weekMinutes) % weekMinutes;
    const [day, time] = [(Math.floor(start / dayMinutes) + 1) % 7, start % dayMinutes];
    return (
      runningDays(hours).includes(day) &&
      time >= minutesOf(hours.from) &&
      time + span.minutes < minutesOf(hours.until)
    );
  });
}

/** Minutes from UTC to a zone's time, as they are in the weeks of a year, in winter and in summer. */
function offsetsOf(timeZone: string): number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsets = Array.from({ length: 53 }, (_, week) => {
    // It ends in the name of the offset.
    const [, sign, hours = "0", minutes = "0"] =
      /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(Date.UTC(2027, 0, 1 + 7 * week))) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  });
  return [...new Set(offsets)];
}
