import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import { checkRunningHours } from "./runningHours.ts";
import type { ServerChoice } from "./sqlServerArgs.ts";

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const titles = weekdays.map((day) => `${day[0]}${day.slice(1).toLowerCase()}`);
const day = 24 * 60;
const clockOf = (minutes: number) =>
  [Math.floor((minutes % day) / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** Quarters of an hour of two years in UTC, as clocks in a zone show them: all offsets are multiples of them. */
const quarter = 15;
const first = Date.UTC(2027, 0, 3);
const count = (2 * 52 * 7 * day) / quarter;
const clocks = new Map<string, { weekday: string; time: string }[]>();
function clocksIn(timeZone: string): { weekday: string; time: string }[] {
  const known = clocks.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const all = Array.from({ length: count }, (_, index) => {
    const [weekday = "", time = ""] = format.format(first + index * quarter * 60_000).split(" ");
    return { weekday: weekday.toUpperCase().replace(",", ""), time };
  });
  clocks.set(timeZone, all);
  return all;
}

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
];
const more = ["Africa/Casablanca", "Pacific/Kiritimati"];
/** Quarters in a day. */
const quarters = day / quarter;
const hours = fc
  .record({
    from: fc.integer({ min: 2, max: quarters - 9 }),
    length: fc.integer({ min: 8, max: quarters }),
    days: fc.subarray(weekdays, { minLength: 2 }),
    timeZone: fc.constantFrom(...zones, ...more),
  })
  .map(({ from, length, days, timeZone }) => ({
    from: clockOf(from * quarter),
    until: clockOf(Math.min(from + length, quarters - 1) * quarter),
    days: days.join(","),
    timeZone,
  }));
const span = fc.record({
  at: fc.integer({ min: 0, max: quarters - 1 }),
  length: fc.integer({ min: 2, max: 30 }),
  weekday: fc.integer({ min: 0, max: 6 }),
});

/** Whether the server runs in each quarter from one that begins on a weekday of UTC, to the one after the span, both included. */
function runs(
  { from, until, days, timeZone }: { from: string; until: string; days: string; timeZone: string },
  { at, length, weekday }: { at: number; length: number; weekday: number },
): boolean {
  const all = clocksIn(timeZone);
  for (let start = weekday * quarters + at; start + length < count; start += 7 * quarters)
    for (const { weekday: today, time } of all.slice(start, start + length + 1))
      if (!days.split(",").includes(today) || time < from || time >= until) return false;
  return true;
}

it("takes those times alone at which clocks show, all year, that the server runs (F.0.54)", () => {
  const taken: Record<string, number> = {};
  fc.assert(
    fc.property(hours, span, span, (runningHours, one, other) => {
      const time = (minutes: number) => clockOf(minutes * quarter);
      const on = (weekday: number, minutes: number) =>
        `${titles[(weekday + Math.floor(minutes / quarters)) % 7]}:${time(minutes)}`;
      const hour = Math.floor(other.at / 4);
      const rotationWindowHours = Math.ceil(other.length / 4);
      const schedule = `cron(${(other.at % 4) * quarter} ${hour} ? * ${weekdays[other.weekday]} *)`;
      const faults = new Faults("a server");
      checkRunningHours(faults, {
        multiAz: { enabled: false, reason: "a test" },
        runningHours,
        backup: { schedule },
        backupWindow: `${time(one.at)}-${time(one.at + one.length)}`,
        maintenanceWindow: `${on(one.weekday, one.at)}-${on(one.weekday, one.at + one.length)}`,
        rotationSchedule: `cron(0 ${hour} ? * ${weekdays[other.weekday]} *)`,
        rotationWindowHours,
      } as ServerChoice);
      const expected = {
        backupWindow: weekdays.every((_, weekday) =>
          runs({ ...runningHours, days: weekdays.join(",") }, { ...one, weekday }),
        ),
        maintenanceWindow: runs(runningHours, one),
        "backup.schedule": runs(runningHours, { ...other, length: 4 }),
        rotationSchedule: runs(runningHours, { ...other, at: hour * 4, length: rotationWindowHours * 4 }),
      };
      for (const [path, isTaken] of Object.entries(expected))
        if (isTaken) taken[path] = (taken[path] ?? 0) + 1;
      const refused = Object.entries(expected).flatMap(([path, isTaken]) => (isTaken ? [] : [path]));
      expect(faults.found.map(({ propertyPath }) => propertyPath).sort()).toEqual(refused.sort());
    }),
    { numRuns: 500 },
  );
  // Each of the four was taken now and then.
  expect(Object.keys(taken)).toHaveLength(4);
});
