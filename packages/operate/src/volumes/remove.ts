import {
  CreateSnapshotCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";
import {
  DeleteFileSystemCommand,
  DeleteMountTargetCommand,
  DescribeFileSystemsCommand,
} from "@aws-sdk/client-efs";
import type { Aws } from "../aws.ts";
import { some } from "../ecs.ts";
import { AwsError, OperateError } from "../operateError.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import { mountTargets, type Found, type FoundVolume } from "./find.ts";

export interface Removed {
  kind: FoundVolume["kind"];
  name: string;
  id: string;
  /** What is left of it. */
  snapshotId?: string;
  seconds: number;
}

/**
 * The one volume of this name or id, if it can be removed.
 *
 * @param snapshot whether a snapshot shall be taken first, which EFS does not have.
 * @throws {OperateError} if there is none or there are several, or if somebody still uses or manages it.
 */
export function removable(found: Found, name: string, snapshot: boolean, cluster: string): FoundVolume {
  const matches = found.volumes.filter((one) => one.id === name || one.name === name);
  const [volume, ...others] = matches;
  if (volume === undefined) throw new OperateError(notFound(found, name, cluster));
  if (others.length > 0) {
    const all = matches.map(({ id, kind, zones }) => `${id} (${kind}, ${zones.join(", ") || "no zone"})`);
    throw new OperateError(`${matches.length} are named ${name}; name one by its id: ${all.join(", ")}.`);
  }
  const what = `${volume.name} (${volume.id})`;
  if (volume.attachedTo.length > 0) {
    throw new OperateError(
      `${what} is attached to ${volume.attachedTo.join(", ")}, so it was not removed. Scale ` +
        `${volume.wantedBy.length > 0 ? `${volume.wantedBy.join(", ")} to 0` : "what uses it to 0"}, and wait until the ` +
        "plugin has detached it.",
    );
  }
  if (volume.wantedBy.length > 0) {
    throw new OperateError(
      `${what} was not removed: ${volume.wantedBy.join(", ")} of ${cluster} still asks for it. Scale to 0 or delete that first.`,
    );
  }
  if (!["available", "error"].includes(volume.state))
    throw new OperateError(
      `${what} is ${volume.state}, so it was not removed. Try again when it is available.`,
    );
  if (volume.kind === "EFS" && snapshot) throw new OperateError(noSnapshotOfEfs(volume));
  return volume;
}

function notFound({ volumes, leftOut, families }: Found, name: string, cluster: string): string {
  const managed = leftOut.find((one) => one.id === name || one.name === name);
  if (managed) {
    return `${managed.name} (${managed.id}) is ${managed.owner}'s: its tag ${managed.tag} says so. Remove it there, not here.`;
  }
  const names = volumes.map((one) => one.name);
  return (
    `No plugin left a volume ${name} behind for ${cluster}` +
    (names.length > 0
      ? `; there are ${some([...new Set(names)])}.`
      : `. Read were the task definitions ${families.length > 0 ? some(families) : "of no family"}; name others with --family.`)
  );
}

function noSnapshotOfEfs({ name, id, arn, backedUp }: FoundVolume): string {
  return [
    `${name} (${id}) is a file system of EFS, which has no snapshots, so it was not removed.`,
    "AWS Backup can copy it to a vault first: " +
      `aws backup start-backup-job --backup-vault-name <vault> --iam-role-arn <role> --resource-arn ${arn ?? id}` +
      (backedUp ? " (its automatic backups are on, so there may be a recovery point already)" : ""),
    "To remove it as it is, add --no-snapshot.",
  ].join("\n");
}

/** What will be gone, line by line, for who must confirm it. */
export function losses(volume: FoundVolume, snapshot: boolean): string[] {
  const { kind, id, name, zones, type, storage, created, encrypted } = volume;
  const gib = storage.reduce((total, one) => total + one.gib, 0);
  const facts = [
    kind === "EBS" ? `${gib} GiB ${type ?? ""}`.trim() : `${sizeText(gib)} metered`,
    zones.join(", "),
    ...(created ? [`made ${created.toISOString().slice(0, 10)}`] : []),
    encrypted ? "encrypted" : "not encrypted",
  ].filter((fact) => fact !== "");
  return [
    `${kind === "EBS" ? "EBS volume" : "EFS file system"} ${id} "${name}": ${facts.join(", ")}`,
    ...volume.mountTargets.map((target) => `mount target ${target.id} in ${target.zone}`),
    ...(kind === "EFS" ? ["AWS does not say whether anybody has it mounted."] : []),
    snapshot
      ? "A snapshot is taken first and stays: from it the volume can be made again."
      : "No snapshot is taken: nothing brings its data back.",
  ];
}

/** `1.5 GiB`, `12 MiB`: EFS meters bytes. */
export function sizeText(gib: number): string {
  if (gib >= 1) return `${Number(gib.toFixed(1))} GiB`;
  return gib === 0 ? "0 GiB" : `${Math.max(1, Math.round(gib * 1024))} MiB`;
}

/** Removes it, and waits until it is gone. */
export async function removeVolume(
  aws: Aws,
  volume: FoundVolume,
  snapshot: boolean,
  pace: Pace,
): Promise<Removed> {
  const watch = new Watch(pace);
  const progress: Progress = { deleted: [] };
  try {
    if (volume.kind === "EBS") await removeEbs(aws, volume, snapshot, watch, progress);
    else await removeEfs(aws, volume, watch, progress);
  } catch (error) {
    if (error instanceof Cut) {
      const began = error.why === "timeout" ? "Timed out" : "Interrupted";
      throw new OperateError([`${began}: ${error.last}.`, ...standing(aws, volume, progress)].join("\n"));
    }
    if (error instanceof OperateError)
      throw new OperateError([error.message, ...standing(aws, volume, progress)].join("\n"), {
        cause: error,
      });
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
  /** What AWS was told to delete. */
  deleted: string[];
}

async function removeEbs(
  { ec2 }: Aws,
  { id, name }: FoundVolume,
  snapshot: boolean,
  watch: Watch,
  progress: Progress,
): Promise<void> {
  if (snapshot) {
    const { SnapshotId = "" } = await ec2.send(
      new CreateSnapshotCommand({
        VolumeId: id,
        Description: `${name} (${id}), before ballast removed it`,
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
          `The snapshot ${SnapshotId} failed: ${seen.StateMessage ?? "AWS says no why"}.`,
        );
      return seen?.State === "completed"
        ? { done: true }
        : { waiting: `snapshot ${SnapshotId}: ${seen?.Progress ?? "begun"}` };
    });
    progress.snapshotDone = true;
  }
  await ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
  progress.deleted.push(id);
  await watch.until(async () => {
    const state = await unlessGone("InvalidVolume.NotFound", async () => {
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] }));
      return Volumes[0]?.State;
    });
    return state === undefined || state === "deleted" ? { done: true } : { waiting: `${id} is ${state}` };
  });
}

async function removeEfs(
  aws: Aws,
  { id, mountTargets: targets }: FoundVolume,
  watch: Watch,
  progress: Progress,
): Promise<void> {
  for (const target of targets) {
    await unlessGone("MountTargetNotFound", () =>
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
  await aws.efs.send(new DeleteFileSystemCommand({ FileSystemId: id }));
  progress.deleted.push(id);
  await watch.until(async () => {
    const state = await unlessGone("FileSystemNotFound", async () => {
      const { FileSystems = [] } = await aws.efs.send(new DescribeFileSystemsCommand({ FileSystemId: id }));
      return FileSystems[0]?.LifeCycleState;
    });
    return state === undefined || state === "deleted" ? { done: true } : { waiting: `${id} is ${state}` };
  });
}

/** What is gone cannot be described: that is the answer. */
async function unlessGone<T>(code: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError && error.code === code) return undefined;
    throw error;
  }
}

/** The state that is left behind, and how to go on from there. */
function standing(
  { region }: Aws,
  { id }: FoundVolume,
  { snapshotId, snapshotDone, deleted }: Progress,
): string[] {
  const lines = [
    deleted.length === 0
      ? "Nothing was deleted."
      : `AWS was told to delete ${deleted.join(", ")}, and goes on with that.`,
  ];
  if (snapshotId !== undefined) {
    lines.push(
      snapshotDone
        ? `The snapshot ${snapshotId} is complete and stays.`
        : `The snapshot ${snapshotId} goes on by itself: aws ec2 describe-snapshots --region ${region} --snapshot-ids ` +
            `${snapshotId}. Once it is complete, --remove ${id} --no-snapshot deletes the volume.`,
    );
  }
  if (deleted.length > 0 && !deleted.includes(id)) lines.push(`Run the same again to delete ${id}.`);
  return lines;
}
