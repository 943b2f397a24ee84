import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  type AutoScalingGroup,
} from "@aws-sdk/client-auto-scaling";
import type { ContainerInstance } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { serviceNames, services, type TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { holds } from "../query.ts";
import type { DrainPlan } from "./drainPlan.ts";
import { attributesOf } from "./room.ts";

/** Instances of the mode `host` of @ballast/rexray-ebs say by it which volume is attached to them. */
export const volumeAttribute = "ballast.volume";

/**
 * The volume is attached to its host: a successor in the same zone gets it.
 *
 * @throws {OperateError} if nobody would start one there.
 */
export async function replacePlan(
  plan: DrainPlan,
  aws: Aws,
  definitions: TaskDefinitions,
): Promise<DrainPlan> {
  const group = await groupOf(aws, plan);
  const name = group.AutoScalingGroupName ?? "";
  const refused = (why: string): never => {
    throw new OperateError(
      `${plan.ec2InstanceId} was not drained: the volume ${plan.volume} is attached to it, and ${why} Nothing was changed.`,
    );
  };
  const zones = group.AvailabilityZones ?? [];
  if (zones.some((zone) => zone !== plan.zone)) {
    refused(
      `the successor that the Auto Scaling group ${name} starts may come up in another zone (${zones.join(", ")}), where ` +
        `the volume cannot be attached. Give the group subnets in ${plan.zone} alone.`,
    );
  }
  const suspended = (group.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName);
  if (suspended.includes("Launch"))
    refused(
      `the Auto Scaling group ${name} starts no successor: its process Launch is suspended. Resume it.`,
    );
  if ((group.DesiredCapacity ?? 0) < 1)
    refused(`the Auto Scaling group ${name} starts no successor: its desired capacity is 0. Raise it.`);
  const bound = await boundServices(aws, plan, definitions);
  return { ...plan, group: name, services: [...new Set([...plan.services, ...bound])] };
}

export async function groupNamed(
  client: Aws["autoScaling"],
  name: string,
): Promise<AutoScalingGroup | undefined> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  return (await client.send(command)).AutoScalingGroups?.[0];
}

async function groupOf({ autoScaling }: Aws, plan: DrainPlan): Promise<AutoScalingGroup> {
  const { AutoScalingInstances = [] } = await autoScaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [plan.ec2InstanceId] }),
  );
  const name = AutoScalingInstances[0]?.AutoScalingGroupName;
  const group = name === undefined ? undefined : await groupNamed(autoScaling, name);
  if (group !== undefined) return group;
  throw new OperateError(
    `${plan.ec2InstanceId} was not drained: the volume ${plan.volume} is attached to it, and it is of no Auto Scaling ` +
      "group that would start a successor. Nothing was changed.",
  );
}

/** Services that only an instance with this volume can run: they may be waiting for the successor already. */
async function boundServices(aws: Aws, plan: DrainPlan, definitions: TaskDefinitions): Promise<string[]> {
  const all = await services(aws, plan.cluster, await serviceNames(aws, plan.cluster));
  const bound = await Promise.all(
    all.map(async (service): Promise<string[]> => {
      if ((service.desiredCount ?? 0) === 0 || service.taskDefinition === undefined) return [];
      const definition = await definitions.get(service.taskDefinition);
      return asksForVolume(plan.instance, [
        ...(service.placementConstraints ?? []),
        ...(definition.placementConstraints ?? []),
      ])
        ? [service.serviceName ?? ""]
        : [];
    }),
  );
  return bound.flat();
}

/** Whether a constraint holds on this instance, and would not without its volume. */
export function asksForVolume(instance: ContainerInstance, constraints: { expression?: string }[]): boolean {
  const { [volumeAttribute]: _volume, ...without } = attributesOf(instance);
  return constraints.some(
    ({ expression }) =>
      expression !== undefined && holds(expression, attributesOf(instance)) && !holds(expression, without),
  );
}
