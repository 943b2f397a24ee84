import type { PlannedResource } from "@ballast/model";

/** A resource that continues, under the same URN or by an alias. */
export interface Pair {
  from: PlannedResource;
  to: PlannedResource;
}

export interface Pairs {
  pairs: Pair[];
  added: PlannedResource[];
  removed: PlannedResource[];
}

/** Pairs old and new resources as the engine does: by the URN first, then by the first alias that matches. */
export function pairsOf(before: readonly PlannedResource[], after: readonly PlannedResource[]): Pairs {
  const left = new Map(before.map((resource) => [resource.urn, resource]));
  const now = new Set(after.map(({ urn }) => urn));
  const found: Pairs = { pairs: [], added: [], removed: [] };
  for (const to of after) {
    const urn = [to.urn, ...to.aliases.filter((alias) => !now.has(alias))].find((one) => left.has(one));
    const from = left.get(urn ?? "");
    if (from === undefined) {
      found.added.push(to);
    } else {
      found.pairs.push({ from, to });
      left.delete(from.urn);
    }
  }
  return { ...found, removed: [...left.values()] };
}
