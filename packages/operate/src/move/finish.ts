import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTagsCommand, DeleteTagsCommand, type Snapshot, type Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../aws.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { serviceUsing, setDesired } from "./users.ts";
import { holders, moveTags, snapshotTags, volumeTag, type MoveRequest } from "./volumes.ts";

export interface Finished {
  /** The volume that has the data now. */
  id: string;
  /** The one that had it; undefined if it was deleted. */
  source?: string;
  snapshotId: string;
  service?: string;
  desired: number;
}

/**
 * Ends a move once Pulumi has created the new volume: checks that it has everything, takes the names from the old one, and
 * starts the service.
 *
 * @throws {OperateError} if the old volume has what the new one lacks. Nothing is changed then.
 */
export async function finishMove(
  aws: Aws,
  request: MoveRequest,
  { source, target, snapshot }: { source: Volume | undefined; target: Volume; snapshot: Snapshot },
): Promise<Finished> {
  const sourceId = tagOf(snapshot.Tags ?? [], snapshotTags.of) ?? "";
  const { VolumeId: id = "", State } = target;
  if (State !== "available" && State !== "in-use")
    throw new OperateError(`${id} is ${State}. Try again when it is available. Nothing was changed.`);
  if (source !== undefined && holders(source).length > 0) {
    throw new OperateError(
      `${sourceId}, the old volume, is attached to ${holders(source).join(", ")}, where it may be written. Stop what uses it there: if ` +
        `that wrote to it, ${id} lacks it. Nothing was changed.`,
    );
  }
  await refuseWrites(aws, request, sourceId, id, snapshot);
  const service = await serviceUsing(aws, request);
  const desired = Number(tagOf(snapshot.Tags ?? [], snapshotTags.desired) ?? "0");
  if (source !== undefined) await retire(aws, request, sourceId, id);
  if (service?.serviceName !== undefined && (service.desiredCount ?? 0) < desired)
    await setDesired(aws, request.cluster, service.serviceName, desired);
  await aws.ec2.send(
    new CreateTagsCommand({
      Resources: [snapshot.SnapshotId ?? ""],
      Tags: [{ Key: snapshotTags.done, Value: id }],
    }),
  );
  return {
    id,
    ...(source !== undefined && { source: sourceId }),
    snapshotId: snapshot.SnapshotId ?? "",
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired,
  };
}

const minute = 60_000;

/** EBS counts writes by the minute, and only while the volume is attached. The minute of the snapshot itself may hold earlier ones. */
async function refuseWrites(
  { cloudWatch }: Aws,
  { volume }: MoveRequest,
  source: string,
  target: string,
  { StartTime, SnapshotId }: Snapshot,
): Promise<void> {
  if (StartTime === undefined)
    throw new OperateError(
      `EC2 does not say when ${SnapshotId} began, so whether ${source} was written later is unknown.`,
    );
  const from = new Date(Math.ceil(StartTime.getTime() / minute) * minute);
  const to = new Date();
  // Within the first minute there is no value yet.
  if (to.getTime() - from.getTime() < minute) return;
  // CloudWatch answers at most 1,440 values.
  const period = 60 * Math.max(1, Math.ceil((to.getTime() - from.getTime()) / minute / 1440));
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/EBS",
      MetricName: "VolumeWriteOps",
      Dimensions: [{ Name: "VolumeId", Value: source }],
      StartTime: from,
      EndTime: to,
      Period: period,
      Statistics: ["Sum"],
    }),
  );
  const writes = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  if (writes === 0) return;
  throw new OperateError(
    `${source}, the old volume of ${volume}, was written ${writes} times after the snapshot ${SnapshotId} began (CloudWatch, ` +
      `VolumeWriteOps), and ${target} lacks that. ${source} is the valid one: set availabilityZone back, run pulumi up, and move it ` +
      "again. Nothing was changed.",
  );
}

/** Backups and plugins find a volume by its tags: only one may have them. It is nobody's now, so `ballast volumes --tag` can remove it. */
async function retire({ ec2 }: Aws, { volume }: MoveRequest, source: string, target: string): Promise<void> {
  await ec2.send(
    new CreateTagsCommand({
      Resources: [source],
      Tags: [
        { Key: "Name", Value: `${volume}-before-move` },
        { Key: "ballast:moved-to", Value: target },
      ],
    }),
  );
  await ec2.send(
    new DeleteTagsCommand({
      Resources: [source],
      Tags: [volumeTag, "ballast:managed", moveTags.to, moveTags.desired].map((Key) => ({ Key })),
    }),
  );
}

/**
 * Goes back, while Pulumi has not created the new volume: the service starts again where it was.
 *
 * @throws {OperateError} if no move has begun.
 */
export async function cancelMove(
  aws: Aws,
  request: MoveRequest,
  source: Volume,
): Promise<Omit<Finished, "snapshotId">> {
  const { VolumeId: id = "", Tags = [] } = source;
  const desired = tagOf(Tags, moveTags.desired);
  if (desired === undefined || tagOf(Tags, moveTags.to) !== request.to)
    throw new OperateError(
      `No move of ${request.volume} (${id}) to ${request.to} has begun. Nothing was changed.`,
    );
  const service = await serviceUsing(aws, request);
  if (service?.serviceName !== undefined && (service.desiredCount ?? 0) < Number(desired))
    await setDesired(aws, request.cluster, service.serviceName, Number(desired));
  await aws.ec2.send(
    new DeleteTagsCommand({
      Resources: [id],
      Tags: [{ Key: moveTags.to }, { Key: moveTags.desired }],
    }),
  );
  return {
    id,
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired: Number(desired),
  };
}
