const numbers = new Intl.Collator("en", { numeric: true });

/** By zone, then by id, in which numbers count as such. One collator, because making one takes longer than comparing. */
export function inReadingOrder<T extends { id: string; availabilityZone: string }>(
  instances: readonly T[],
): T[] {
  return [...instances].sort(
    (one, other) =>
      numbers.compare(one.availabilityZone, other.availabilityZone) || numbers.compare(one.id, other.id),
  );
}
