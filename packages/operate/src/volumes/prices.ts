import type { FoundVolume } from "./found.ts";

/** What a GiB-month of storage costs the user, by storage class. */
export interface Prices {
  /** As it is to be printed: `EUR`. */
  currency: string;
  /** By volume type: `gp3`. */
  ebs: Record<string, number>;
  /** `standard`, `infrequentAccess`, `archive`, `oneZone`, `oneZoneInfrequentAccess`. */
  efs: Record<string, number>;
}

/** @returns what its storage costs a month; undefined where the prices do not say. */
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
