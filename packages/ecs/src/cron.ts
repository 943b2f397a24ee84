import { cronFields, cronValues } from "@ballast/aws/services/cronField";
import { given, type Faults } from "@ballast/contracts";

const milliseconds = 86_400_000;

/** In order. */
const fields = [
  cronFields.minute,
  cronFields.hour,
  cronFields.dayOfMonth,
  cronFields.month,
  cronFields.dayOfWeek,
  cronFields.year,
] as const;
const form = /^cron\([\d*,/-]+( [\dA-Z*,/?#-]+){4} [\d*,/-]+\)$/;
/** Last days, the nearest weekday, the last or a numbered weekday of a month: taken as they are, and not read here. */
const special = /^(?:L(?:-\d+)?|LW|\d+W|(?:[1-7]|[A-Z]{3})(?:L|#[1-5]))$/;

/** For messages about a service's cron expressions. */
interface CronWords {
  /** The service. */
  of: string;
  /** How many fields, and of what. */
  use: string;
  example: string;
}

/** A fault for what AWS refuses, and for what never comes. */
export function checkCron(
  faults: Faults,
  path: string,
  expression: string | undefined,
  { of, use, example }: CronWords,
  takes: (expression: string) => boolean = isCron,
): void {
  if (expression === undefined) return;
  if (!takes(expression))
    faults.add(
      path,
      `${given(expression)} is not a cron expression of ${of}. Use ${use} one of the two for days "?", for example "${example}".`,
    );
  else if (comesNever(expression))
    faults.add(
      path,
      `${given(expression)} names no day that comes. Use days that every year has, for example "${example}".`,
    );
}

/** Whether AWS takes it: each value within its field's, and one of the two fields for days `?`. */
export function isCron(expression: string): boolean {
  if (!form.test(expression)) return false;
  const all = fieldsOf(expression);
  const [, , dayOfMonth = "", , dayOfWeek = ""] = all;
  return (
    all.length === fields.length &&
    (dayOfMonth === "?") !== (dayOfWeek === "?") &&
    all.every((field, index) => {
      const isDay = index === 2 || index === 4;
      return (
        (isDay && (field === "?" || special.test(field))) ||
        (field !== "?" && matcher(field, index) !== undefined)
      );
    })
  );
}

/** Whether no day from today on is among its days: 31 February, or a year that is over. */
export function comesNever(expression: string, today = new Date()): boolean {
  const [, , dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fieldsOf(expression);
  const isMonth = matcher(month, 3);
  const isYear = matcher(year, 5);
  if (!isMonth || !isYear) return false;
  // A day that is not read here is one of each month.
  const isDay = matcher(dayOfMonth, 2) ?? (() => true);
  const isWeekday = matcher(dayOfWeek, 4) ?? (() => true);
  // The calendar repeats itself after 28 years, but for years as 2100.
  const until = new Date(today.getTime() + 41 * 366 * milliseconds);
  for (let date = today; date < until; date = new Date(date.getTime() + milliseconds))
    if (
      isYear(date.getUTCFullYear()) &&
      isMonth(date.getUTCMonth() + 1) &&
      isDay(date.getUTCDate()) &&
      isWeekday(date.getUTCDay() + 1)
    )
      return false;
  return true;
}

function fieldsOf(expression: string): string[] {
  return expression.slice("cron(".length, -1).split(" ");
}

/**
 * The most days from one run of a schedule to the next, over four years from a day that has no other meaning.
 *
 * @param expression A cron expression of EventBridge.
 * @param isSpecialDay What `L`, `W` and `#` mean: `specialDay`, or nothing.
 *
 * @returns undefined where it comes less often than once in a year, or by a rule that is not read here (`L`, `W`, `#`).
 */
export function longestGapDays(
  expression: string,
  isSpecialDay?: (field: string) => ((date: Date) => boolean) | undefined,
): number | undefined {
  const [, , dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fieldsOf(expression);
  const plain = (field: string, index: number, valueOf: (date: Date) => number) => {
    const matches = matcher(field, index);
    return matches ? (date: Date) => matches(valueOf(date)) : isSpecialDay?.(field);
  };
  const isDay = plain(dayOfMonth, 2, (date) => date.getUTCDate());
  const isMonth = matcher(month, 3);
  const isWeekday = plain(dayOfWeek, 4, (date) => date.getUTCDay() + 1);
  if (!isDay || !isMonth || !isWeekday || year !== "*") return undefined;
  const start = Date.UTC(2027, 0, 1);
  let [last, longest] = [-1, 0];
  for (let index = 0; index < 4 * 366; index += 1) {
    const date = new Date(start + index * milliseconds);
    if (!isDay(date) || !isMonth(date.getUTCMonth() + 1) || !isWeekday(date)) continue;
    longest = Math.max(longest, index - Math.max(last, 0));
    last = index;
  }
  return last < 0 || longest > 366 ? undefined : Math.max(longest, 1);
}

/**
 * The days that `L`, `W` and `#` represent, once in a month (EventBridge Scheduler user guide, "Schedule types", cron-based schedules, read
 * 2026-11-28). Undefined for another syntax.
 */
export function specialDay(field: string): ((date: Date) => boolean) | undefined {
  const [, day = "", kind = "", number = ""] =
    /^(\d+|[A-Z]{3}(?=[L#])|L(?=W))?([LW#])(?:-?(\d+))?$/.exec(field) ?? [];
  const isWeekday = (date: Date) => date.getUTCDay() % 6 !== 0;
  const lastDay = (date: Date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const at = (date: Date, day: number) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day));
  /** The weekday next to a day, in the same month. */
  const nearest = (date: Date, day: number) =>
    [0, -1, 1, -2, 2]
      .map((off) => day + off)
      .find((one) => one >= 1 && one <= lastDay(date) && isWeekday(at(date, one)));
  if (kind === "W")
    return (date) => nearest(date, day === "L" ? lastDay(date) : Number(day)) === date.getUTCDate();
  if (kind === "L" && day === "") return (date) => date.getUTCDate() === lastDay(date) - Number(number);
  const isThatDay = matcher(day, 4);
  if (!isThatDay) return undefined;
  if (kind === "L") return (date) => isThatDay(date.getUTCDay() + 1) && date.getUTCDate() > lastDay(date) - 7;
  return (date) => isThatDay(date.getUTCDay() + 1) && Math.ceil(date.getUTCDate() / 7) === Number(number);
}

/** The values that a field represents; undefined for syntax that is not parsed here, and for what AWS would reject. */
function matcher(field: string, index: number): ((value: number) => boolean) | undefined {
  const known = fields[index];
  const values = known && cronValues(field === "?" ? "*" : field, known);
  return values && ((value) => values.has(value));
}
