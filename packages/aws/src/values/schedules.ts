import { fields, list, text, type Fields } from "@ballast/model";
import { cronFields, cronValues } from "../cronField.ts";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText, numeric } from "./known.ts";
import type { RefusedValue, ValueSource } from "./limit.ts";
import { refused, sources } from "./sources.ts";

/** Six fields of a cron expression in AWS, in order, with their names in messages. */
const cronParts = [
  ["minutes", cronFields.minute],
  ["hours", cronFields.hour],
  ["days of the month", cronFields.dayOfMonth],
  ["months", cronFields.month],
  ["days of the week", cronFields.dayOfWeek],
  ["years", cronFields.year],
] as const;

/** `L`, `L-3`, `LW` and `15W` in the day of the month, and `6L` and `2#1` in the day of the week. */
const special: Readonly<Record<string, RegExp>> = {
  "days of the month": /^(?:L(?:-\d+)?|LW|(?:[1-9]|[12]\d|3[01])W)$/,
  "days of the week": /^(?:L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
};

/** Why AWS rejects the six fields of a cron expression, as a text that follows "AWS accepts ". */
export function cronFault(inside: string): string | undefined {
  const given = inside.trim().toUpperCase().split(/\s+/);
  if (given.length !== cronParts.length) return "cron(minutes hours day-of-month month day-of-week year)";
  for (const [index, value] of given.entries()) {
    const [name, field] = cronParts[index] ?? cronParts[0];
    const form = special[name];
    if (form !== undefined && value === "?") continue;
    const ordinary = value.split(",").filter((part) => !form?.test(part));
    if (ordinary.length > 0 && cronValues(ordinary.join(","), field) === undefined)
      return `${name} from ${field.from} to ${field.to}${"names" in field ? ` or ${field.names[0]} to ${field.names.at(-1)}` : ""}`;
  }
  return (given[2] === "?") === (given[4] === "?")
    ? '"?" for either the day of the month or the day of the week'
    : undefined;
}

const rateForm = /^rate\(\s*(\d+)\s+(minute|hour|day)(s?)\s*\)$/;
const atForm = /^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/;

interface Kinds {
  rate?: boolean;
  at?: boolean;
  /** EventBridge requires `rate(1 hour)`, and rejects `rate(1 hours)` and `rate(2 hour)`. */
  isStrict?: boolean;
}

/** Why AWS rejects a schedule, as a text that follows "AWS accepts ". */
export function expressionFault(expression: string, { rate, at, isStrict }: Kinds): string | undefined {
  const [, inside] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (inside !== undefined) return cronFault(inside);
  const [, amount, unit, plural] = rateForm.exec(expression) ?? [];
  if (rate && amount !== undefined) {
    if (Number(amount) < 1) return "a rate of at least 1";
    const isPlural = Number(amount) > 1;
    return isStrict && isPlural !== (plural === "s")
      ? `rate(${amount} ${unit}${isPlural ? "s" : ""})`
      : undefined;
  }
  if (at && atForm.test(expression) && !Number.isNaN(Date.parse(`${expression.slice(3, -1)}Z`)))
    return undefined;
  return [
    "cron(minutes hours day-of-month month day-of-week year)",
    ...(rate ? ["rate(5 minutes)"] : []),
    ...(at ? ["at(2027-01-31T13:00:00)"] : []),
  ].join(", ");
}

function* refusedExpression(
  value: unknown,
  path: string,
  kinds: Kinds,
  from: ValueSource,
): Iterable<RefusedValue> {
  const expression = knownText(value);
  const fault = expression === "" ? undefined : expressionFault(expression, kinds);
  if (fault !== undefined) yield refused(path, expression, fault, from);
}

function* refusedZone(inputs: Fields, property: string, from: ValueSource): Iterable<RefusedValue> {
  const zone = knownText(inputs[property]);
  if (zone !== "" && !isTimeZone(zone))
    yield refused(property, zone, "time zones of the IANA database, such as Europe/Berlin", from);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

/** A rule of EventBridge. */
export const eventRule: RefusesTogether = (inputs) =>
  refusedExpression(
    inputs["scheduleExpression"],
    "scheduleExpression",
    { rate: true, isStrict: true },
    sources.eventsGuide,
  );

/** A schedule of EventBridge Scheduler. */
export const schedule: RefusesTogether = function* (inputs) {
  const from = sources.apiOfScheduler;
  yield* refusedExpression(
    inputs["scheduleExpression"],
    "scheduleExpression",
    { rate: true, at: true },
    from,
  );
  yield* refusedZone(inputs, "scheduleExpressionTimezone", from);
  const { mode, maximumWindowInMinutes: minutes } = fields(inputs["flexibleTimeWindow"]);
  const path = "flexibleTimeWindow.maximumWindowInMinutes";
  if (text(mode) === "FLEXIBLE" && minutes === undefined)
    yield refused(path, undefined, "the mode FLEXIBLE with maximumWindowInMinutes", from);
  if (text(mode) === "OFF" && minutes !== undefined)
    yield refused(path, minutes, "no maximumWindowInMinutes with the mode OFF", from);
};

/** A scheduled action of Application Auto Scaling. */
export const scalingSchedule: RefusesTogether = function* (inputs) {
  const from = sources.apiOfScaling;
  yield* refusedExpression(inputs["schedule"], "schedule", { rate: true, at: true }, from);
  yield* refusedZone(inputs, "timezone", from);
};

/** A scheduled action of an Auto Scaling group, in the five fields of Unix cron. */
export const groupSchedule: RefusesTogether = function* (inputs) {
  const from = sources.apiOfScaling;
  const recurrence = knownText(inputs["recurrence"]);
  const given = recurrence.trim().toUpperCase().split(/\s+/);
  const parts = [...cronParts.slice(0, 4).map(([, field]) => field), cronFields.unixDayOfWeek];
  const isCron =
    given.length === parts.length &&
    given.every((value, index) => cronValues(value, parts[index] ?? cronFields.minute) !== undefined);
  if (recurrence !== "" && !isCron)
    yield refused("recurrence", recurrence, "minute hour day-of-month month day-of-week", from);
  yield* refusedZone(inputs, "timeZone", from);
};

const coldDays = 90;

/** The rules of a backup plan. */
export const backupPlan: RefusesTogether = function* (inputs) {
  const from = sources.apiOfBackup;
  for (const [index, rule] of list(inputs["rules"]).map(fields).entries()) {
    const at = `rules[${index}].`;
    yield* refusedExpression(rule["schedule"], `${at}schedule`, {}, from);
    const start = numeric(rule["startWindow"]);
    if (start !== undefined && start < 60)
      yield refused(`${at}startWindow`, start, "at least 60 minutes", from);
    yield* refusedLifecycle(fields(rule["lifecycle"]), `${at}lifecycle.`);
    for (const [position, copy] of list(rule["copyActions"]).map(fields).entries())
      yield* refusedLifecycle(fields(copy["lifecycle"]), `${at}copyActions[${position}].lifecycle.`);
  }
};

function* refusedLifecycle(lifecycle: Fields, at: string): Iterable<RefusedValue> {
  const [cold, last] = [numeric(lifecycle["coldStorageAfter"]), numeric(lifecycle["deleteAfter"])];
  // 0 and -1 stand for no transition and no deletion.
  if (cold === undefined || last === undefined || cold <= 0 || last <= 0) return;
  if (last < cold + coldDays)
    yield refused(
      `${at}deleteAfter`,
      last,
      `at least ${cold + coldDays}, ${coldDays} days after coldStorageAfter`,
      sources.apiOfBackup,
    );
}
