import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  paginateDescribeDBSubnetGroups,
  RestoreDBClusterToPointInTimeCommand,
  RestoreDBInstanceToPointInTimeCommand,
  type Tag,
} from "@aws-sdk/client-rds";
import { every } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import { Watch, type Pace } from "../../watch.ts";
import type { Backups } from "../clients.ts";
import { restoreTags, tagValue } from "../find/rdsTags.ts";
import type { DatabaseFacts } from "../found.ts";
import { copyName } from "../names.ts";
import { copies, copyState, snapshotState, type DatabaseKind, type Seen } from "./databaseState.ts";
import { ended } from "./ended.ts";

export interface DatabaseRestore {
  kind: DatabaseKind;
  /** Name of the database. */
  source: string;
  /** Whether only its automated backups are left. Of RDS. @default false */
  isGone?: boolean;
  time: Date;
  facts: DatabaseFacts;
}

/** The result: a copy next to the existing database, and a snapshot of the copy for the stack's settings. */
export interface RestoredDatabase {
  snapshotId: string;
  copyId: string;
  /** The copy is a server that is billed by the hour until it is deleted. */
  isCopyThere: boolean;
  seconds: number;
}

/** The moment of a copy that an earlier call began and whose snapshot is not complete, if there is one. */
export async function unfinished(
  aws: Backups,
  kind: DatabaseKind,
  source: string,
): Promise<Date | undefined> {
  for (const { id, tags } of await copies(aws, kind)) {
    const time = tagValue(tags, restoreTags.time);
    if (tagValue(tags, restoreTags.of) !== source || time === undefined) continue;
    if ((await snapshotState(aws, kind, id))?.state !== "available") return new Date(time);
  }
  return undefined;
}

/**
 * Restores a moment into a new database beside the one that stands, and creates a snapshot of that. Both have names and tags of source
 * and moment: called again, it goes on where it was.
 */
export async function restoreMoment(
  aws: Backups,
  restore: DatabaseRestore,
  pace: Pace,
): Promise<RestoredDatabase> {
  const watch = new Watch(pace);
  const copyId = copyName(restore.source, restore.time);
  const progress = { copy: false, snapshot: false };
  try {
    const before = await watch.until(async () => ({ done: await snapshotState(aws, restore.kind, copyId) }));
    if (before === undefined) {
      await ensureCopy(aws, restore, copyId, watch);
      progress.copy = true;
      await untilAvailable(watch, copyId, () => copyState(aws, restore.kind, copyId));
      await createSnapshot(aws, restore, copyId);
    } else requireOurs(before.tags, restore, `The snapshot ${copyId}`);
    progress.snapshot = true;
    await untilAvailable(watch, `snapshot ${copyId}`, () => snapshotState(aws, restore.kind, copyId));
    const copy = await watch.until(async () => ({ done: await copyState(aws, restore.kind, copyId) }));
    return { snapshotId: copyId, copyId, isCopyThere: copy !== undefined, seconds: watch.seconds };
  } catch (error) {
    throw ended(error, [
      ...(restore.isGone === true ? [] : [`${restore.source} is unchanged.`]),
      ...(progress.copy
        ? [`${copyId} is being restored or exists; it is billed by the hour until you delete it.`]
        : []),
      ...(progress.snapshot ? [`Its snapshot ${copyId} is being created.`] : []),
      "Run the same command again to continue.",
    ]);
  }
}

async function ensureCopy(
  aws: Backups,
  restore: DatabaseRestore,
  copyId: string,
  watch: Watch,
): Promise<void> {
  await watch.until(async () => {
    const there = await copyState(aws, restore.kind, copyId);
    if (there === undefined) await restoreCopy(aws, restore, copyId);
    else requireOurs(there.tags, restore, copyId);
    return { done: true };
  });
}

function requireOurs(tags: Tag[], { source }: DatabaseRestore, what: string): void {
  if (tagValue(tags, restoreTags.of) === source) return;
  throw new OperateError(
    `${what} already exists, and this command did not create it. Choose another time with --at.`,
  );
}

function tagsOf({ source, time }: DatabaseRestore): Tag[] {
  return [
    { Key: restoreTags.of, Value: source },
    { Key: restoreTags.time, Value: time.toISOString() },
  ];
}

async function restoreCopy(aws: Backups, restore: DatabaseRestore, copyId: string): Promise<void> {
  const { kind, source, time, facts, isGone = false } = restore;
  const group = facts.subnetGroup ?? (await subnetGroupIn(aws, facts.vpc));
  const place = {
    ...(group !== undefined && { DBSubnetGroupName: group }),
    ...(facts.securityGroups.length > 0 && { VpcSecurityGroupIds: facts.securityGroups }),
    Tags: tagsOf(restore),
  };
  switch (kind) {
    case "rds":
      await aws.rds.send(
        new RestoreDBInstanceToPointInTimeCommand({
          ...(isGone ? { SourceDbiResourceId: facts.resourceId } : { SourceDBInstanceIdentifier: source }),
          TargetDBInstanceIdentifier: copyId,
          RestoreTime: time,
          ...place,
          ...(facts.instanceClass !== undefined && { DBInstanceClass: facts.instanceClass }),
          ...(facts.parameterGroup !== undefined && { DBParameterGroupName: facts.parameterGroup }),
          MultiAZ: false,
          PubliclyAccessible: false,
          CopyTagsToSnapshot: true,
        }),
      );
      return;
    case "aurora":
      await aws.rds.send(
        new RestoreDBClusterToPointInTimeCommand({
          SourceDBClusterIdentifier: source,
          DBClusterIdentifier: copyId,
          RestoreToTime: time,
          ...place,
          ...(facts.parameterGroup !== undefined && { DBClusterParameterGroupName: facts.parameterGroup }),
          ...(facts.capacity !== undefined && {
            ServerlessV2ScalingConfiguration: {
              MinCapacity: facts.capacity.minimum,
              MaxCapacity: facts.capacity.maximum,
            },
          }),
          CopyTagsToSnapshot: true,
        }),
      );
      return;
  }
}

/** Any group of the VPC does for a copy that only becomes a snapshot; without one RDS takes the default VPC. */
async function subnetGroupIn({ rds }: Backups, vpc: string | undefined): Promise<string | undefined> {
  if (vpc === undefined) return undefined;
  const groups = await every(
    paginateDescribeDBSubnetGroups({ client: rds }, {}),
    ({ DBSubnetGroups }) => DBSubnetGroups,
  );
  return groups
    .flatMap(({ VpcId, DBSubnetGroupName }) => (VpcId === vpc ? (DBSubnetGroupName ?? []) : []))
    .sort()[0];
}

async function createSnapshot(aws: Backups, restore: DatabaseRestore, id: string): Promise<void> {
  const Tags = tagsOf(restore);
  switch (restore.kind) {
    case "rds":
      await aws.rds.send(
        new CreateDBSnapshotCommand({ DBInstanceIdentifier: id, DBSnapshotIdentifier: id, Tags }),
      );
      return;
    case "aurora":
      await aws.rds.send(
        new CreateDBClusterSnapshotCommand({
          DBClusterIdentifier: id,
          DBClusterSnapshotIdentifier: id,
          Tags,
        }),
      );
      return;
  }
}

/** States in which RDS does not go on by itself (RDS and Aurora user guides, "status", 2026-11). */
const failed = /^(failed|incompatible-.+|inaccessible-encryption-credentials|restore-error|storage-full)$/;

async function untilAvailable(
  watch: Watch,
  what: string,
  look: () => Promise<Seen | undefined>,
): Promise<void> {
  await watch.until(async () => {
    const seen = await look();
    if (seen === undefined) return { waiting: `${what}: not listed yet` };
    if (failed.test(seen.state)) throw new OperateError(`${what} is ${seen.state}.`);
    return seen.state === "available" ? { done: true } : { waiting: `${what}: ${seen.state}` };
  });
}
