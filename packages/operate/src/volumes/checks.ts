import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeSnapshots } from "@aws-sdk/client-ec2";
import { DescribeReplicationConfigurationsCommand, paginateDescribeAccessPoints } from "@aws-sdk/client-efs";
import { every, unless, type Aws } from "../aws.ts";
import { some, TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { Claim } from "./claims.ts";
import { describedDisks, disk } from "./disks.ts";
import { describedFileSystem, fileSystem, gone } from "./fileSystems.ts";
import type { FoundVolume, OneFound } from "./found.ts";
import { ignoredUses, refuseIfUsed, type RemovalOptions } from "./removable.ts";
import { usesOf } from "./uses.ts";
import { findWorkloads } from "./workloads.ts";

/** For this many minutes, no client may have been connected to a file system. */
export const connectionMinutes = 15;

/** Results of the checks before a removal, to show in the prompt. */
export interface Checked {
  volume: FoundVolume;
  /** The checked clusters of the region; none of their tasks and services uses the volume. */
  clusters: string[];
  /** EFS only: whether CloudWatch had values of ClientConnections. All of them were 0. */
  connectionsKnown?: boolean;
}

/**
 * Checks with AWS's current data that a volume can be removed. Runs before the prompt, and again right before each
 * deletion.
 *
 * @throws {OperateError} if the volume is or may be in use, if it no longer has the claimed tags, or if a check
 *   fails.
 */
export async function checkRemovable(
  aws: Aws,
  { id, name, claimedBy }: FoundVolume,
  claims: Claim[],
  options: RemovalOptions,
  say?: (line: string) => void,
): Promise<Checked> {
  const now = await readAgain(aws, id, claims);
  if (now === undefined || "leftOut" in now || now.volume.name !== name || now.volume.claimedBy !== claimedBy)
    throw new OperateError(
      `${id} no longer has the tags of ${name}, so it was not removed. It was changed or deleted in the meantime.`,
    );
  const { clusters, workloads } = await findWorkloads(aws, new TaskDefinitions(aws), say);
  const volume: FoundVolume = { ...now.volume, usedBy: usesOf(now.volume, workloads) };
  const unknown = options.ignoreTasksOf.filter((cluster) => !clusters.includes(cluster));
  if (unknown.length > 0) {
    throw new OperateError(
      `--ignore-tasks-of: there is no cluster ${some(unknown)} in ${aws.region}; there are ${some(clusters)}. Nothing was deleted.`,
    );
  }
  refuseIfUsed(volume, options);
  if (volume.kind === "EBS") {
    await refuseDuringSnapshot(aws, volume);
    return { volume, clusters };
  }
  await refuseOtherUsers(aws, volume);
  return { volume, clusters, connectionsKnown: await refuseIfConnected(aws, volume, options) };
}

async function readAgain(aws: Aws, id: string, claims: Claim[]): Promise<OneFound | undefined> {
  if (id.startsWith("vol-")) {
    const found = await unless(/^InvalidVolume\.NotFound$/, describedDisks(aws, { VolumeIds: [id] }));
    return found?.[0] && disk(found[0], claims, []);
  }
  const one = await describedFileSystem(aws, id);
  return one && (await unless(gone, fileSystem(aws, one, claims, [])));
}

/** Refuses while a snapshot is pending, because it may fail without the volume. */
async function refuseDuringSnapshot({ ec2 }: Aws, { name, id }: FoundVolume): Promise<void> {
  const Filters = [
    { Name: "volume-id", Values: [id] },
    { Name: "status", Values: ["pending"] },
  ];
  const pages = paginateDescribeSnapshots({ client: ec2 }, { Filters });
  const pending = (await every(pages, ({ Snapshots }) => Snapshots)).flatMap(
    ({ SnapshotId }) => SnapshotId ?? [],
  );
  if (pending.length > 0)
    throw new OperateError(
      `${name} (${id}) was not removed: ${some(pending)} of it is not complete. Try again when it is.`,
    );
}

/** Access points and replications are not created by plugins, so they show another user of the file system. */
async function refuseOtherUsers({ efs }: Aws, { name, id }: FoundVolume): Promise<void> {
  const pages = paginateDescribeAccessPoints({ client: efs }, { FileSystemId: id });
  const points = (await every(pages, ({ AccessPoints }) => AccessPoints)).flatMap(
    ({ AccessPointId }) => AccessPointId ?? [],
  );
  if (points.length > 0) {
    throw new OperateError(
      `${name} (${id}) was not removed: it has access points, which no volume plugin creates, so something else uses it: ` +
        `${some(points)}. Delete them first.`,
    );
  }
  const replicated = await unless(
    /^ReplicationNotFound$/,
    efs.send(new DescribeReplicationConfigurationsCommand({ FileSystemId: id })),
  );
  if ((replicated?.Replications ?? []).length > 0) {
    throw new OperateError(
      `${name} (${id}) was not removed: it is part of an EFS replication. Delete the replication first.`,
    );
  }
}

/** @returns whether CloudWatch has data about connected clients. */
async function refuseIfConnected(
  { cloudWatch }: Aws,
  volume: FoundVolume,
  options: RemovalOptions,
): Promise<boolean> {
  const { name, id } = volume;
  const end = new Date();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/EFS",
      MetricName: "ClientConnections",
      Dimensions: [{ Name: "FileSystemId", Value: id }],
      StartTime: new Date(end.getTime() - connectionMinutes * 60_000),
      EndTime: end,
      Period: 60,
      Statistics: ["Sum"],
    }),
  );
  const sums = Datapoints.flatMap(({ Sum }) => Sum ?? []);
  const most = Math.max(0, ...sums);
  if (most > 0) {
    throw new OperateError(
      `${name} (${id}) was not removed: up to ${most} ${most === 1 ? "client was" : "clients were"} connected to it in the last ` +
        `${connectionMinutes} minutes (CloudWatch, ClientConnections). Unmount it everywhere, wait ${connectionMinutes} minutes, and try again.`,
    );
  }
  if (sums.length > 0) return true;
  const unchecked =
    `${name} (${id}) was not removed: whether clients are connected to it could not be checked, because CloudWatch has no ` +
    `ClientConnections of the last ${connectionMinutes} minutes.`;
  if (!options.acceptUnknownConnections) {
    throw new OperateError(
      `${unchecked} If you know that it is not mounted, add --accept-unknown-connections.`,
    );
  }
  // Without metrics, there is no proof that the ignored tasks use another file system.
  if (ignoredUses(volume, options).length > 0)
    throw new OperateError(`${unchecked} So tasks that use ${volume.dockerName} cannot be ignored.`);
  return false;
}
