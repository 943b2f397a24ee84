import { fields, text } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { isKnownText } from "./known.ts";
import { refused, sources } from "./sources.ts";

/** A Secrets Manager rotation schedule: when its window opens, in UTC, and how often. */
export interface RotationSchedule {
  /** Hours of the day at which the window opens. */
  hours: number[];
  /** Hours between two openings. */
  every: number;
}

/**
 * Why Secrets Manager rejects a schedule, as a text that follows "AWS accepts ". Minutes must be 0 and the
 * year `*`, because windows open on the hour and at least once a year.
 */
export function scheduleFault(expression: string): string | undefined {
  const [, amount, unit] = /^rate\((\d+) (hours?|days?)\)$/.exec(expression) ?? [];
  if (amount !== undefined) {
    const count = Number(amount);
    const isPlural = unit?.endsWith("s") === true;
    if (unit?.startsWith("hour") && (count < 4 || count > 999 * 24))
      return "a rotation every 4 hours at most";
    if (unit?.startsWith("day") && (count < 1 || count > 999)) return "1 to 999 days";
    return count > 1 && !isPlural ? `rate(${count} ${unit}s)` : undefined;
  }
  const parts = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  if (parts.length !== 6) return "cron(0 hours day-of-month month day-of-week *), or rate(number unit)";
  const [minutes = "", hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = parts;
  if (minutes !== "0") return "0 as the minutes of a schedule";
  if (year !== "*") return "* as the year of a schedule";
  if (hoursIn(hours) === undefined) return "hours from 0 to 23";
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    return "? for either the day of the month or the day of the week";
  if (!/^(\*|L|\?|[\d,\-/*]+)$/.test(dayOfMonth) || numbersIn(dayOfMonth).some((day) => day < 1 || day > 31))
    return "days of the month from 1 to 31";
  if (
    !/^(\*|([A-Z\d]+[,\-/]?)+|\*\/\d+)$/i.test(month) ||
    numbersIn(month).some((one) => one < 1 || one > 12)
  )
    return "months from 1 to 12 or JAN to DEC";
  return /^(\*|\?|L|([A-Z\d]+[,\-/#]?)+L?)$/i.test(dayOfWeek)
    ? undefined
    : "days of the week from 1 to 7 or SUN to SAT";
}

function numbersIn(text: string): number[] {
  return [...text.replace(/\/\d+/g, "").matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

/** Parses hours such as `8`, `0/4`, `1,13`, `2-6`; undefined for invalid hours. */
export function hoursIn(text: string): number[] | undefined {
  if (text === "*") return Array.from({ length: 24 }, (_, hour) => hour);
  const all: number[] = [];
  for (const part of text.split(",")) {
    const [, from, to, step] = /^(\d+|\*)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === undefined) return undefined;
    if (step !== undefined && Number(step) < 1) return undefined;
    const first = from === "*" ? 0 : Number(from);
    const last = to !== undefined ? Number(to) : step !== undefined || from === "*" ? 23 : first;
    for (let hour = first; hour <= last; hour += Number(step ?? 1)) all.push(hour);
  }
  return all.every((hour) => hour >= 0 && hour < 24) && all.length > 0 ? all : undefined;
}

/** The window openings of a valid schedule. A rate starts at midnight. */
export function openings(expression: string): RotationSchedule {
  const [, hourly] = /^rate\((\d+) hours?\)$/.exec(expression) ?? [];
  if (hourly !== undefined) return { hours: [0], every: Number(hourly) };
  const hours = hoursIn(/^cron\(0 (\S+) /.exec(expression)?.[1] ?? "0") ?? [0];
  const sorted = [...hours].sort((one, other) => one - other);
  const gaps = sorted.map((hour, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 24) - hour);
  return { hours: sorted, every: sorted.length > 1 ? Math.min(...gaps) : 24 };
}

/** Why a window's length is rejected, as a text that follows "AWS accepts ". @param hours Whole hours. */
export function windowFault(expression: string, hours: number): string | undefined {
  const { hours: opens, every } = openings(expression);
  const latest = opens.at(-1) ?? 0;
  if (hours > every) return `at most ${every}h, when the next window opens`;
  return latest + hours > 24 ? `at most ${24 - latest}h, until the end of the UTC day` : undefined;
}

export const secretRotation: RefusesTogether = function* (inputs) {
  const rules = fields(inputs["rotationRules"]);
  const [schedule, duration] = [text(rules["scheduleExpression"]), text(rules["duration"])];
  const from = sources.rotationGuide;
  if (schedule !== "" && rules["automaticallyAfterDays"] !== undefined)
    yield refused(
      "rotationRules.automaticallyAfterDays",
      rules["automaticallyAfterDays"],
      "either a schedule or a number of days",
      from,
    );
  if (schedule === "" || !isKnownText(schedule)) return;
  const fault = scheduleFault(schedule);
  if (fault !== undefined) yield refused("rotationRules.scheduleExpression", schedule, fault, from);
  else if (/^\d+h$/.test(duration)) {
    const tooLong = windowFault(schedule, Number(duration.slice(0, -1)));
    if (tooLong !== undefined) yield refused("rotationRules.duration", duration, tooLong, from);
  }
};
