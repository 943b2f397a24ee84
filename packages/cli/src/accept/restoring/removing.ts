import { deleteSaved, findStore } from "@ballast/operate";
import type { StepContext } from "../step.ts";
import { isGoing, runPrinted } from "./printed.ts";
import { isRestoredByCommands, ownStores, printedCommands, restoringFrom } from "./stores.ts";

/**
 * Deletes the resources that the printed commands created, the run's recovery points, and the resources that AWS
 * Backup restored.
 */
export async function removeRestoredStores(context: StepContext): Promise<void> {
  const { backups, record, pace } = context;
  const stores = ownStores(context);
  for (const store of stores.filter(({ kind }) => kind === "aurora")) {
    const { points } = await findStore(backups, store);
    const point = points.find(({ id }) => id.startsWith(`${record.mark}-`));
    if (point === undefined || point.unusable !== undefined) continue;
    const restoring = await restoringFrom(context, store, point.id);
    if (!isRestoredByCommands(restoring)) continue;
    const { remove } = printedCommands(restoring);
    for (const line of remove) await runPrinted(context, line, isGoing);
    // The cluster causes costs until it is deleted, so wait for that.
    const [, cluster = ""] = /--db-cluster-identifier (\S+)/.exec(remove.join("\n")) ?? [];
    await runPrinted(
      context,
      `aws rds wait db-cluster-deleted --region ${backups.region} --db-cluster-identifier ${cluster}`,
    );
  }
  await deleteSaved(backups, { kinds: new Set(stores.map(({ kind }) => kind)), mark: record.mark }, pace);
}
