import { isUsageKey, usageKeys, type UsageKey } from "@ballast/aws/charges";
import { isFields, nearest } from "@ballast/model";

/** What a stack's settings say of its use: for every resource of a kind, or for some by their names. */
export type UsageSettings = Partial<Record<UsageKey, number | Record<string, number>>>;

/** @param where What holds it, as its reader knows it: `ballast:usage`. */
export function readUsage(given: unknown, where: string): { usage: UsageSettings; faults: string[] } {
  if (given === undefined) return { usage: {}, faults: [] };
  if (!isFields(given))
    return { usage: {}, faults: [`${where} is ${JSON.stringify(given)}; expected: numbers by their keys.`] };
  const usage: UsageSettings = {};
  const faults: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    const path = `${where}.${key}`;
    if (!isUsageKey(key)) {
      const near = nearest(key, Object.keys(usageKeys));
      faults.push(
        `${path} is not an assumption about use.${near === undefined ? "" : ` Did you mean ${near}?`} docs/cost.md lists them.`,
      );
      continue;
    }
    const wrong = faultsOf(value, path);
    if (wrong.length > 0) faults.push(...wrong);
    else usage[key] = value as number | Record<string, number>;
  }
  return { usage, faults };
}

function faultsOf(value: unknown, path: string): string[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([name, one]) =>
      isQuantity(one) ? [] : [fault(one, `${path}["${name}"]`)],
    );
  return isQuantity(value) ? [] : [fault(value, path)];
}

function isQuantity(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function fault(value: unknown, path: string): string {
  return `${path} is ${JSON.stringify(value)}; expected: a number from 0, or numbers by the names of resources.`;
}

/** What the settings say of one resource. */
export function usageOf(usage: UsageSettings, key: UsageKey, name: string): number | undefined {
  const given = usage[key];
  if (typeof given === "number") return given;
  return given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
}
