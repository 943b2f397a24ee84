import { given, type Faults } from "@ballast/contracts";

/** A fault for a name that the IANA database of time zones does not have. */
export function checkTimeZone(faults: Faults, path: string, timeZone: string | undefined): void {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    faults.add(path, `${given(timeZone)} is not a time zone, for example "Europe/Berlin".`);
}

/** AWS's schedulers tell capitals from small letters, and know no offsets. */
function isTimeZone(timeZone: string): boolean {
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const alike = known.find((one) => one.toLowerCase() === timeZone.toLowerCase());
  if (alike !== undefined) return alike === timeZone;
  // Other names of a zone, such as Asia/Kolkata, are not in that list; each of their parts begins with a capital.
  if (!/^[A-Z][^/]*(\/[A-Z][^/]*)*$/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
