import type * as pulumi from "@pulumi/pulumi";
import { given, listed } from "./quoting.ts";

/**
 * One value of a list, or of a record whose keys users choose: `entryOf(cluster.capacityProviderNames, "general")`.
 *
 * @param what The record, for the message. @default "the record"
 *
 * @throws {Error} that lists the existing keys, if this key does not exist.
 */
export function entryOf<T>(
  record: Readonly<Record<string, T>> | readonly T[],
  key: string | number,
  what = "the record",
): T {
  // A key such as `constructor` is in every object, and in no record.
  const value = Object.hasOwn(record, key) ? (record as Record<string | number, T>)[key] : undefined;
  if (value !== undefined) return value;
  const keys = Object.keys(record);
  throw new Error(
    `${what} has no key ${given(key)}. Use one of its keys: ${keys.length === 0 ? "it has none" : listed(keys)}.`,
  );
}

/** A value whose existence was checked before. @throws if it is missing nevertheless; otherwise AWS would get an empty value. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing, and the check of the arguments let it pass.`);
  return value;
}

/**
 * A value made of what a provider computes. Under mocks that answer with a resource's inputs alone, as many teams' unit tests
 * have them, nothing was computed, and the value is undefined.
 */
export function fromComputed<T, U>(computed: pulumi.Output<T>, make: (value: T) => U): pulumi.Output<U> {
  const mayBeMissing: pulumi.Output<T | undefined> = computed;
  return mayBeMissing.apply((value) => (value === undefined ? (undefined as U) : make(value)));
}

/** An output of a CloudFormation stack. */
export function stackOutput(
  outputs: pulumi.Output<Record<string, string>>,
  key: string,
): pulumi.Output<string> {
  return fromComputed(outputs, (known) => entryOf(known, key, "The stack's outputs"));
}
