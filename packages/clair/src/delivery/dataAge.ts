import type { Faults } from "@ballast/contracts";

/** Default interval of the rescan build, in hours. */
export const defaultRescanHours = 24;

/**
 * Days after which an alarm tells how old the data is: a day before the gate closes, of a limit of one day half a day, also where
 * the age is measured just before that. Rounded down to hundredths; not above 0 where nothing is left.
 */
export function alarmDays(days: number, rescanHours: number): number {
  return Math.floor(100 * (days - Math.min(1, days / 2) - rescanHours / 24)) / 100;
}

/** Checks that the alarm about outdated data can start before the gate rejects the data. */
export function checkDataAge(
  faults: Faults,
  days: number | undefined,
  hours: number = defaultRescanHours,
): void {
  const isWhole = [days, hours].every((one) => Number.isInteger(one) && Number(one) > 0);
  if (days === undefined || !isWhole || alarmDays(days, hours) > 0) return;
  let least = days;
  while (alarmDays(least, hours) <= 0) least += 1;
  faults.add(
    "clair.maximumDataAgeDays",
    `${days} leaves no time for its alarm, as its age is measured every ${hours} h. Use at least ${least}, or a smaller rescanHours.`,
  );
}
