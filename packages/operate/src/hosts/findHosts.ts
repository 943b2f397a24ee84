import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { Instance } from "@aws-sdk/client-ec2";
import type { CapacityProvider, ContainerInstance } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { containerInstances, lastPart, requireCluster } from "../ecs.ts";
import { tagOf } from "../volumes/managed.ts";
import { ec2Instances, hasEnded } from "./instances.ts";
import { groupNameOf, groupNamesOf, groupsNamed, lastRefresh, providersOf } from "./groups.ts";
import type { ClusterHosts, Host, HostGroup } from "./host.ts";
import { CurrentImages, imageOf, imagesCreated } from "./images.ts";
import { joinedHost, lateHost, withTheirGroups, type HostSources } from "./hostOf.ts";
import { patchingOf } from "./patching.ts";

/**
 * The hosts of a cluster, and what the patching of their groups will do next with each host.
 *
 * @param cluster A name or an ARN.
 * @throws {OperateError} if the cluster does not exist, or if ECS lists an instance but does not describe it.
 */
export async function findHosts(aws: Aws, cluster: string, now = new Date()): Promise<ClusterHosts> {
  await requireCluster(aws, cluster);
  const registered = await containerInstances(aws, cluster);
  const providers = await providersOf(aws, cluster);
  const groups = await groupsOf(aws, providers, registered);
  const members = groups.flatMap((group) => membersOf(group));
  const ids = [...registered.map(({ ec2InstanceId = "" }) => ec2InstanceId), ...members.map(({ id }) => id)];
  const instances = await ec2Instances(
    aws,
    ids.filter((id) => id.startsWith("i-")),
  );
  const created = await imagesCreated(
    aws,
    [...instances.values()].flatMap(({ ImageId }) => ImageId ?? []),
  );
  const described = new Map<string, HostGroup>();
  for (const group of groups) {
    const { AutoScalingGroupName: name = "" } = group;
    described.set(name, await describedGroup(aws, group, providers));
  }
  const images = new CurrentImages(aws);
  const sourcesOf = async (id: string, group: AutoScalingGroup | undefined): Promise<HostSources> => {
    const instance = instances.get(id);
    return {
      instance,
      image: instance?.ImageId === undefined ? undefined : imageOf(instance.ImageId, created),
      current: group === undefined ? undefined : await images.of(group, instance?.InstanceType ?? ""),
      group: described.get(group?.AutoScalingGroupName ?? ""),
      member: members.find((one) => one.id === id),
      now,
    };
  };
  const hosts: Host[] = [];
  for (const one of registered) {
    const id = one.ec2InstanceId ?? "";
    const group = groups.find(({ Instances }) => Instances?.some(({ InstanceId }) => InstanceId === id));
    hosts.push(joinedHost(one, await sourcesOf(id, group), providers));
  }
  for (const { id, group } of members.filter((one) => mayJoin(one, registered, instances))) {
    const provider = providers.find((one) => groupNameOf(one) === group.AutoScalingGroupName);
    hosts.push(lateHost(id, await sourcesOf(id, group), provider));
  }
  const found = [...described.values()].sort((one, other) => compared(one.name, other.name));
  const sorted = hosts.sort(
    (one, other) =>
      compared(one.capacityProvider ?? one.group, other.capacityProvider ?? other.group) ||
      compared(one.zone, other.zone) ||
      compared(one.id, other.id),
  );
  return { cluster: lastPart(cluster), hosts: withTheirGroups(sorted, found), groups: found };
}

/**
 * Auto Scaling groups of the cluster's capacity providers, and of instances that registered without a capacity
 * provider.
 */
async function groupsOf(
  aws: Aws,
  providers: CapacityProvider[],
  registered: ContainerInstance[],
): Promise<AutoScalingGroup[]> {
  const groups = await groupsNamed(
    aws,
    providers.flatMap((provider) => groupNameOf(provider) ?? []),
  );
  const known = new Set(groups.flatMap((group) => membersOf(group).map(({ id }) => id)));
  const others = registered.flatMap(({ ec2InstanceId: id = "" }) =>
    id.startsWith("i-") && !known.has(id) ? [id] : [],
  );
  const names = await groupNamesOf(aws, others);
  return [
    ...groups,
    ...(await groupsNamed(
      aws,
      names.filter((name) => !isOneOf(groups, name)),
    )),
  ];
}

function isOneOf(groups: AutoScalingGroup[], name: string): boolean {
  return groups.some(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
}

/** An instance of an Auto Scaling group, with its lifecycle state: `InService`, `Terminating:Wait`. */
export interface Member {
  id: string;
  lifecycle: string;
  group: AutoScalingGroup;
}

function membersOf(group: AutoScalingGroup): Member[] {
  return (group.Instances ?? []).flatMap(({ InstanceId, LifecycleState = "" }) =>
    InstanceId === undefined ? [] : { id: InstanceId, lifecycle: LifecycleState, group },
  );
}

/**
 * Whether the instance is expected to join the cluster. Instances in a warm pool join only after they leave the pool.
 */
function mayJoin(
  { id, lifecycle }: Member,
  registered: ContainerInstance[],
  instances: Map<string, Instance>,
): boolean {
  if (registered.some(({ ec2InstanceId }) => ec2InstanceId === id)) return false;
  return !/^(Warmed|Terminat|Detach)/.test(lifecycle) && !hasEnded(instances.get(id));
}

async function describedGroup(
  aws: Aws,
  group: AutoScalingGroup,
  providers: CapacityProvider[],
): Promise<HostGroup> {
  const { AutoScalingGroupName: name = "", Tags = [] } = group;
  return {
    name,
    capacityProvider: providers.find((provider) => groupNameOf(provider) === name)?.name,
    patching: patchingOf((key) => tagOf(Tags, key)),
    lastRefresh: await lastRefresh(aws, name),
  };
}

function compared(one = "", other = ""): number {
  return one.localeCompare(other, "en", { numeric: true });
}
