import {
  DescribeAutoScalingInstancesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeSnapshotsCommand,
  type Volume,
} from "@aws-sdk/client-ec2";
import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { volumeAttribute } from "../drain/replace.ts";
import { attribute, idOf } from "../drain/room.ts";
import { containerInstances, some, tasksOfService } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagOf } from "../volumes/managed.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import { serviceUsing, setDesired } from "./users.ts";
import { described, holders, moveTags, snapshotTags, type MoveRequest } from "./volumes.ts";

/** What a move is about to do, before it changes anything. */
export interface MovePlan extends MoveRequest {
  source: Volume;
  id: string;
  from: string;
  /** The service whose task has the volume. @default - none has it */
  service?: string;
  /** Tasks that it has now, or had when an earlier try stopped them. */
  desired: number;
}

export interface Prepared {
  snapshotId: string;
  seconds: number;
}

/**
 * Looks whether the volume can move, and changes nothing.
 *
 * @throws {OperateError} if it cannot.
 */
export async function planMove(aws: Aws, request: MoveRequest, source: Volume): Promise<MovePlan> {
  const { volume, to } = request;
  const { VolumeId: id = "", AvailabilityZone: from = "", Tags = [] } = source;
  const began = tagOf(Tags, moveTags.to);
  if (began !== undefined && began !== to) {
    throw new OperateError(
      `${id} is being moved to ${began} already. Go on with --to ${began}, or end that with --to ${began} --cancel. Nothing was changed.`,
    );
  }
  await requireZone(aws, to);
  const service = await serviceUsing(aws, request);
  await refuseStrangers(aws, request, source);
  const remembered = tagOf(Tags, moveTags.desired);
  return {
    ...request,
    volume,
    source,
    id,
    from,
    ...(service?.serviceName !== undefined && { service: service.serviceName }),
    desired: remembered === undefined ? desiredOf(service) : Number(remembered),
  };
}

function desiredOf(service: Service | undefined): number {
  return service?.desiredCount ?? 0;
}

async function requireZone({ ec2, region }: Aws, zone: string): Promise<void> {
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  const names = AvailabilityZones.flatMap(({ ZoneName, State }) =>
    State === "available" ? (ZoneName ?? []) : [],
  );
  if (!names.includes(zone))
    throw new OperateError(`--to ${zone} is not an available zone of ${region}; there are ${some(names)}.`);
}

/** An instance that is not of this cluster would go on writing. */
async function refuseStrangers(aws: Aws, { cluster, volume }: MoveRequest, source: Volume): Promise<void> {
  const own = new Set((await containerInstances(aws, cluster)).map(idOf));
  const strangers = holders(source).filter((id) => !own.has(id));
  if (strangers.length > 0) {
    throw new OperateError(
      `${volume} (${source.VolumeId}) is attached to ${some(strangers)}, which is not a container instance of ${cluster}. Detach it ` +
        "there, or name its cluster. Nothing was changed.",
    );
  }
}

/**
 * Stops what writes to the volume, has its instance let it go, and creates a snapshot of it. The volume stays the valid
 * one: nothing reads the snapshot until `pulumi up`.
 *
 * @throws {OperateError} that says what stands, and how to go on or back.
 */
export async function prepareMove(aws: Aws, plan: MovePlan, pace: Pace): Promise<Prepared> {
  const watch = new Watch(pace);
  const progress: Progress = {};
  try {
    // First, so that a later try knows what to restore.
    await aws.ec2.send(
      new CreateTagsCommand({
        Resources: [plan.id],
        Tags: [
          { Key: moveTags.to, Value: plan.to },
          { Key: moveTags.desired, Value: String(plan.desired) },
        ],
      }),
    );
    progress.began = true;
    if (plan.service !== undefined) await stopTasks(aws, plan, plan.service, watch);
    await release(aws, plan, watch);
    const snapshotId = await snapshot(aws, plan, watch);
    progress.snapshotId = snapshotId;
    // A snapshot has what was written before it began, and nothing later.
    const now = await described(aws, plan.id);
    if (now === undefined || holders(now).length > 0) {
      throw new OperateError(
        now === undefined
          ? `${plan.id} is gone; the snapshot ${snapshotId} has its data.`
          : `${plan.id} was attached to ${holders(now).join(", ")} during the snapshot, which may lack what was written there.`,
      );
    }
    return { snapshotId, seconds: watch.seconds };
  } catch (error) {
    const why =
      error instanceof Cut
        ? `${error.why === "timeout" ? "Timed out" : "Interrupted"}: ${error.last}.`
        : error instanceof OperateError
          ? error.message
          : undefined;
    if (why === undefined) throw error;
    throw new OperateError([why, ...standing(plan, progress)].join("\n"), { cause: error });
  }
}

interface Progress {
  began?: boolean;
  snapshotId?: string;
}

async function stopTasks(aws: Aws, { cluster }: MovePlan, service: string, watch: Watch): Promise<void> {
  await setDesired(aws, cluster, service, 0);
  await watch.until(async () => {
    const left = await tasksOfService(aws, cluster, service);
    return left.length === 0
      ? { done: true }
      : { waiting: `${service} still has ${left.length} of its tasks` };
  });
}

/** A plugin detaches the volume with its task; a host of its own keeps it until it ends. */
async function release(aws: Aws, { cluster, volume, id }: MovePlan, watch: Watch): Promise<void> {
  const ended = new Set<string>();
  await watch.until(async () => {
    const now = await described(aws, id);
    if (now === undefined) throw new OperateError(`${id} is gone. Its snapshots have its data.`);
    const [holder] = holders(now);
    if (holder === undefined && now.State === "available") return { done: true };
    if (holder !== undefined && !ended.has(holder) && (await isReplaceable(aws, cluster, volume, holder))) {
      await aws.autoScaling.send(
        // One more would start in this zone, and wait for the volume.
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

/** Whether the instance is there for this volume, and of a group that can end it. */
async function isReplaceable(aws: Aws, cluster: string, volume: string, holder: string): Promise<boolean> {
  const all = await containerInstances(aws, cluster);
  if (!all.some((one) => idOf(one) === holder && attribute(one, volumeAttribute) === volume)) return false;
  const { AutoScalingInstances = [] } = await aws.autoScaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [holder] }),
  );
  return AutoScalingInstances.some(({ LifecycleState }) => LifecycleState === "InService");
}

async function snapshot({ ec2 }: Aws, { volume, id, desired }: MovePlan, watch: Watch): Promise<string> {
  const { SnapshotId = "" } = await ec2.send(
    new CreateSnapshotCommand({
      VolumeId: id,
      Description: `${id}, to move it to another zone`,
      TagSpecifications: [
        {
          ResourceType: "snapshot",
          Tags: [
            { Key: "Name", Value: volume },
            { Key: snapshotTags.of, Value: id },
            { Key: snapshotTags.desired, Value: String(desired) },
          ],
        },
      ],
    }),
  );
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
  return SnapshotId;
}

function standing({ id, volume, service, to, desired }: MovePlan, { began, snapshotId }: Progress): string[] {
  if (!began) return ["Nothing was changed."];
  return [
    `${id} is unchanged and stays the valid volume of ${volume}.`,
    ...(service === undefined
      ? []
      : [`${service} has 0 tasks until the move ends; before, it had ${desired}.`]),
    ...(snapshotId === undefined
      ? []
      : [`The snapshot ${snapshotId} stays. Do not use it: a later try creates another one.`]),
    `Run the same command again to go on, or with --to ${to} --cancel to go back.`,
  ];
}
