import { OperateError } from "../operateError.ts";
import type { Backups } from "./clients.ts";
import { findCluster } from "./find/clusters.ts";
import { findDatabase } from "./find/databases.ts";
import { findFileSystem } from "./find/fileSystems.ts";
import { withKeys } from "./find/keys.ts";
import { findVolume } from "./find/volumes.ts";
import { findWindowsFileSystem } from "./find/windows.ts";
import type { FoundStore } from "./found.ts";
import type { RecoveryPoint } from "./points.ts";
import { kindWords, type Store, type StoreKind } from "./stores.ts";

/** @param points The clients of the region that has the recovery points. */
type Finder = (aws: Backups, store: Store, points: Backups) => Promise<FoundStore>;

const finders: Record<StoreKind, Finder> = {
  ebs: findVolume,
  efs: findFileSystem,
  fsx: findWindowsFileSystem,
  rds: findDatabase,
  aurora: findCluster,
};

/**
 * A store as it exists in AWS, with its recovery points, the newest first.
 *
 * @param aws Of the stack's region, where the store stands.
 * @param elsewhere Of the region that has the recovery points. @default - the stack's
 */
export async function findStore(aws: Backups, store: Store, elsewhere = aws): Promise<FoundStore> {
  const found = await finders[store.kind](aws, store, elsewhere);
  const { points, notes } = await withKeys(elsewhere, found.points.map(withoutOnlySource(found)));
  const several =
    found.standing.length > 1
      ? [
          `${found.standing.map(({ id }) => id).join(" and ")} have the same tags, so which of them is ${store.name} is unknown. ` +
            "The recovery points of all of them are listed; check the source of each.",
        ]
      : [];
  const first = (time: Date | undefined): number => time?.getTime() ?? Number.POSITIVE_INFINITY;
  return {
    ...found,
    points: points.sort((one, other) => first(other.time) - first(one.time) || (one.id < other.id ? -1 : 1)),
    notes: [...found.notes, ...several, ...notes],
  };
}

/** The source of a recovery point is shown only if it is ambiguous: not if the store has one resource and the point is of that one. */
function withoutOnlySource({ standing }: FoundStore): (point: RecoveryPoint) => RecoveryPoint {
  return ({ of, ...point }) =>
    of === undefined || (standing.length === 1 && standing[0]?.id === of) ? point : { ...point, of };
}

/**
 * @param asked The name of a store or of its component.
 * @throws {OperateError} where no store, or more than one, has the name.
 */
export function storeNamed(stores: Store[], asked: string, stack: string): Store {
  const exact = stores.filter(({ name }) => name === asked);
  const found = exact.length > 0 ? exact : stores.filter(({ component }) => component === asked);
  const [one] = found;
  if (one && found.length === 1) return one;
  const names = stores.map(({ name, kind }) => `${name} (${kindWords[kind]})`).join(", ");
  throw new OperateError(
    found.length > 1
      ? `${asked} has ${found.length} stores: ${found.map(({ name }) => name).join(", ")}. Name one of them with --store.`
      : `${stack} has no store with the name ${asked}. ${stores.length === 0 ? "It has no store that this command can restore" : `Its stores are ${names}`}.`,
  );
}
