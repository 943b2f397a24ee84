import type { SettingFault } from "./refusal.ts";

/**
 * Keys that every JavaScript object has, such as `__proto__` and `constructor`, anywhere in a value: as names of the user's
 * things they would be lost, or found where nobody wrote them.
 */
export function checkNames(path: readonly (string | number)[], value: unknown): SettingFault[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => checkNames([...path, index], one));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [
    ...(key in Object.prototype
      ? [{ path: [...path, key], text: "has a name that every JavaScript object has. Use another name." }]
      : []),
    ...checkNames([...path, key], one),
  ]);
}
