const form =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The format of a date and time, for messages. */
export const momentForm =
  "2026-11-27T03:00:00Z, or 2026-11-27T04:00:00+01:00: a date, a time and the offset from UTC";

/**
 * @returns undefined if the text is not a date and time with an offset. Without an offset it would depend on the
 *   machine's time zone.
 */
export function parseMoment(text: string): Date | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "0"] = found;
  // JavaScript moves an invalid day to the next month.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
