import { cronFields, cronValues, type CronField } from "../cronField.ts";

/** A year with 365 days. */
const year = 2027;
const minutesOfDay = 1440;
const minutesOfYear = 365 * minutesOfDay;

/**
 * The minutes of a year at which a schedule runs.
 *
 * @param expression - `cron(…)` or `rate(…)` of EventBridge and Application Auto Scaling, or five cron fields
 * of EC2 Auto Scaling.
 * @returns undefined for unsupported expressions: a single run, or `L`, `W` and `#`.
 */
export function runsOfYear(expression: string): number[] | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression.trim());
  if (rate) {
    const step =
      Number(rate[1]) * { minute: 1, hour: 60, day: minutesOfDay }[rate[2] as "minute" | "hour" | "day"];
    return step < 1
      ? undefined
      : Array.from({ length: Math.floor(minutesOfYear / step) }, (_, run) => run * step);
  }
  const inside = /^cron\((.*)\)$/.exec(expression.trim())?.[1];
  const fields = (inside ?? expression).trim().split(/\s+/);
  if (fields.length !== (inside === undefined ? 5 : 6)) return undefined;
  return runsOf(fields, inside === undefined ? cronFields.unixDayOfWeek : cronFields.dayOfWeek);
}

function runsOf(
  [minute = "", hour = "", day = "", month = "", weekday = ""]: string[],
  dayOfWeek: CronField,
): number[] | undefined {
  const minutes = valuesOf(minute, cronFields.minute);
  const hours = valuesOf(hour, cronFields.hour);
  const days = valuesOf(day, cronFields.dayOfMonth);
  const months = valuesOf(month, cronFields.month);
  const weekdays = valuesOf(weekday, dayOfWeek);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const isAnyDay = ["*", "?"].includes(day);
  const isAnyWeekday = ["*", "?"].includes(weekday);
  const runs: number[] = [];
  for (let index = 0; index < 365; index += 1) {
    const date = new Date(Date.UTC(year, 0, 1 + index));
    const isDay = days.has(date.getUTCDate());
    const isWeekday = weekdays.has(date.getUTCDay() + dayOfWeek.from);
    // If both day fields are restricted, cron runs on days that match either.
    const isMeant = isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday;
    if (!isMeant || !months.has(date.getUTCMonth() + 1)) continue;
    for (const at of hours) for (const of of minutes) runs.push(index * minutesOfDay + at * 60 + of);
  }
  return runs;
}

/** The values of a field, in lower case too, and with `?` as `*`. */
function valuesOf(field: string, known: CronField): ReadonlySet<number> | undefined {
  return cronValues(field.toUpperCase().replaceAll("?", "*"), known);
}

export interface Step {
  /** Minute of the year. */
  minute: number;
  size: number;
}

/** A combination of sizes set by several schedules, and the minutes of a year for which it applies. */
export interface SizesOfYear {
  /** Sizes by position of the schedule; undefined for a schedule without steps. */
  sizes: (number | undefined)[];
  minutes: number;
}

/** Every combination of sizes that several schedules set during a year. */
export function sizesOfYear(schedules: readonly (readonly Step[])[]): SizesOfYear[] {
  const steps = schedules
    .flatMap((own, position) => own.map((step) => ({ ...step, position })))
    .sort((one, other) => one.minute - other.minute);
  const lengths = new Map<string, number>();
  // The year starts with the last size of the previous year.
  const sizes = schedules.map((_own, position) => steps.findLast((one) => one.position === position)?.size);
  let since = 0;
  for (const { minute, size, position } of [...steps, { minute: minutesOfYear, size: 0, position: -1 }]) {
    const key = JSON.stringify(sizes.map((one) => one ?? null));
    if (minute > since) lengths.set(key, (lengths.get(key) ?? 0) + minute - since);
    since = minute;
    if (position >= 0) sizes[position] = size;
  }
  return [...lengths].map(([key, minutes]) => ({
    sizes: (JSON.parse(key) as (number | null)[]).map((one) => one ?? undefined),
    minutes,
  }));
}

/** The average size over a year. @param atFirst The size if there are no steps. */
export function averageOf(steps: readonly Step[], atFirst: number): number {
  const sorted = steps.toSorted((one, other) => one.minute - other.minute);
  const last = sorted.at(-1);
  if (last === undefined) return atFirst;
  // The year starts with the last size of the previous year.
  let [sum, since, size] = [0, 0, last.size];
  for (const step of sorted) {
    sum += size * (step.minute - since);
    [since, size] = [step.minute, step.size];
  }
  return (sum + size * (minutesOfYear - since)) / minutesOfYear;
}
