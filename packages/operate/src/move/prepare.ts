import { TerminateInstanceInAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateTagsCommand, type Volume } from "@aws-sdk/client-ec2";
import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { containerInstances, tasksOfService } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { explained, Watch, type Pace } from "../watch.ts";
import { groupEnding, requireRoom } from "./room.ts";
import { bestSnapshot, createSnapshot, makeAllVoid, makeValid } from "./snapshots.ts";
import { moveTags, rememberedTags, type MoveRequest, type Remembered } from "./tags.ts";
import { requireSameService, serviceUsing, setDesired } from "./users.ts";
import { described, holders } from "./volumes.ts";
import { writesSince } from "./writes.ts";

/** The steps of a move, before anything is changed. */
export interface MovePlan extends Remembered {
  source: Volume;
  from: string;
}

export interface Prepared {
  snapshotId: string;
  seconds: number;
}

/**
 * Checks whether the volume can be moved. Changes nothing.
 *
 * @throws {OperateError} if it cannot.
 */
export async function planMove(aws: Aws, request: MoveRequest, source: Volume): Promise<MovePlan> {
  const { volume, to } = request;
  const { VolumeId: id = "", AvailabilityZone: from = "", Tags = [] } = source;
  const began = tagOf(Tags, moveTags.to);
  if (began !== undefined && began !== to) {
    throw new OperateError(
      `${id} is already being moved to ${began}. Continue with --to ${began}, or cancel that move with --to ${began} --cancel. Nothing was changed.`,
    );
  }
  const service = await serviceUsing(aws, request);
  if (began !== undefined) await requireSameService(aws, request, service, Tags);
  await requireRoom(aws, request, source, service?.serviceName);
  const remembered = tagOf(Tags, moveTags.desired);
  const seen = tagOf(Tags, moveTags.attached);
  const attached = seen !== undefined ? new Date(seen) : holders(source).length > 0 ? new Date() : undefined;
  return {
    ...request,
    volume,
    source,
    id,
    from,
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired: remembered === undefined ? desiredOf(service) : Number(remembered),
    ...(attached !== undefined && { attached }),
  };
}

function desiredOf(service: Service | undefined): number {
  return service?.desiredCount ?? 0;
}

/**
 * Stops the service that writes to the volume, waits until the volume is detached, and creates a snapshot. The old
 * volume remains the valid one until `pulumi up` uses the snapshot.
 *
 * @throws {OperateError} that describes the state, and how to continue or cancel.
 */
export async function prepareMove(aws: Aws, plan: MovePlan, pace: Pace): Promise<Prepared> {
  const watch = new Watch(pace);
  const progress: Progress = {};
  try {
    // Set before anything is stopped, so that a later attempt knows the desired count to restore.
    await aws.ec2.send(
      new CreateTagsCommand({
        Resources: [plan.id],
        Tags: [{ Key: moveTags.to, Value: plan.to }, ...rememberedTags(plan)],
      }),
    );
    progress.began = true;
    await makeAllVoid(aws, plan.id);
    if (plan.service !== undefined) await stopTasks(aws, plan, plan.service, watch, progress);
    await release(aws, plan, watch);
    const taken = await createSnapshot(aws, plan, watch);
    const snapshotId = taken.SnapshotId ?? "";
    progress.snapshotId = snapshotId;
    // A snapshot contains only data that was written before it started.
    const now = await described(aws, plan.id);
    if (now === undefined) {
      await makeValid(aws, snapshotId, plan.to);
      throw new OperateError(`${plan.id} no longer exists.`);
    }
    if (holders(now).length > 0)
      throw new OperateError(
        `${plan.id} was attached to ${holders(now).join(", ")} during the snapshot, which may lack data that was written there.`,
      );
    // This checks the metrics that CloudWatch has so far. The second call of move-volume checks again, but with retention
    // `discard`, `pulumi up` has deleted the old volume by then.
    const written = await writesSince(aws, plan.id, taken.StartTime);
    if ("writes" in written && written.writes > 0)
      throw new OperateError(
        `${plan.id} was written to ${written.writes} times after the snapshot ${snapshotId} began (CloudWatch, VolumeWriteOps), so the snapshot lacks ` +
          "this data. Find what writes to the volume.",
      );
    await makeValid(aws, snapshotId, plan.to, plan.id);
    return { snapshotId, seconds: watch.seconds };
  } catch (error) {
    const why = explained(error);
    if (why === undefined) throw error;
    throw new OperateError([why, ...(await standing(aws, plan, progress))].join("\n"), { cause: error });
  }
}

interface Progress {
  began?: boolean;
  stopped?: boolean;
  snapshotId?: string;
}

async function stopTasks(
  aws: Aws,
  { cluster }: MovePlan,
  service: string,
  watch: Watch,
  progress: Progress,
): Promise<void> {
  await setDesired(aws, cluster, service, 0);
  progress.stopped = true;
  await watch.until(async () => {
    const left = await tasksOfService(aws, cluster, service);
    return left.length === 0
      ? { done: true }
      : { waiting: `${service} still has ${left.length} of its tasks` };
  });
}

/**
 * Waits until the volume is detached. A plugin detaches it when the task stops. In mode `host`, the instance keeps it
 * until it is terminated.
 */
async function release(aws: Aws, { cluster, volume, id }: MovePlan, watch: Watch): Promise<void> {
  const ended = new Set<string>();
  await watch.until(async () => {
    const now = await described(aws, id);
    if (now === undefined) throw new OperateError(`${id} no longer exists.`);
    const [holder] = holders(now);
    if (holder === undefined && now.State === "available") return { done: true };
    const instances = holder === undefined || ended.has(holder) ? [] : await containerInstances(aws, cluster);
    if (holder !== undefined && (await groupEnding(aws, instances, volume, holder)) !== undefined) {
      await aws.autoScaling.send(
        // Without the lower capacity, a replacement would be launched in the old zone and wait for the volume.
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: holder,
          ShouldDecrementDesiredCapacity: true,
        }),
      );
      ended.add(holder);
    }
    const how =
      holder === undefined || ended.has(holder)
        ? ""
        : "; terminate that instance if nothing else detaches it";
    return { waiting: `${id} is ${now.State}${holder === undefined ? "" : `, attached to ${holder}${how}`}` };
  });
}

async function standing(
  aws: Aws,
  { id, volume, cluster, service, to, desired }: MovePlan,
  { began, stopped, snapshotId }: Progress,
): Promise<string[]> {
  if (!began) return ["Nothing was changed."];
  const tasks =
    service === undefined || !stopped
      ? []
      : [`${service} has a desired count of 0 until the move is complete; before, it was ${desired}.`];
  if (await isGone(aws, id)) {
    const copy = snapshotId ?? (await bestSnapshot(aws, id).catch(() => undefined))?.SnapshotId ?? undefined;
    return [
      copy === undefined
        ? `No complete snapshot of ${id} was found. Look for a snapshot of ${volume} in other regions and accounts.`
        : `The snapshot ${copy} is the valid copy of ${volume}. Do not delete it.`,
      ...tasks,
      ...(copy === undefined
        ? []
        : [
            `To continue: in the stack's settings, set availabilityZone: ${to} and snapshotId: ${copy}; then run pulumi up.`,
            copy === snapshotId
              ? `Then run the same command again, which starts the service: npx ballast move-volume ${volume} --cluster ${cluster} --to ${to}`
              : `Check the data, and start the service yourself.`,
          ]),
    ];
  }
  return [
    `${id} is unchanged and remains the valid volume of ${volume}.`,
    ...tasks,
    ...(snapshotId === undefined
      ? []
      : [`The snapshot ${snapshotId} is kept. Do not use it: the next attempt creates another one.`]),
    `Run the same command again to continue, or with --to ${to} --cancel to cancel the move.`,
  ];
}

/** True only if EC2 reports it as deleted. After any other error the old volume counts as valid. */
async function isGone(aws: Aws, id: string): Promise<boolean> {
  return described(aws, id).then(
    (volume) => volume === undefined,
    () => false,
  );
}
