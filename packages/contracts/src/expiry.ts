import { given } from "./checks.ts";
import type { Faults } from "./faults.ts";

/** A reason that may hold for a time only. */
export interface Reason {
  reason: string;
  /**
   * Last day on which it holds, as `2027-03-31`.
   *
   * @default - it holds until somebody takes it back
   */
  expires?: string;
}

const suffix = / \(until (\d{4}-\d{2}-\d{2})\)$/;

/** As a waiver carries it: `a development share (until 2027-03-31)`. */
export function writeReason({ reason, expires }: Reason): string {
  return expires === undefined ? reason : `${reason} (until ${expires})`;
}

/** What `writeReason` wrote, taken apart. */
export function readReason(text: string): Reason {
  const expires = suffix.exec(text)?.[1];
  return expires === undefined ? { reason: text } : { reason: text.replace(suffix, ""), expires };
}

/** Whether a text is a day of the calendar, as `2027-03-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.valueOf()) && time.toISOString().startsWith(text);
}

export function checkDay(faults: Faults, path: string, day: unknown): void {
  if (day !== undefined && !(typeof day === "string" && isDay(day))) {
    faults.add(path, `${given(day)} is no day; give year, month and day, for example "2027-03-31".`);
  }
}
