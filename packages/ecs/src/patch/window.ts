const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const milliseconds = 86_400_000;

/**
 * The most days from one run of a schedule to the next, over four years from a day that has no other meaning.
 *
 * @param window A cron expression of EventBridge Scheduler.
 *
 * @returns undefined where it comes less often than once in a year, or by a rule that is not read here (`L`, `W`, `#`).
 */
export function longestGapDays(window: string): number | undefined {
  const [, , dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = window
    .slice("cron(".length, -1)
    .split(" ");
  const isDay = matcher(dayOfMonth, 1, 31);
  const isMonth = matcher(month, 1, 12, months, 1);
  const isWeekday = matcher(dayOfWeek, 1, 7, weekdays, 1);
  if (!isDay || !isMonth || !isWeekday || year !== "*") return undefined;
  const start = Date.UTC(2027, 0, 1);
  let [last, longest] = [-1, 0];
  for (let index = 0; index < 4 * 366; index += 1) {
    const date = new Date(start + index * milliseconds);
    if (!isDay(date.getUTCDate()) || !isMonth(date.getUTCMonth() + 1) || !isWeekday(date.getUTCDay() + 1))
      continue;
    longest = Math.max(longest, index - Math.max(last, 0));
    last = index;
  }
  return last < 0 || longest > 366 ? undefined : Math.max(longest, 1);
}

/** Which values a field stands for; undefined for what is not read here. */
function matcher(
  field: string,
  from: number,
  to: number,
  names: readonly string[] = [],
  first = 0,
): ((value: number) => boolean) | undefined {
  if (field === "?" || field === "*") return () => true;
  const numberOf = (word: string): number => {
    const index = names.indexOf(word);
    return index >= 0 ? index + first : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [start = "", end = step === undefined ? start : String(to)] =
      range === "*" ? [String(from), String(to)] : range.split("-");
    const [low, high, by] = [numberOf(start), numberOf(end), step === undefined ? 1 : Number(step)];
    if ([low, high, by].some(Number.isNaN) || by < 1) return undefined;
    for (let value = low; value <= high; value += by) values.add(value);
  }
  return (value) => values.has(value);
}
