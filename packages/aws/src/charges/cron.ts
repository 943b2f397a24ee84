/** What a schedule of AWS's comes to in a year. */

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A year without a leap day, that starts on a Friday like any other. */
const year = 2027;
const minutesOfDay = 1440;
const minutesOfYear = 365 * minutesOfDay;

/**
 * Minutes of a year at which a schedule runs.
 *
 * @param expression - `cron(…)` or `rate(…)` of EventBridge and of Application Auto Scaling, or the five fields of cron that EC2 Auto Scaling
 * takes.
 * @returns undefined for what is not read here: a single run, or `L`, `W` and `#`.
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
  return inside === undefined ? runsOf(fields, 0) : runsOf(fields, 1);
}

/** @param firstWeekday The number of Sunday: 0 for cron's, 1 for AWS's. */
function runsOf([minute = "", hour = "", day = "", month = "", weekday = ""]: string[], firstWeekday: 0 | 1) {
  const minutes = valuesOf(minute, 0, 59, []);
  const hours = valuesOf(hour, 0, 23, []);
  const days = valuesOf(day, 1, 31, []);
  const monthNumbers = valuesOf(month, 1, 12, months);
  const ofWeek = valuesOf(weekday, firstWeekday, firstWeekday + 6, weekdays, firstWeekday === 0);
  if (!minutes || !hours || !days || !monthNumbers || !ofWeek) return undefined;
  const isAnyDay = ["*", "?"].includes(day);
  const isAnyWeekday = ["*", "?"].includes(weekday);
  const runs: number[] = [];
  for (let index = 0; index < 365; index += 1) {
    const date = new Date(Date.UTC(year, 0, 1 + index));
    const isDay = days.has(date.getUTCDate());
    const isWeekday = ofWeek.has(date.getUTCDay() + firstWeekday);
    // Cron runs on either where both are named.
    const isMeant = isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday;
    if (!isMeant || !monthNumbers.has(date.getUTCMonth() + 1)) continue;
    for (const at of hours) for (const of of minutes) runs.push(index * minutesOfDay + at * 60 + of);
  }
  return runs;
}

function valuesOf(
  field: string,
  from: number,
  to: number,
  names: readonly string[],
  isSevenSunday = false,
): (number[] & { has(value: number): boolean }) | undefined {
  const found = new Set<number>();
  const first = names.length === 12 ? 1 : from;
  const read = (word: string): number => {
    const position = names.indexOf(word.toUpperCase());
    if (position >= 0) return position + first;
    const value = /^\d+$/.test(word) ? Number(word) : NaN;
    return isSevenSunday && value === 7 ? 0 : value;
  };
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const isAny = range === "*" || range === "?";
    const [start = "", end] = isAny ? [String(from), String(to)] : range.split("-");
    const low = read(start);
    const high = end === undefined ? (step === undefined ? low : to) : read(end);
    const by = step === undefined ? 1 : Number(step);
    if (![low, high, by].every(Number.isInteger) || by < 1) return undefined;
    if ([low, high].some((value) => value < from || value > to)) return undefined;
    // FRI-MON goes over the end of the week.
    for (let value = low; value <= (high < low ? high + to - from + 1 : high); value += by)
      found.add(value > to ? value - (to - from + 1) : value);
  }
  const sorted = [...found].sort((one, other) => one - other);
  return Object.assign(sorted, { has: (value: number) => found.has(value) });
}

export interface Step {
  /** Of the year. */
  minute: number;
  size: number;
}

/** The average over a year of a size that schedules set. @param atFirst The size before the first of them, if there is none. */
export function averageOf(steps: readonly Step[], atFirst: number): number {
  const sorted = steps.toSorted((one, other) => one.minute - other.minute);
  const last = sorted.at(-1);
  if (last === undefined) return atFirst;
  // The year before ended with the size of the last one.
  let [sum, since, size] = [0, 0, last.size];
  for (const step of sorted) {
    sum += size * (step.minute - since);
    [since, size] = [step.minute, step.size];
  }
  return (sum + size * (minutesOfYear - since)) / minutesOfYear;
}
