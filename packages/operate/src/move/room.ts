import { DescribeAutoScalingInstancesCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand, type Volume } from "@aws-sdk/client-ec2";
import type { ContainerInstance } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { groupNamed } from "../drain/group.ts";
import { adviceOnStuck, volumeAttribute } from "../drain/replace.ts";
import { attribute, idOf } from "../describedInstance.ts";
import { stuckOn } from "../drain/stuck.ts";
import { containerInstances, some, TaskDefinitions, tasks } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { MoveRequest } from "./tags.ts";
import { holders } from "./volumes.ts";

/**
 * Checks that AWS will not stop the move halfway, while the service is down.
 *
 * @throws {OperateError} with what to do first.
 */
export async function requireRoom(
  aws: Aws,
  request: MoveRequest,
  source: Volume,
  service: string | undefined,
): Promise<void> {
  await requireZone(aws, request.to);
  const instances = await containerInstances(aws, request.cluster);
  refuseStrangers(instances, request, source);
  await requireSubnet(aws, instances, request.to);
  for (const holder of holders(source)) await requireLettingGo(aws, instances, request, holder, service);
}

async function requireZone({ ec2, region }: Aws, zone: string): Promise<void> {
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  const names = AvailabilityZones.flatMap(({ ZoneName, State }) =>
    State === "available" ? (ZoneName ?? []) : [],
  );
  if (!names.includes(zone))
    throw new OperateError(`--to ${zone} is not an available zone of ${region}. Use one of ${some(names)}.`);
}

/** Refuses a volume that is attached to an instance outside of this cluster, which would continue to write. */
function refuseStrangers(
  instances: ContainerInstance[],
  { cluster, volume }: MoveRequest,
  source: Volume,
): void {
  const own = new Set(instances.map(idOf));
  const strangers = holders(source).filter((id) => !own.has(id));
  if (strangers.length === 0) return;
  throw new OperateError(
    `${volume} (${source.VolumeId}) is attached to ${some(strangers)}, which is not a container instance of ${cluster}. Detach it ` +
      "there, or name its cluster. Nothing was changed.",
  );
}

/** Requires a subnet in the new zone, in the VPC of the current instances, as their agents report it. */
async function requireSubnet({ ec2 }: Aws, instances: ContainerInstance[], zone: string): Promise<void> {
  const vpcs = [...new Set(instances.flatMap((one) => attribute(one, "ecs.vpc-id") || []))];
  const { Subnets = [] } = await ec2.send(
    new DescribeSubnetsCommand({
      Filters: [
        { Name: "availability-zone", Values: [zone] },
        ...(vpcs.length === 0 ? [] : [{ Name: "vpc-id", Values: vpcs }]),
      ],
    }),
  );
  if (Subnets.length > 0) return;
  throw new OperateError(
    `There is no subnet in ${zone}${vpcs.length === 0 ? "" : ` of ${some(vpcs)}`}, so no instance there could attach the volume. Give the ` +
      `network a subnet in ${zone} (setting zones of the network's stack), and try again. Nothing was changed.`,
  );
}

/**
 * If the instance exists only for this volume, checks that its group can terminate it without launching another one
 * in this zone.
 */
async function requireLettingGo(
  aws: Aws,
  instances: ContainerInstance[],
  { cluster, volume }: MoveRequest,
  holder: string,
  service: string | undefined,
): Promise<void> {
  const name = await groupEnding(aws, instances, volume, holder);
  const group = name === undefined ? undefined : await groupNamed(aws.autoScaling, name);
  const { MinSize = 0, DesiredCapacity = 0 } = group ?? {};
  if (group === undefined) return;
  await refuseStuck(aws, { cluster, instances }, { volume, holder, service });
  if (DesiredCapacity - 1 >= MinSize) return;
  throw new OperateError(
    `${holder}, to which the volume is attached, must be terminated, but its Auto Scaling group ${name} has a minimum of ${MinSize} and a desired capacity of ` +
      `${DesiredCapacity}, so AWS refuses to lower it. First: aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${name} ` +
      `--min-size ${DesiredCapacity - 1}; after the move, set it back. Nothing was changed.`,
  );
}

/**
 * ECS delays the termination of an instance until its last task has stopped, and the volume's service is down
 * meanwhile.
 */
async function refuseStuck(
  aws: Aws,
  { cluster, instances }: { cluster: string; instances: ContainerInstance[] },
  { volume, holder, service }: { volume: string; holder: string; service: string | undefined },
): Promise<void> {
  const instance = instances.find((one) => idOf(one) === holder);
  if (instance === undefined) return;
  const host = { cluster, instance, instances, tasks: await tasks(aws, cluster) };
  const stuck = await stuckOn(aws, host, new TaskDefinitions(aws), service);
  if (stuck.length === 0) return;
  throw new OperateError(
    [
      `${holder}, to which the volume ${volume} is attached, must be terminated, but these tasks would not stop:`,
      ...stuck.map((line) => `  ${line}`),
      `${adviceOnStuck} Nothing was changed.`,
    ].join("\n"),
  );
}

/**
 * @returns the Auto Scaling group of an instance that exists only for the volume; undefined for other instances, and
 *   without a group that can terminate it.
 */
export async function groupEnding(
  aws: Aws,
  instances: ContainerInstance[],
  volume: string,
  holder: string,
): Promise<string | undefined> {
  if (!instances.some((one) => idOf(one) === holder && attribute(one, volumeAttribute) === volume))
    return undefined;
  const { AutoScalingInstances = [] } = await aws.autoScaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [holder] }),
  );
  return AutoScalingInstances.find(({ LifecycleState }) => LifecycleState === "InService")
    ?.AutoScalingGroupName;
}
