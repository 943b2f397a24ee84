import type { FoundVolume } from "./found.ts";

/** Prices per GiB and month, by storage class. */
export interface Prices {
  /** The currency to print: `EUR`. */
  currency: string;
  /** EBS prices by volume type: `gp3`. */
  ebs: Record<string, number>;
  /** EFS prices by `standard`, `infrequentAccess`, `archive`, `oneZone`, `oneZoneInfrequentAccess`. */
  efs: Record<string, number>;
}

/** @returns the monthly cost of its storage; undefined if a price is missing. */
export function monthlyCost({ kind, storage }: FoundVolume, prices: Prices): number | undefined {
  const table = kind === "EBS" ? prices.ebs : prices.efs;
  let total = 0;
  for (const { storageClass, gib } of storage) {
    const price = Object.hasOwn(table, storageClass) ? table[storageClass] : undefined;
    if (price === undefined) return undefined;
    total += price * gib;
  }
  return total;
}
