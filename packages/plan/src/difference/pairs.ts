import type { PlannedResource } from "@ballast/model";

/** A resource that goes on, under the same URN or by an alias. */
export interface Pair {
  from: PlannedResource;
  to: PlannedResource;
}

export interface Pairs {
  pairs: Pair[];
  added: PlannedResource[];
  removed: PlannedResource[];
}

/** Which resource goes on as which: as the engine finds them, by the URN first and then by the first alias that fits. */
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
