import { DescribeSnapshotsCommand, type Snapshot, type Volume } from "@aws-sdk/client-ec2";
import { unless, type Aws } from "../aws.ts";
import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { describedDisks } from "../volumes/disks.ts";

/** By which the components of @ballast/rexray-ebs know their volume: `<stack>-<component>`. */
export const volumeTag = "ballast:volume";
/** On the volume that is moved, from the first step on: the zone, and how many tasks its service is to have afterwards. */
export const moveTags = { to: "ballast:move-to", desired: "ballast:move-desired" } as const;
/** On its snapshot: the volume that it is of, the same count, and whether the move is over. */
export const snapshotTags = {
  of: "ballast:move-of",
  desired: "ballast:move-desired",
  done: "ballast:move-done",
} as const;

export interface MoveRequest {
  cluster: string;
  /** The tag `ballast:volume`: `rexray-ebs-dev-mysql`. */
  volume: string;
  /** Where it is to lie: `eu-central-1b`. */
  to: string;
}

/** How far a move is, by what there is in AWS: nothing else remembers it. */
export type MoveStage =
  | { stage: "before"; source: Volume }
  | { stage: "after"; source: Volume | undefined; target: Volume; snapshot: Snapshot }
  | { stage: "done"; target: Volume };

/**
 * Finds the volume, or both while it is moved.
 *
 * @throws {OperateError} if there is none, or more than one could be meant.
 */
export async function moveStage(aws: Aws, { volume: name, to }: MoveRequest): Promise<MoveStage> {
  const found = await volumesNamed(aws, name);
  const [there, elsewhere] = [
    found.filter(({ AvailabilityZone }) => AvailabilityZone === to),
    found.filter(({ AvailabilityZone }) => AvailabilityZone !== to),
  ];
  const [target] = there;
  const [source] = elsewhere;
  if (found.length === 0) throw new OperateError(await missing(aws, name));
  if (there.length > 1 || elsewhere.length > 1) {
    throw new OperateError(
      `Several volumes have the tag ${volumeTag}=${name}: ${some(found.map(textOf))}. Remove the tag from those that are not the ` +
        "stack's, and try again. Nothing was changed.",
    );
  }
  if (target === undefined) return { stage: "before", source: source as Volume };
  const snapshot = await snapshotOf(aws, target.SnapshotId);
  const of = tagOf(snapshot?.Tags ?? [], snapshotTags.of);
  if (snapshot === undefined || of === undefined || (source !== undefined && of !== source.VolumeId)) {
    throw new OperateError(
      source === undefined
        ? `${target.VolumeId} (${name}) is in ${to} already, so there is nothing to move.`
        : `${target.VolumeId} in ${to} was not created from a snapshot of this move (${target.SnapshotId || "it was blank"}), so it does ` +
            `not have the data of ${source.VolumeId}, which stays the valid one. Set availabilityZone back to ${source.AvailabilityZone}, ` +
            "run pulumi up, and move again. Nothing was changed.",
    );
  }
  if (source === undefined && tagOf(snapshot.Tags ?? [], snapshotTags.done) !== undefined)
    return { stage: "done", target };
  return { stage: "after", source, target, snapshot };
}

async function volumesNamed(aws: Aws, name: string): Promise<Volume[]> {
  const found = await describedDisks(aws, { Filters: [{ Name: `tag:${volumeTag}`, Values: [name] }] });
  // EC2's filters take * and ? for any text.
  return found.filter(({ Tags = [], State }) => tagOf(Tags, volumeTag) === name && State !== "deleting");
}

async function missing(aws: Aws, name: string): Promise<string> {
  const all = await describedDisks(aws, { Filters: [{ Name: "tag-key", Values: [volumeTag] }] });
  const names = [...new Set(all.map(({ Tags = [] }) => tagOf(Tags, volumeTag) ?? ""))];
  const there = names.length === 0 ? "there is none at all" : `there are ${some(names)}`;
  return `There is no volume with the tag ${volumeTag}=${name} in ${aws.region}; ${there}.`;
}

function textOf({ VolumeId, AvailabilityZone }: Volume): string {
  return `${VolumeId} in ${AvailabilityZone}`;
}

/** @returns undefined if the volume was blank, or its snapshot is gone. */
async function snapshotOf({ ec2 }: Aws, id: string | undefined): Promise<Snapshot | undefined> {
  if (id === undefined || id === "") return undefined;
  const answer = await unless(
    /^InvalidSnapshot\.NotFound$/,
    ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] })),
  );
  return answer?.Snapshots?.[0];
}

export async function described(aws: Aws, id: string): Promise<Volume | undefined> {
  return (await unless(/^InvalidVolume\.NotFound$/, describedDisks(aws, { VolumeIds: [id] })))?.[0];
}

/** Instances that have it. */
export function holders({ Attachments = [] }: Volume): string[] {
  return Attachments.flatMap(({ InstanceId, State }) => (State === "detached" ? [] : (InstanceId ?? [])));
}
