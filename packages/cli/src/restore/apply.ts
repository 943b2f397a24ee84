import {
  copyName,
  copySnapshot,
  kindWords,
  OperateError,
  restoreFileSystem,
  restoreMoment,
  unfinished,
  type Backups,
  type Chosen,
  type FoundStore,
  type Store,
  type StoreKind,
} from "@ballast/operate";
import { confirm } from "../confirm.ts";
import { following } from "../operating.ts";
import type { PlannedStack } from "../planning.ts";

export interface RestoreOptions {
  stack: string;
  store?: string;
  at?: Date;
  /** Id of the recovery point to restore. */
  point?: string;
  zone?: string;
  region?: string;
  apply?: boolean;
  role?: string;
  timeout: number;
  yes?: boolean;
  format: "table" | "json";
}

export interface Context extends PlannedStack {
  options: RestoreOptions;
  /** Of the stack's region, where the store stands. */
  aws: Backups;
  /** Of the region that has the recovery points. */
  points: Backups;
  /** Follows what AWS does, for so many minutes. @default - with a line on the terminal, and until Ctrl-C */
  following?: typeof following;
  /** Whether a file system that an earlier call restored is the result although a stack has mounted it. @default false */
  isUsedWhileMounted?: boolean;
}

/** A copy that an earlier --apply without --at began has a moment that is past by now. */
export async function begun(
  { options, aws }: Context,
  { store, standing, database }: FoundStore,
): Promise<Date | undefined> {
  const source = standing[0]?.id ?? database?.identifier;
  if (!options.apply || source === undefined || !isDatabase(store.kind)) return undefined;
  const time = await unfinished(aws, store.kind, source);
  if (time !== undefined)
    console.error(`Continues the restore to ${time.toISOString()}, which an earlier call started.`);
  return time;
}

function isDatabase(kind: StoreKind): kind is "rds" | "aurora" {
  return kind === "rds" || kind === "aurora";
}

/** @returns the id of what was created; undefined where the API has nothing to do before the settings. */
export async function apply(
  context: Context,
  found: FoundStore,
  chosen: Chosen,
): Promise<string | undefined> {
  const { options, aws, points, region, following: follow = following } = context;
  const { store, standing } = found;
  if (standing.length > 1)
    throw new OperateError(
      `${standing.map(({ id }) => id).join(" and ")} have the tags of ${store.name}: which of them belongs to the stack is unknown. Remove the tags from the ` +
        "others, and run the command again. Nothing was changed.",
    );
  const [old] = standing;
  requireHome(context, store);
  if (chosen.from === "time" && isDatabase(store.kind)) {
    const kind = store.kind;
    const { database: facts } = found;
    if (facts === undefined || (old === undefined && facts.resourceId === undefined))
      throw new OperateError(
        `${store.name} is gone, and AWS does not report its resource id: --apply cannot restore it to a point in time. Choose a snapshot with ` +
          "--point. Nothing was changed.",
      );
    const source = old?.id ?? facts.identifier;
    const restore = { kind, source, isGone: old === undefined, time: chosen.time, facts };
    const copy = copyName(source, chosen.time);
    console.error(
      `This restores ${chosen.time.toISOString()} of ${source} into ${copy}, a database that is billed by the hour, and creates the snapshot ${copy} of it.`,
    );
    await confirm(options, copy, "begin");
    return (await follow(options.timeout, (pace) => restoreMoment(aws, restore, pace))).snapshotId;
  }
  if (chosen.from === "point" && store.kind === "efs") {
    const { point } = chosen;
    const roleArn = options.role ?? defaultRole(point.id);
    console.error(
      `This has AWS Backup restore ${point.id} of ${chosen.time.toISOString()} into a new file system of ${region}, as ${roleArn}.`,
    );
    await confirm(options, store.name, "begin");
    return (
      await follow(options.timeout, (pace) =>
        restoreFileSystem(
          aws,
          { name: store.name, point, roleArn, isUsedWhileMounted: context.isUsedWhileMounted ?? false },
          pace,
        ),
      )
    ).id;
  }
  if (chosen.from === "point" && store.kind === "ebs" && points.region !== region) {
    const { id } = chosen.point;
    console.error(`This copies ${id} from ${points.region} to ${region}.`);
    await confirm(options, id, "begin");
    const copy = { from: points.region, snapshotId: id, name: store.name };
    return (await follow(options.timeout, (pace) => copySnapshot(aws, copy, pace))).id;
  }
  return undefined;
}

/** AWS restores these where their recovery points lie. */
function requireHome({ points, region }: Context, { kind }: Store): void {
  if (points.region === region || kind === "ebs") return;
  throw new OperateError(
    `An ${kindWords[kind]} can be restored only in the region of its recovery points, ${points.region}. Copy a recovery point to ${region} first, and leave --region out. ` +
      "Without --apply the command prints how. Nothing was changed.",
  );
}

/** Which AWS Backup's console creates (AWS Backup developer guide, "Default service role for AWS Backup", 2026-11). */
export function defaultRole(arn: string): string {
  const [, partition = "aws", , , account = ""] = arn.split(":");
  return `arn:${partition}:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
}
