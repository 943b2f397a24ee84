import { CreateTagsCommand, DeleteTagsCommand, type Snapshot, type Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../aws.ts";
import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import { renewMove } from "./renew.ts";
import { bestSnapshot, makeAllVoid, since } from "./snapshots.ts";
import { moveTags, snapshotTags, voidTag, volumeTag, type MoveRequest } from "./tags.ts";
import { requireSameService, serviceUsing, setDesired } from "./users.ts";
import { described, holders, type MoveStage } from "./volumes.ts";
import { writesSince } from "./writes.ts";

export interface Finished {
  /** The new volume, which has the data. */
  id: string;
  /** The old volume; undefined if it was deleted. */
  source?: string;
  snapshotId: string;
  service?: string;
  desired: number;
}

export interface FinishPace extends Pace {
  /** Time until CloudWatch has the metrics of the last writes, in seconds. @default 300 */
  settleSeconds?: number;
}

type After = Omit<Extract<MoveStage, { stage: "after" }>, "stage">;

/**
 * Ends a move after Pulumi has created the new volume: checks that no data is missing, removes the identifying tags
 * from the old volume, and starts the service.
 *
 * @throws {OperateError} if the new volume lacks data of the old one, or if that is unknown. If the old volume still
 *   exists, another snapshot of it has been created, and the message explains how to use it.
 */
export async function finishMove(
  aws: Aws,
  request: MoveRequest,
  after: After,
  pace: FinishPace,
): Promise<Finished> {
  const { target, snapshot, replaced } = after;
  const { Tags = [], SnapshotId: snapshotId = "" } = snapshot;
  const sourceId = tagOf(Tags, snapshotTags.of) ?? "";
  const { VolumeId: id = "", State } = target;
  if (State !== "available" && State !== "in-use")
    throw new OperateError(`${id} is ${State}. Try again when it is available. Nothing was changed.`);
  const service = await serviceUsing(aws, request);
  await requireSameService(aws, request, service, Tags);
  // An earlier call may already have removed the old volume's tags.
  const source = after.source ?? (await described(aws, sourceId));
  refuseAttached(id, [...(source === undefined ? [] : [source]), ...replaced]);
  const lacks = await lateWrites(aws, sourceId, snapshot, pace);
  const still = source === undefined ? undefined : await described(aws, sourceId);
  if (still !== undefined) refuseAttached(id, [still]);
  if (lacks !== undefined) {
    if (still !== undefined)
      return renewMove(aws, request, { source: still, targets: [target], why: lacks }, pace);
    throw new OperateError(await lostText(aws, request, { sourceId, id, snapshotId, lacks }));
  }
  const desired = Number(tagOf(Tags, snapshotTags.desired) ?? "0");
  for (const one of [...(still === undefined ? [] : [still]), ...replaced])
    await retire(aws, request, one.VolumeId ?? "", id);
  if (service?.serviceName !== undefined && (service.desiredCount ?? 0) < desired)
    await setDesired(aws, request.cluster, service.serviceName, desired);
  await aws.ec2.send(
    new CreateTagsCommand({ Resources: [snapshotId], Tags: [{ Key: snapshotTags.done, Value: id }] }),
  );
  return {
    id,
    ...(still !== undefined && { source: sourceId }),
    snapshotId,
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired,
  };
}

function refuseAttached(target: string, volumes: Volume[]): void {
  for (const one of volumes.filter((volume) => holders(volume).length > 0)) {
    throw new OperateError(
      `${one.VolumeId}, the old volume, is attached to ${some(holders(one))}, where data may be written to it. Stop what uses it there, and ` +
        `detach it. If data was written to it there, ${target} lacks that data. Nothing was changed.`,
    );
  }
}

/**
 * Checks the metrics immediately and, if they show no writes, again when CloudWatch has the latest values.
 *
 * @returns a description of the data that the new volume may lack; undefined if it has everything.
 */
async function lateWrites(
  aws: Aws,
  source: string,
  { StartTime, SnapshotId, Tags = [] }: Snapshot,
  pace: FinishPace,
): Promise<string | undefined> {
  const seen = tagOf(Tags, snapshotTags.attached);
  const until = new Date();
  const settled = until.getTime() + (pace.settleSeconds ?? 300) * 1000;
  const ask = () =>
    writesSince(aws, source, StartTime, seen === undefined ? undefined : new Date(seen), until);
  let written = await ask();
  if ("unknown" in written || written.writes === 0) {
    await settle(settled, pace);
    written = await ask();
  }
  if ("unknown" in written)
    return `Whether ${source}, the old volume, was written to after the snapshot ${SnapshotId} began is unknown: ${written.unknown}.`;
  return written.writes === 0
    ? undefined
    : `${source}, the old volume, was written to ${written.writes} times after the snapshot ${SnapshotId} began (CloudWatch, VolumeWriteOps).`;
}

async function settle(settled: number, pace: Pace): Promise<void> {
  try {
    await new Watch({ ...pace, timeoutSeconds: Infinity }).until(() =>
      Promise.resolve(
        Date.now() >= settled
          ? { done: true }
          : { waiting: "waiting until CloudWatch has the metrics of the last writes to the old volume" },
      ),
    );
  } catch (error) {
    if (error instanceof Cut)
      throw new OperateError(
        "Interrupted before CloudWatch had the metrics of the last writes. Nothing was changed.",
        {
          cause: error,
        },
      );
    throw error;
  }
}

interface Lost {
  sourceId: string;
  id: string;
  snapshotId: string;
  lacks: string;
}

/** The message if the old volume was deleted: no new snapshot of it can be created, and none can be marked as valid. */
async function lostText(
  aws: Aws,
  { cluster, volume }: MoveRequest,
  { sourceId, id, snapshotId, lacks }: Lost,
): Promise<string> {
  const { SnapshotId: newest, ...best } = (await bestSnapshot(aws, sourceId, "newest")) ?? {};
  return (
    `${lacks} ${sourceId} is deleted, so data that was written to it after its snapshots is lost. ` +
    (newest === undefined || newest === snapshotId
      ? `The snapshot ${snapshotId} is the valid copy of ${volume}: keep it. ${id} was created from it. `
      : `The newest snapshot of it is ${newest}, of ${since(best)}; ${id} was created from ${snapshotId}. Compare them. To use the newer one, set ` +
        "snapshotId to it, remove the protection of the volume, and run pulumi up without --refresh. ") +
    `Check the data, and then start the service yourself: aws ecs update-service --cluster ${cluster} --service <service> ` +
    "--desired-count <tasks>. Nothing was changed."
  );
}

/**
 * Removes the identifying tags of the old volume, because backups and plugins find a volume by its tags. Then Pulumi
 * no longer manages it, and `ballast volumes --tag` can remove it.
 */
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
      Tags: [volumeTag, voidTag, "ballast:managed", ...Object.values(moveTags)].map((Key) => ({ Key })),
    }),
  );
}

/**
 * Cancels a move before Pulumi has created the new volume: the service starts again with the old one.
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
  await requireSameService(aws, request, service, Tags);
  // Must be done before the service can write again.
  await makeAllVoid(aws, id);
  if (service?.serviceName !== undefined && (service.desiredCount ?? 0) < Number(desired))
    await setDesired(aws, request.cluster, service.serviceName, Number(desired));
  await aws.ec2.send(
    new DeleteTagsCommand({
      Resources: [id],
      Tags: Object.values(moveTags).map((Key) => ({ Key })),
    }),
  );
  return {
    id,
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired: Number(desired),
  };
}
