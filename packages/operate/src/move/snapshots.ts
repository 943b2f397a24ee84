import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeSnapshotsCommand,
  paginateDescribeSnapshots,
  type Filter,
  type Snapshot,
} from "@aws-sdk/client-ec2";
import { every, unless, type Aws } from "../aws.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import type { Watch } from "../watch.ts";
import { moveTags, rememberedTags, snapshotTags, type Remembered } from "./tags.ts";

/** Creates a snapshot and waits until it is complete. It is not marked as valid yet. */
export async function createSnapshot({ ec2 }: Aws, move: Remembered, watch: Watch): Promise<Snapshot> {
  const { SnapshotId = "" } = await ec2.send(
    new CreateSnapshotCommand({
      VolumeId: move.id,
      Description: `${move.id}, to move it to another zone`,
      TagSpecifications: [
        {
          ResourceType: "snapshot",
          Tags: [
            { Key: "Name", Value: move.volume },
            { Key: snapshotTags.of, Value: move.id },
            ...rememberedTags(move),
          ],
        },
      ],
    }),
  );
  return watch.until<Snapshot>(async () => {
    const { Snapshots: [seen] = [] } = await ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }),
    );
    if (seen?.State === "error")
      throw new OperateError(
        `The snapshot ${SnapshotId} failed: ${seen.StateMessage ?? "AWS gave no reason"}.`,
      );
    return seen !== undefined && seen.State === "completed"
      ? { done: seen }
      : { waiting: `snapshot ${SnapshotId}: ${seen?.Progress ?? "started"}` };
  });
}

/**
 * Marks the snapshot as the one from which the new volume must be created. Snapshots without the mark are void, so a
 * failure before this leaves no valid one.
 */
export async function makeValid(
  { ec2 }: Aws,
  snapshotId: string,
  to: string,
  source?: string,
): Promise<void> {
  await ec2.send(
    new CreateTagsCommand({ Resources: [snapshotId], Tags: [{ Key: snapshotTags.valid, Value: to }] }),
  );
  if (source === undefined) return;
  await ec2.send(
    new CreateTagsCommand({ Resources: [source], Tags: [{ Key: moveTags.snapshot, Value: snapshotId }] }),
  );
}

/** Makes all existing snapshots of the volume void for a move, because the volume may be written again. */
export async function makeAllVoid(aws: Aws, source: string): Promise<void> {
  await aws.ec2.send(new DeleteTagsCommand({ Resources: [source], Tags: [{ Key: moveTags.snapshot }] }));
  const valid = (await snapshotsOfMove(aws, source)).filter(
    ({ Tags = [] }) => tagOf(Tags, snapshotTags.valid) !== undefined,
  );
  if (valid.length === 0) return;
  await aws.ec2.send(
    new DeleteTagsCommand({
      Resources: valid.map(({ SnapshotId = "" }) => SnapshotId),
      Tags: [{ Key: snapshotTags.valid }],
    }),
  );
}

function snapshotsOfMove(aws: Aws, source: string): Promise<Snapshot[]> {
  return found(aws, [{ Name: `tag:${snapshotTags.of}`, Values: [source] }]);
}

/** @returns the snapshot with the most recent data of a deleted volume: the valid one of its move, else the newest. */
export async function bestSnapshot(
  aws: Aws,
  source: string,
  which: "valid" | "newest" = "valid",
): Promise<Snapshot | undefined> {
  const byAge = (await found(aws, [{ Name: "volume-id", Values: [source] }]))
    .filter(({ State }) => State === "completed")
    .sort((one, other) => (other.StartTime?.getTime() ?? 0) - (one.StartTime?.getTime() ?? 0));
  const valid = byAge.find(({ Tags = [] }) => tagOf(Tags, snapshotTags.valid) !== undefined);
  return (which === "valid" ? valid : undefined) ?? byAge[0];
}

/** @returns the newest snapshot that a move of the volume with this tag left. */
export async function snapshotNamed(aws: Aws, volume: string): Promise<Snapshot | undefined> {
  const all = await found(aws, [{ Name: "tag-key", Values: [snapshotTags.of] }]);
  const source = all
    .filter(({ Tags = [], State }) => State === "completed" && tagOf(Tags, "Name") === volume)
    .sort((one, other) => (other.StartTime?.getTime() ?? 0) - (one.StartTime?.getTime() ?? 0))[0];
  return source?.VolumeId === undefined ? source : await bestSnapshot(aws, source.VolumeId);
}

function found({ ec2 }: Aws, Filters: Filter[]): Promise<Snapshot[]> {
  return every(
    paginateDescribeSnapshots({ client: ec2 }, { OwnerIds: ["self"], Filters }),
    ({ Snapshots }) => Snapshots,
  );
}

/**
 * @returns the snapshot from which a volume was created; undefined if the volume was created empty, or the snapshot
 *   was deleted.
 */
export async function snapshotOf({ ec2 }: Aws, id: string | undefined): Promise<Snapshot | undefined> {
  if (id === undefined || id === "") return undefined;
  const answer = await unless(
    /^InvalidSnapshot\.NotFound$/,
    ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] })),
  );
  return answer?.Snapshots?.[0];
}

export function since({ StartTime }: Snapshot): string {
  return StartTime?.toISOString() ?? "an unknown time";
}
