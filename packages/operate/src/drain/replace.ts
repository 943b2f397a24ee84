import type { ContainerInstance } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { serviceNames, services, type TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { holds } from "../query.ts";
import type { DrainPlan } from "./drainPlan.ts";
import { groupNamed, groupOf } from "./group.ts";
import { attributesOf, zoneAttribute } from "../describedInstance.ts";
import { stuckOn, type HostNow } from "./stuck.ts";

/** The instance attribute with the name of the attached volume, in mode `host` of @ballast/rexray-ebs. */
export const volumeAttribute = "ballast.volume";

/**
 * Plans a drain of an instance to which a volume is attached: a replacement in the same zone attaches the volume.
 *
 * @throws {OperateError} if no replacement would be launched in that zone.
 */
export async function replacePlan(
  plan: DrainPlan,
  aws: Aws,
  host: HostNow,
  definitions: TaskDefinitions,
): Promise<DrainPlan> {
  const of = await groupOf(aws, plan.ec2InstanceId);
  const bound = await boundServices(aws, plan, definitions);
  const followed = {
    ...plan,
    ...(of?.name !== undefined && { group: of.name }),
    services: [...new Set([...plan.services, ...bound])],
  };
  if (of?.ended === true) return { ...followed, ended: true, warnings: [endedWarning] };
  await requireSuccessor(aws, plan, of?.name);
  const stuck = await stuckOn(aws, host, definitions);
  if (stuck.length === 0) return followed;
  const what = `the group terminates it only after all its tasks have stopped, but these would not stop:\n${stuck.map((line) => `  ${line}`).join("\n")}\n`;
  // The instance is already draining, so refusing now would not help.
  if (plan.instance.status === "DRAINING")
    return { ...followed, warnings: [...plan.warnings, `${what}${adviceOnStuck}`] };
  throw new OperateError(
    `${plan.ec2InstanceId} was not drained: the volume ${plan.volume} is attached to it, and its replacement can attach the volume only after it has ` +
      `been terminated; ${what}${adviceOnStuck} Nothing was changed.`,
  );
}

/** Advice to print with the result of stuckOn. */
export const adviceOnStuck =
  "Start another instance that can run them (on a separate capacity), let a service stop its tasks first (deploymentConfiguration: " +
  "minimumHealthyPercent 0, maximumPercent 100), and stop standalone tasks or wait until they end. Then try again.";

/** @throws {OperateError} if the group would not launch a replacement that can attach the volume. */
async function requireSuccessor(aws: Aws, plan: DrainPlan, name: string | undefined): Promise<void> {
  const refused = (why: string): never => {
    throw new OperateError(
      `${plan.ec2InstanceId} was not drained: the volume ${plan.volume} is attached to it, and ${why} Nothing was changed.`,
    );
  };
  const group = name === undefined ? undefined : await groupNamed(aws.autoScaling, name);
  if (group === undefined) return refused("it is in no Auto Scaling group that would launch a replacement.");
  const zones = group.AvailabilityZones ?? [];
  if (zones.some((zone) => zone !== plan.zone)) {
    refused(
      `the replacement that the Auto Scaling group ${name} launches may be in another zone (${zones.join(", ")}), where ` +
        `the volume cannot be attached. Give the group subnets in ${plan.zone} only.`,
    );
  }
  const suspended = (group.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName);
  if (suspended.includes("Launch"))
    refused(
      `the Auto Scaling group ${name} launches no replacement: its process Launch is suspended. Resume it.`,
    );
  if ((group.DesiredCapacity ?? 0) < 1)
    refused(`the Auto Scaling group ${name} launches no replacement: its desired capacity is 0. Raise it.`);
}

const endedWarning = "Its group has already terminated it, so only its replacement is followed.";

/**
 * Plans how to continue a drain that was interrupted after the group had terminated the instance. ECS no longer
 * describes such an instance.
 *
 * @returns undefined if the instance had no volume of its own, or AWS no longer reports which one.
 */
export async function endedPlan(
  aws: Aws,
  cluster: string,
  id: string,
  definitions: TaskDefinitions,
): Promise<DrainPlan | undefined> {
  const of = id.startsWith("i-") ? await groupOf(aws, id) : undefined;
  if (of?.ended !== true || of.volume === undefined) return undefined;
  const { volume, zone = "unknown zone" } = of;
  const instance: ContainerInstance = {
    ec2InstanceId: id,
    attributes: [
      { name: volumeAttribute, value: volume },
      { name: zoneAttribute, value: zone },
    ],
  };
  const bound = await boundServices(aws, { cluster, instance }, definitions);
  if (bound.length === 0) return undefined;
  return {
    cluster,
    instance,
    ec2InstanceId: id,
    zone,
    mode: "replace",
    volume,
    ...(of.name !== undefined && { group: of.name }),
    ended: true,
    services: bound,
    tasks: [],
    warnings: [endedWarning],
  };
}

/** Services that can run only on an instance with this volume. They may already be waiting for the replacement. */
async function boundServices(
  aws: Aws,
  { cluster, instance }: Pick<DrainPlan, "cluster" | "instance">,
  definitions: TaskDefinitions,
): Promise<string[]> {
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const bound = await Promise.all(
    all.map(async (service): Promise<string[]> => {
      if ((service.desiredCount ?? 0) === 0 || service.taskDefinition === undefined) return [];
      const definition = await definitions.get(service.taskDefinition);
      return asksForVolume(instance, [
        ...(service.placementConstraints ?? []),
        ...(definition.placementConstraints ?? []),
      ])
        ? [service.serviceName ?? ""]
        : [];
    }),
  );
  return bound.flat();
}

/** Whether the constraints are true on this instance only because of its volume attribute. */
export function asksForVolume(instance: ContainerInstance, constraints: { expression?: string }[]): boolean {
  const { [volumeAttribute]: _volume, ...without } = attributesOf(instance);
  return constraints.some(
    ({ expression }) =>
      expression !== undefined && holds(expression, attributesOf(instance)) && !holds(expression, without),
  );
}
