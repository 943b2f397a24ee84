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
 *
 * @returns undefined where it comes less often than once in a year, or by a rule that is not read here (`L`, `W`, `#`).
 */
export function longestGapDays(expression: string): number | undefined {
  const [, , dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fieldsOf(expression);
  const isDay = matcher(dayOfMonth, 2);
  const isMonth = matcher(month, 3);
  const isWeekday = matcher(dayOfWeek, 4);
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

/** The values that a field represents; undefined for syntax that is not parsed here, and for what AWS would reject. */
function matcher(field: string, index: number): ((value: number) => boolean) | undefined {
  const known = fields[index];
  const values = known && cronValues(field === "?" ? "*" : field, known);
  return values && ((value) => values.has(value));
}
