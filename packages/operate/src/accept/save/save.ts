import type { Backups } from "../../restore/clients.ts";
import type { StoreKind } from "../../restore/stores.ts";
import type { Pace } from "../../watch.ts";
import { clusters, deleteDatabaseSnapshots, instances, saveDatabase } from "./database.ts";
import { deleteVault, saveFileSystem } from "./fileSystem.ts";
import type { Saving } from "./saving.ts";
import { deleteSnapshots, saveVolume } from "./volume.ts";
import { deleteBackups, saveWindows } from "./windows.ts";

/**
 * Creates one recovery point of a store for each mark. A repeated call waits for or returns the existing one.
 *
 * @returns its id, in the form that `ballast restore` lists, as soon as a store can be restored from it.
 */
export function saveStore(aws: Backups, saving: Saving, pace: Pace): Promise<string> {
  switch (saving.store.kind) {
    case "ebs":
      return saveVolume(aws, saving, pace);
    case "efs":
      return saveFileSystem(aws, saving, pace);
    case "fsx":
      return saveWindows(aws, saving, pace);
    case "rds":
      return saveDatabase(aws, instances, saving, pace);
    case "aurora":
      return saveDatabase(aws, clusters, saving, pace);
  }
}

/** Deletes all recovery points of a mark, and the resources that AWS Backup restored from them. */
export async function deleteSaved(
  aws: Backups,
  { kinds, mark }: { kinds: ReadonlySet<StoreKind>; mark: string },
  pace: Pace,
): Promise<void> {
  if (kinds.has("ebs")) await deleteSnapshots(aws, mark);
  if (kinds.has("efs")) await deleteVault(aws, mark, pace);
  if (kinds.has("fsx")) await deleteBackups(aws, mark);
  if (kinds.has("rds")) await deleteDatabaseSnapshots(aws, instances, mark);
  if (kinds.has("aurora")) await deleteDatabaseSnapshots(aws, clusters, mark);
}
