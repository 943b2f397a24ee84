/** Keys of a stack's configuration that everybody may read. The plan and the commands have those that no program reads. */
export const openKeys = [
  "settings",
  "exceptions",
  "longestExceptionDays",
  "acknowledged",
  "roles",
  "account",
  "usage",
  "budget",
] as const;

/** Whether a key has a meaning of its own, so that no secret can have its name. */
export function isOpenKey(key: string): boolean {
  return openKeys.some((one) => one === key);
}
