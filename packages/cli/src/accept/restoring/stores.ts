import {
  findStore,
  OperateError,
  restoreSteps,
  saveStore,
  type Chosen,
  type FoundStore,
  type Restoring,
  type Standing,
  type Store,
} from "@ballast/operate";
import { partitionOfRegion } from "@ballast/aws/values";
import { apply, defaultRole, type Context } from "../../restore/apply.ts";
import { restoringOf } from "../../restore/restoring.ts";
import { storesOf } from "../../stackStores.ts";
import type { Planned, StepContext } from "../step.ts";

/** Stores that the stack declares. The run does not restore volumes that a plugin created. */
export function ownStores({ planned: { project, plan } }: Planned): Store[] {
  return storesOf(project, plan).stores.filter(({ urn }) => urn !== undefined);
}

/** The role with which AWS Backup backs up and restores EFS file systems. */
export function backupRole({ record, backupRoleArn }: StepContext): string {
  const partition = partitionOfRegion(record.region) ?? "aws";
  return backupRoleArn ?? defaultRole(`arn:${partition}:backup:${record.region}:${record.account}:`);
}

/** The run's recovery point of a store, which the run's mark identifies. */
export async function savedPoint(context: StepContext, store: Store): Promise<string> {
  const { backups, record, tags, pace } = context;
  const saving = {
    store,
    standing: onlyOne(await findStore(backups, store)),
    mark: record.mark,
    tags,
    roleArn: backupRole(context),
  };
  return saveStore(backups, saving, pace);
}

function onlyOne({ store, standing }: FoundStore): Standing {
  const [one, other] = standing;
  if (one !== undefined && other === undefined) return one;
  throw new OperateError(
    `${standing.length} resources have the tags of ${store.name}: ${standing.map(({ id }) => id).join(", ") || "none"}. Expected one.`,
  );
}

/**
 * Finds the recovery point as `ballast restore` does, runs the calls of `--apply`, and returns the data from which
 * its steps are printed.
 */
export async function restoringFrom(context: StepContext, store: Store, point: string): Promise<Restoring> {
  const { planned, backups: aws, pace } = context;
  const found = await findStore(aws, store);
  const chosen = chosenOf(found, point);
  const restore: Context = {
    ...planned,
    aws,
    points: aws,
    options: {
      stack: planned.plan.stack,
      store: store.name,
      apply: true,
      yes: true,
      role: backupRole(context),
      timeout: pace.timeoutSeconds / 60,
      format: "table",
    },
    following: (_minutes, run) => run(pace),
    // The recovery point is the run's own, so only the run's second stack mounts what was restored from it.
    isUsedWhileMounted: true,
  };
  return restoringOf(restore, found, chosen, await apply(restore, found, chosen));
}

function chosenOf({ store, points }: FoundStore, id: string): Chosen {
  const point = points.find((one) => one.id === id);
  if (point === undefined)
    throw new OperateError(`ballast restore does not list ${id} among the recovery points of ${store.name}.`);
  if (point.unusable !== undefined || point.time === undefined)
    throw new OperateError(
      `${id} of ${store.name} cannot be restored: ${point.unusable ?? "AWS does not say when it was made"}.`,
    );
  return { from: "point", point, time: point.time };
}

/** The commands that `ballast restore` prints for a store that no setting adopts; they create and delete a copy. */
export function printedCommands(restoring: Restoring): { create: string[]; remove: string[] } {
  const all = restoreSteps(restoring).flatMap(({ commands }) => commands);
  const isRemoving = (line: string): boolean => /^aws \w+ delete-/.test(line);
  return { create: all.filter((line) => !isRemoving(line)), remove: all.filter(isRemoving) };
}

/**
 * Whether the printed commands create something that can be read. That is true only for Aurora clusters; for other
 * stores they describe manual steps.
 */
export function isRestoredByCommands({ settings, found }: Restoring): boolean {
  return settings.length === 0 && found.store.kind === "aurora";
}
