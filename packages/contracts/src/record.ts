import { given, listed } from "./quoting.ts";

/**
 * One value of a record whose keys are somebody's words: `entryOf(cluster.capacityProviderNames, "general")`.
 *
 * @param what The record, for the message. @default "the record"
 *
 * @throws {Error} that lists the record's keys, if it has no such key.
 */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string, what = "the record"): T {
  // A key such as `constructor` is in every object, and in no record.
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  if (value !== undefined) return value;
  const keys = Object.keys(record);
  throw new Error(
    `${what} has no key ${given(key)}. Use one of its keys: ${keys.length === 0 ? "it has none" : listed(keys)}.`,
  );
}
