import { CreateTagsCommand, type Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../aws.ts";
import { some, tasksOfService } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { explained, Watch, type Pace } from "../watch.ts";
import { createSnapshot, makeAllVoid, makeValid } from "./snapshots.ts";
import { moveTags, voidTag, type MoveRequest } from "./tags.ts";
import { requireSameService, serviceUsing } from "./users.ts";
import { described, holders } from "./volumes.ts";

export interface Renewal {
  source: Volume;
  /** The volumes that Pulumi created, and must replace. */
  targets: Volume[];
  why: string;
}

/**
 * Handles an old volume that has data which the new one may lack. The old volume is no longer in Pulumi's state, so
 * only another snapshot brings its data there; a change of the zone would create an empty volume.
 *
 * @throws {OperateError} always, with how to continue or what prevents it.
 */
export async function renewMove(
  aws: Aws,
  request: MoveRequest,
  { source, targets, why }: Renewal,
  pace: Pace,
): Promise<never> {
  const { VolumeId: id = "", Tags = [] } = source;
  const service = await serviceUsing(aws, request);
  await requireSameService(aws, request, service, Tags);
  const inUse = [source, ...targets].filter((one) => holders(one).length > 0);
  const name = service?.serviceName;
  const count = name === undefined ? 0 : (await tasksOfService(aws, request.cluster, name)).length;
  if (inUse.length > 0 || count > 0 || (service?.desiredCount ?? 0) > 0) {
    throw new OperateError(
      `${why}\nNo new snapshot of ${id} was created, because volumes are in use: ` +
        [
          ...inUse.map((one) => `${one.VolumeId} is attached to ${some(holders(one))}`),
          ...(name === undefined
            ? []
            : [`${name} has ${count} tasks and a desired count of ${service?.desiredCount ?? 0}`]),
        ].join("; ") +
        `.\nKeep ${id}: it has data that ${targets.map(({ VolumeId }) => VolumeId).join(", ")} may lack. Stop the tasks` +
        (name === undefined
          ? ""
          : ` (aws ecs update-service --cluster ${request.cluster} --service ${name} --desired-count 0)`) +
        ", detach their volumes, and run the same command again. Nothing was changed.",
    );
  }
  const desired = Number(tagOf(Tags, moveTags.desired) ?? "0");
  const stopped = tagOf(Tags, moveTags.service);
  let snapshotId = "";
  try {
    await makeAllVoid(aws, id);
    await aws.ec2.send(
      new CreateTagsCommand({
        Resources: targets.map(({ VolumeId = "" }) => VolumeId),
        Tags: [{ Key: voidTag, Value: id }],
      }),
    );
    const move = { ...request, id, desired, ...(stopped !== undefined && { service: stopped }) };
    snapshotId = (await createSnapshot(aws, move, new Watch(pace))).SnapshotId ?? "";
    const now = await described(aws, id);
    if (now === undefined || holders(now).length > 0)
      throw new OperateError(`${id} was attached or deleted during the snapshot ${snapshotId}.`);
    await makeValid(aws, snapshotId, request.to, id);
  } catch (error) {
    const said = explained(error);
    if (said === undefined) throw error;
    throw new OperateError(
      `${why}\nA new snapshot of ${id} is not valid yet: ${said}\nKeep ${id}, which has all data, and run the same command again.`,
      { cause: error },
    );
  }
  throw new OperateError([why, ...renewedText(request, id, snapshotId, targets)].join("\n"));
}

function renewedText(
  { cluster, volume, to }: MoveRequest,
  source: string,
  snapshotId: string,
  targets: Volume[],
): string[] {
  const wrong = targets.map(({ VolumeId = "" }) => VolumeId).join(", ");
  return [
    `Keep ${source}: it is no longer in Pulumi's state, so setting availabilityZone back would create a blank volume. Its new snapshot ` +
      `${snapshotId} has all data; do not use the older ones. The service stays stopped. Next steps:`,
    `  1. In the stack's settings, for this volume: availabilityZone: ${to} and snapshotId: ${snapshotId}`,
    `  2. With retention: retain, let Pulumi replace ${wrong}: npx pulumi state unprotect '<URN of the volume>' -s <stack>`,
    "  3. npx pulumi up -s <stack>, without --refresh: it creates another volume from the new snapshot",
    `  4. npx ballast move-volume ${volume} --cluster ${cluster} --to ${to}`,
    `The new snapshot lacks data that was written to ${wrong}. To have the volume in its old zone again, complete this move, and then move it back.`,
  ];
}
