import { isUsageKey, usageKeys, type UsageKey } from "@ballast/aws/charges";
import { isFields, nearest, suggestion } from "@ballast/model";
import type { StackCost } from "./stackCost.ts";

/** Usage values in a stack's settings: one for all resources, or one for each resource name. */
export type UsageSettings = Partial<Record<UsageKey, number | Record<string, number>>>;

/** @param where Name of the setting for messages: `ballast:usage`. */
export function readUsage(given: unknown, where: string): { usage: UsageSettings; faults: string[] } {
  if (given === undefined) return { usage: {}, faults: [] };
  if (!isFields(given))
    return { usage: {}, faults: [`${where} is ${JSON.stringify(given)}; expected: an object of numbers.`] };
  const usage: UsageSettings = {};
  const faults: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    const path = `${where}.${key}`;
    if (!isUsageKey(key)) {
      const ask = suggestion(key, Object.keys(usageKeys));
      faults.push(
        `${path} is not an assumption about use.${ask} Allowed: ${Object.keys(usageKeys).join(", ")}. docs/cost.md explains them.`,
      );
      continue;
    }
    const wrong = faultsOf(value, path, key);
    if (wrong.length > 0) faults.push(...wrong);
    else usage[key] = value as number | Record<string, number>;
  }
  return { usage, faults };
}

function faultsOf(value: unknown, path: string, key: UsageKey): string[] {
  const most = key === "spotPercent" ? 100 : 1e12;
  const isQuantity = (one: unknown): boolean => typeof one === "number" && one >= 0 && one <= most;
  const fault = (one: unknown, at: string): string[] =>
    isQuantity(one)
      ? []
      : [
          `${at} is ${typeof one === "number" ? one : JSON.stringify(one)}; expected: a number from 0 to ${most}, or an object of numbers keyed by resource name.`,
        ];
  if (!isFields(value)) return fault(value, path);
  return Object.entries(value).flatMap(([name, one]) => fault(one, `${path}["${name}"]`));
}

/** The usage value that the settings define for one resource. */
export function usageOf(usage: UsageSettings, key: UsageKey, name: string): number | undefined {
  const given = usage[key];
  if (typeof given === "number") return given;
  return given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
}

/** Names in the settings to whose resources the setting does not apply, each with a similar name of the stack. */
export function unusedNames({
  unused,
  rows,
  free,
  unpriced,
}: Pick<StackCost, "unused" | "rows" | "free" | "unpriced">): { key: string; name: string; near?: string }[] {
  const known = new Set([...rows, ...free, ...unpriced].map(({ name }) => name));
  return unused.map(({ key, name }) => {
    const near = known.has(name) ? undefined : nearest(name, [...known]);
    return { key, name, ...(near !== undefined && { near }) };
  });
}
