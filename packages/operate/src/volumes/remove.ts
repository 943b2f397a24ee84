import {
  CreateSnapshotCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";
import { DeleteFileSystemCommand, DeleteMountTargetCommand } from "@aws-sdk/client-efs";
import { unless, type Aws } from "../aws.ts";
import { OperateError } from "../operateError.ts";
import { Cut, explained, Watch, type Pace } from "../watch.ts";
import { checkRemovable } from "./checks.ts";
import type { Claim } from "./claims.ts";
import { describedFileSystem, mountTargets } from "./fileSystems.ts";
import type { FoundVolume } from "./found.ts";
import type { RemovalOptions } from "./removable.ts";

export interface Removed {
  kind: FoundVolume["kind"];
  name: string;
  id: string;
  /** The snapshot that was created before the deletion. */
  snapshotId?: string;
  seconds: number;
}

/**
 * Removes a volume, and waits until it is deleted. Right before each deletion it checks again that the volume is not
 * in use, because the prompt and the snapshot take time.
 *
 * @throws {OperateError} that describes the state, if a check or AWS refuses, the time limit is reached or the user
 *   interrupts.
 */
export async function removeVolume(
  aws: Aws,
  volume: FoundVolume,
  claims: Claim[],
  options: RemovalOptions,
  pace: Pace,
): Promise<Removed> {
  const watch = new Watch(pace);
  const progress: Progress = { deleted: [] };
  const check = async (): Promise<FoundVolume> => {
    const checked = await checkRemovable(aws, volume, claims, options, (line) => watch.say(line));
    // The checks take long: after an interrupt in the meantime, nothing more may be deleted.
    if (pace.signal?.aborted) throw new Cut("interrupted", `${volume.id} was checked`);
    return checked.volume;
  };
  try {
    if (volume.kind === "EBS") await removeEbs(aws, volume, options.snapshot, check, watch, progress);
    else await removeEfs(aws, volume, check, watch, progress);
  } catch (error) {
    const why = explained(error);
    if (why !== undefined)
      throw new OperateError([why, ...standing(aws, volume, progress)].join("\n"), { cause: error });
    throw error;
  }
  return {
    kind: volume.kind,
    name: volume.name,
    id: volume.id,
    ...(progress.snapshotId !== undefined && { snapshotId: progress.snapshotId }),
    seconds: watch.seconds,
  };
}

interface Progress {
  snapshotId?: string;
  snapshotDone?: boolean;
  /** Ids of the resources whose deletion AWS has accepted. */
  deleted: string[];
}

async function removeEbs(
  { ec2 }: Aws,
  { id, name }: FoundVolume,
  snapshot: boolean,
  check: () => Promise<FoundVolume>,
  watch: Watch,
  progress: Progress,
): Promise<void> {
  await check();
  if (snapshot) {
    const { SnapshotId = "" } = await ec2.send(
      new CreateSnapshotCommand({
        VolumeId: id,
        // A description is limited to 255 characters, and a name alone can be that long, so the name is in a tag.
        Description: `${id}, before ballast removed it`,
        TagSpecifications: [
          {
            ResourceType: "snapshot",
            Tags: [
              { Key: "Name", Value: name },
              { Key: "ballast:removed-volume", Value: id },
            ],
          },
        ],
      }),
    );
    progress.snapshotId = SnapshotId;
    await watch.until(async () => {
      const { Snapshots: [seen] = [] } = await ec2.send(
        new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }),
      );
      if (seen?.State === "error")
        throw new OperateError(
          `The snapshot ${SnapshotId} failed: ${seen.StateMessage ?? "AWS gave no reason"}.`,
        );
      return seen?.State === "completed"
        ? { done: true }
        : { waiting: `snapshot ${SnapshotId}: ${seen?.Progress ?? "started"}` };
    });
    progress.snapshotDone = true;
    await check();
  }
  await ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
  progress.deleted.push(id);
  await watch.until(async () => {
    const asked = ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] }));
    return deletion(id, (await unless(/^InvalidVolume\.NotFound$/, asked))?.Volumes?.[0]?.State);
  });
}

async function removeEfs(
  aws: Aws,
  { id }: FoundVolume,
  check: () => Promise<FoundVolume>,
  watch: Watch,
  progress: Progress,
): Promise<void> {
  for (const target of (await check()).mountTargets) {
    await unless(
      /^MountTargetNotFound$/,
      aws.efs.send(new DeleteMountTargetCommand({ MountTargetId: target.id })),
    );
    progress.deleted.push(target.id);
  }
  await watch.until(async () => {
    const left = await mountTargets(aws, id);
    return left.length === 0
      ? { done: true }
      : {
          waiting: `mount targets still there: ${left.map(({ MountTargetId }) => MountTargetId).join(", ")}`,
        };
  });
  await check();
  await aws.efs.send(new DeleteFileSystemCommand({ FileSystemId: id }));
  progress.deleted.push(id);
  await watch.until(async () => deletion(id, (await describedFileSystem(aws, id))?.LifeCycleState));
}

/** A deleted resource has no state, because it can no longer be described. */
function deletion(id: string, state = "deleted"): { done: true } | { waiting: string } {
  return state === "deleted" ? { done: true } : { waiting: `${id} is ${state}` };
}

/** Describes the state after an interrupted removal, and how to continue. */
function standing(
  { region }: Aws,
  { id }: FoundVolume,
  { snapshotId, snapshotDone, deleted }: Progress,
): string[] {
  const lines = [
    deleted.length === 0
      ? "Nothing was deleted."
      : `The deletion of ${deleted.join(", ")} was requested and continues.`,
    ...(deleted.includes(id) ? [] : [`${id} still exists.`]),
  ];
  if (snapshotId !== undefined) {
    lines.push(
      snapshotDone
        ? `The snapshot ${snapshotId} is complete and kept.`
        : `The snapshot ${snapshotId} continues without this command: aws ec2 describe-snapshots --region ${region} --snapshot-ids ` +
            `${snapshotId}. Once it is complete, --remove ${id} --no-snapshot deletes the volume.`,
    );
  }
  if (deleted.length > 0 && !deleted.includes(id))
    lines.push(
      `Run the same command again to delete ${id}. If a task mounts it, its plugin creates mount targets again.`,
    );
  return lines;
}
