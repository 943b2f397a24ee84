import { isDay } from "@ballast/model";
import { quoted } from "./quoting.ts";
import type { FaultList } from "./faultList.ts";

export { isDay } from "@ballast/model";

/** A reason that may hold for a time only. */
export interface Reason {
  reason: string;
  /** Last day on which the waiver applies, in UTC, for example `2027-03-31`. @default - no expiry date */
  expires?: string;
}

const suffix = / \(until (\d{4}-\d{2}-\d{2})\)$/;

/** The text that a finding shows: `a development share (until 2027-03-31)`. It is only for display; decisions use the reason itself. */
export function writeReason({ reason, expires }: Reason): string {
  return expires === undefined ? reason : `${reason} (until ${expires})`;
}

/** Splits the text of `writeReason` into reason and date, which are displayed separately. */
export function readReason(text: string): Reason {
  const expires = suffix.exec(text)?.[1];
  return expires === undefined ? { reason: text } : { reason: text.replace(suffix, ""), expires };
}

/** A day of the calendar in UTC, as `2027-03-31`. Days in this form are in order where their texts are. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

export function dayAfter(day: string, days: number): string {
  const moment = new Date(day);
  moment.setUTCDate(moment.getUTCDate() + days);
  return dayOf(moment);
}

export function checkDay(faults: FaultList, path: string, day: unknown): void {
  if (day !== undefined && !(typeof day === "string" && isDay(day))) {
    faults.add(
      path,
      `${quoted(path, day)} is not a day; give year, month and day, for example "2027-03-31".`,
    );
  }
}
