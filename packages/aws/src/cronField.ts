const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The values that a cron field accepts, both bounds included. */
export interface CronField {
  from: number;
  to: number;
  /** Names of the values, starting with the first. @default none */
  names?: readonly string[];
  /** Numbers that are aliases of another number. @default none */
  also?: Readonly<Record<number, number>>;
}

/** EventBridge Scheduler user guide, "Schedule types", read 2026-11-27. */
export const cronFields = {
  minute: { from: 0, to: 59 },
  hour: { from: 0, to: 23 },
  dayOfMonth: { from: 1, to: 31 },
  month: { from: 1, to: 12, names: months },
  /** Day of week in EventBridge and Application Auto Scaling. */
  dayOfWeek: { from: 1, to: 7, names: weekdays },
  /** Day of week in Unix cron, which EC2 Auto Scaling uses. */
  unixDayOfWeek: { from: 0, to: 6, names: weekdays, also: { 7: 0 } },
  year: { from: 1970, to: 2199 },
} as const satisfies Record<string, CronField>;

/** Undefined for unsupported characters (`L`, `W` and `#`), and for values that AWS rejects. */
export function cronValues(
  field: string,
  { from, to, names = [], also = {} }: CronField,
): ReadonlySet<number> | undefined {
  const numberOf = (word: string): number => {
    const position = names.indexOf(word);
    if (position >= 0) return position + from;
    const value = /^\d+$/.test(word) ? Number(word) : NaN;
    return also[value] ?? value;
  };
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [start = "", end = step === undefined ? start : String(to)] =
      range === "*" ? [String(from), String(to)] : range.split("-");
    const [low, high, by] = [numberOf(start), numberOf(end), step === undefined ? 1 : Number(step)];
    if (![low, high, by].every(Number.isInteger) || by < 1) return undefined;
    if ([low, high].some((value) => value < from || value > to)) return undefined;
    // FRI-MON continues after the end of the week.
    const last = high < low ? high + to - from + 1 : high;
    for (let value = low; value <= last; value += by)
      values.add(value > to ? value - (to - from + 1) : value);
  }
  return values;
}
