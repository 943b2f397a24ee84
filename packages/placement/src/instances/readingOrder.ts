const numbers = new Intl.Collator("en", { numeric: true });

/** Sorts by zone, then by id with numbers in numeric order. Uses one collator, because creating one takes longer than a comparison. */
export function inReadingOrder<T extends { id: string; availabilityZone: string }>(
  instances: readonly T[],
): T[] {
  return [...instances].sort(
    (one, other) =>
      numbers.compare(one.availabilityZone, other.availabilityZone) || numbers.compare(one.id, other.id),
  );
}
