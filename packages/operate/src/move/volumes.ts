import type { Snapshot, Volume } from "@aws-sdk/client-ec2";
import { unless, type Aws } from "../aws.ts";
import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { describedDisks } from "../volumes/disks.ts";
import { bestSnapshot, since, snapshotNamed, snapshotOf } from "./snapshots.ts";
import { moveTags, snapshotTags, voidTag, volumeTag, type MoveRequest } from "./tags.ts";

/** The stage of a move, derived from AWS resources and their tags only. */
export type MoveStage =
  | { stage: "before"; source: Volume }
  /** `replaced`: volumes that an earlier attempt created from snapshots that are now void. */
  | { stage: "after"; source: Volume | undefined; target: Volume; snapshot: Snapshot; replaced: Volume[] }
  /** Pulumi created the new volume from another source than the valid snapshot. */
  | { stage: "wrong"; source: Volume; targets: Volume[]; why: string }
  | { stage: "done"; target: Volume };

/**
 * Finds the volume, or both volumes during a move.
 *
 * @throws {OperateError} if the volume does not exist, or several match.
 */
export async function moveStage(aws: Aws, { volume: name, to }: MoveRequest): Promise<MoveStage> {
  const found = await volumesNamed(aws, name);
  if (found.length === 0) throw new OperateError(await missing(aws, name));
  const there = found.filter(({ AvailabilityZone }) => AvailabilityZone === to);
  const elsewhere = found.filter(({ AvailabilityZone }) => AvailabilityZone !== to);
  const replaced = there.filter(({ Tags = [] }) => tagOf(Tags, voidTag) !== undefined);
  const fresh = there.filter((one) => !replaced.includes(one));
  const [source] = elsewhere;
  if (fresh.length > 1 || elsewhere.length > 1) {
    throw new OperateError(
      `Several volumes have the tag ${volumeTag}=${name}: ${some(found.map(textOf))}. Remove the tag from those that are not the ` +
        "stack's, and try again. Nothing was changed.",
    );
  }
  const [target] = fresh;
  if (source !== undefined) return withSource(aws, { name, to, source, target, replaced });
  if (target === undefined) throw new OperateError(await voidText(aws, replaced[0] as Volume));
  return withoutSource(aws, name, to, target, replaced);
}

interface Both {
  name: string;
  to: string;
  source: Volume;
  target: Volume | undefined;
  replaced: Volume[];
}

async function withSource(aws: Aws, { name, to, source, target, replaced }: Both): Promise<MoveStage> {
  if (target === undefined) {
    if (replaced.length === 0) return { stage: "before", source };
    const why = `${some(replaced.map(textOf))} lacks data of ${source.VolumeId}, and Pulumi has not replaced it yet.`;
    return { stage: "wrong", source, targets: replaced, why };
  }
  const tags = source.Tags ?? [];
  if (tagOf(tags, moveTags.to) !== to) {
    throw new OperateError(
      `There are ${textOf(source)} and ${textOf(target)} with the tag ${volumeTag}=${name}, and no move to ${to} has begun. Which one has ` +
        "the data cannot be determined: remove the tag from the volume that does not have it. Nothing was changed.",
    );
  }
  const snapshot = await snapshotOf(aws, target.SnapshotId);
  if (isOfThisMove(snapshot, to, source.VolumeId) && tagOf(tags, moveTags.snapshot) === target.SnapshotId)
    return { stage: "after", source, target, snapshot, replaced };
  const why =
    `${target.VolumeId} in ${to} was not created from the valid snapshot of this move ` +
    `(${target.SnapshotId || "it was blank"}), so it may lack data of ${source.VolumeId}.`;
  return { stage: "wrong", source, targets: [target, ...replaced], why };
}

async function withoutSource(
  aws: Aws,
  name: string,
  to: string,
  target: Volume,
  replaced: Volume[],
): Promise<MoveStage> {
  const snapshot = await snapshotOf(aws, target.SnapshotId);
  const of = tagOf(snapshot?.Tags ?? [], snapshotTags.of);
  if (snapshot === undefined || of === undefined)
    throw new OperateError(`${target.VolumeId} (${name}) is already in ${to}, so there is nothing to move.`);
  if (tagOf(snapshot.Tags ?? [], snapshotTags.done) !== undefined) return { stage: "done", target };
  if (isOfThisMove(snapshot, to, of))
    return { stage: "after", source: undefined, target, snapshot, replaced };
  throw new OperateError(await voidText(aws, target, of));
}

/** The message if the old volume was deleted, and the new one may lack its data. */
async function voidText(aws: Aws, target: Volume, source?: string): Promise<string> {
  const of = source ?? tagOf(target.Tags ?? [], voidTag) ?? "";
  const best = await bestSnapshot(aws, of);
  return (
    `${target.VolumeId} in ${target.AvailabilityZone} was created from ${target.SnapshotId || "no snapshot"}, which is not the valid snapshot: it may lack data of ${of}, which no longer exists. ` +
    (best === undefined
      ? `There is no other snapshot of ${of}.`
      : `${best.SnapshotId}, of ${since(best)}, is the best remaining copy. If that is a different snapshot, set snapshotId to it, remove ` +
        "the protection of the volume, run pulumi up without --refresh, and call this again; if it then finds nothing to move, start the service yourself.") +
    " Nothing was changed."
  );
}

/** Whether this is the valid snapshot of this volume, for a move to this zone. */
function isOfThisMove(
  snapshot: Snapshot | undefined,
  to: string,
  source: string | undefined,
): snapshot is Snapshot {
  const tags = snapshot?.Tags ?? [];
  return tagOf(tags, snapshotTags.of) === source && tagOf(tags, snapshotTags.valid) === to;
}

async function volumesNamed(aws: Aws, name: string): Promise<Volume[]> {
  const found = await describedDisks(aws, { Filters: [{ Name: `tag:${volumeTag}`, Values: [name] }] });
  // EC2's filters treat * and ? as wildcards.
  return found.filter(({ Tags = [], State }) => tagOf(Tags, volumeTag) === name && State !== "deleting");
}

async function missing(aws: Aws, name: string): Promise<string> {
  const all = await describedDisks(aws, { Filters: [{ Name: "tag-key", Values: [volumeTag] }] });
  const names = [...new Set(all.map(({ Tags = [] }) => tagOf(Tags, volumeTag) ?? ""))];
  const there = names.length === 0 ? "there are none" : `there are ${some(names)}`;
  const copy = await snapshotNamed(aws, name);
  return (
    `There is no volume with the tag ${volumeTag}=${name} in ${aws.region}; ${there}.` +
    (copy === undefined
      ? ""
      : ` The snapshot ${copy.SnapshotId}, of ${since(copy)}, is the best copy that a move has left. Keep it, and set snapshotId to it.`)
  );
}

function textOf({ VolumeId, AvailabilityZone }: Volume): string {
  return `${VolumeId} in ${AvailabilityZone}`;
}

/** @returns undefined if the volume is deleted or being deleted. */
export async function described(aws: Aws, id: string): Promise<Volume | undefined> {
  const [found] = (await unless(/^InvalidVolume\.NotFound$/, describedDisks(aws, { VolumeIds: [id] }))) ?? [];
  return /^delet/.test(found?.State ?? "") ? undefined : found;
}

/** Ids of the instances to which the volume is attached. */
export function holders({ Attachments = [] }: Volume): string[] {
  return Attachments.flatMap(({ InstanceId, State }) => (State === "detached" ? [] : (InstanceId ?? [])));
}
