import { given, type Faults } from "@ballast/contracts";

/** A fault for a name that the IANA database of time zones does not have. */
export function checkTimeZone(faults: Faults, path: string, timeZone: string | undefined): void {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    faults.add(path, `${given(timeZone)} is not a time zone, for example "Europe/Berlin".`);
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    // Offsets, which AWS's schedulers do not know.
    return !/^[+-]/.test(timeZone);
  } catch {
    return false;
  }
}
