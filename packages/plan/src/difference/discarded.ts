import { discarding, lookOf, type Sides } from "@ballast/aws";
import { isAt, topLevel, type PlannedResource } from "@ballast/model";
import { keptByPulumi, lossRow, type DataLoss } from "./dataLoss.ts";
import type { Pair } from "./pairs.ts";

// Data that AWS keeps for a limited time or up to a maximum number, and deletes when a change lowers that limit.

/** The data that AWS deletes because of changes to a resource that stays, or to a setting that is replaced. */
export function discardedIn({ from, to }: Pair, changed: readonly string[]): DataLoss[] {
  const look = lookOf(to.type);
  // The setting now applies to another store, of which nothing is deleted.
  const isMoved = look?.as === "part" && changed.some((path) => isAt(path, look.of));
  const before = isMoved ? {} : from.inputs;
  const paths = isMoved ? Object.keys(to.inputs) : changed;
  return discardedBy({ ...to, urn: from.urn }, paths, { before, after: to.inputs });
}

export function discardedBy(resource: PlannedResource, changed: readonly string[], sides: Sides): DataLoss[] {
  return discarding(resource.type, changed, sides).map(({ path, ...discarded }) =>
    // Protection does not prevent an update.
    lossRow(
      { ...resource, protect: false },
      { how: "discarded", cause: [path], ...discarded },
      keptByPulumi({}),
      [],
    ),
  );
}

/** The data of an existing store that a new setting deletes. */
export function discardedByNew(added: readonly PlannedResource[]): DataLoss[] {
  return newSettings(added).flatMap((resource) =>
    discardedBy(resource, Object.keys(resource.inputs), { before: {}, after: resource.inputs }),
  );
}

/** New settings of existing stores. */
function newSettings(added: readonly PlannedResource[]): PlannedResource[] {
  const isNew = new Set(added.map(({ urn }) => urn));
  return added.filter(({ custom, type, propertyDependencies }) => {
    const look = lookOf(type);
    if (!custom || look?.as !== "part") return false;
    const stores = propertyDependencies[topLevel(look.of)] ?? [];
    return stores.length === 0 || stores.some((urn) => !isNew.has(urn));
  });
}
