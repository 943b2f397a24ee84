import { parseMoment } from "./moment.ts";

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns undefined if the text is neither a duration nor a date and time. */
export function sinceDate(text: string, now: Date): Date | undefined {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return unit === "" ? parseMoment(text) : new Date(now.getTime() - Number(count) * (units[unit] ?? 0));
}
