import type { Instance } from "@aws-sdk/client-ec2";
import type { CapacityProvider, ContainerInstance } from "@aws-sdk/client-ecs";
import { volumeOf } from "../drain/group.ts";
import { attribute, idOf } from "../describedInstance.ts";
import type { Host, HostGroup } from "./host.ts";
import { hasEnded } from "./instances.ts";
import {
  daysBetween,
  judge,
  withItsGroup,
  type CurrentImage,
  type Image,
  type Next,
  type Verdict,
} from "./patching.ts";

/** Data about an instance from other sources than ECS. */
export interface HostSources {
  /** Undefined if EC2 does not know the instance. */
  instance: Instance | undefined;
  image: Image | undefined;
  /** The image that its group launches now. Undefined without a group. */
  current: CurrentImage | undefined;
  group: HostGroup | undefined;
  member: { lifecycle: string } | undefined;
  now: Date;
}

type Described = Pick<Host, "zone" | "instanceType" | "group" | "image" | "imageAgeDays" | "newerImage">;

function described({ instance, image, current, group, now }: HostSources): Described {
  const currentId = current !== undefined && "id" in current ? current.id : undefined;
  return {
    zone: instance?.Placement?.AvailabilityZone,
    instanceType: instance?.InstanceType,
    group: group?.name,
    image,
    imageAgeDays: image?.created === undefined ? undefined : daysBetween(image.created, now),
    newerImage: image === undefined || currentId === image.id ? undefined : currentId,
  };
}

/** A host whose agent has registered it with ECS. */
export function joinedHost(
  one: ContainerInstance,
  sources: HostSources,
  providers: CapacityProvider[],
): Host {
  const { agentVersion, dockerVersion } = one.versionInfo ?? {};
  const about = described(sources);
  return {
    id: idOf(one),
    ...about,
    zone: about.zone ?? known(attribute(one, "ecs.availability-zone")),
    instanceType: about.instanceType ?? known(attribute(one, "ecs.instance-type")),
    capacityProvider: one.capacityProviderName ?? sources.group?.capacityProvider,
    agentVersion,
    dockerVersion: dockerVersion?.replace(/^DockerVersion:\s*/, ""),
    status: one.status ?? "unknown",
    agentConnected: one.agentConnected !== false,
    runningTasks: one.runningTasksCount ?? 0,
    pendingTasks: one.pendingTasksCount ?? 0,
    ...verdictOf(one, sources, providers),
  };
}

function verdictOf(one: ContainerInstance, sources: HostSources, providers: CapacityProvider[]): Verdict {
  const { instance, member } = sources;
  if (!/^i-/.test(idOf(one)))
    return unjudged("nobody", "not replaced: it is outside of EC2, so its owner must patch it");
  if (hasEnded(instance)) {
    const text =
      "nothing: EC2 has terminated it, but it is still registered with ECS; deregister it (ecs deregister-container-instance --force)";
    return { ...unjudged("ended", text), isOutdated: undefined };
  }
  const provider = providers.find(({ name }) => name === one.capacityProviderName);
  if (provider?.managedInstancesProvider !== undefined)
    return unjudged("nobody", "AWS replaces it: it is one of Amazon ECS Managed Instances");
  const verdict = judgedBy(sources);
  if (verdict === undefined) {
    const text =
      "replaced by whoever launched it: it is in no Auto Scaling group (Spot replaces the instances of an Elastigroup)";
    return unjudged("nobody", text);
  }
  if (member !== undefined && /^Terminat/.test(member.lifecycle))
    return {
      ...verdict,
      next: { kind: "leaving", text: "its group terminates it once its tasks have stopped" },
    };
  return verdict;
}

/** @returns undefined for an instance without a group, or if its image is unknown. */
function judgedBy({ instance, image, current, group, now }: HostSources): Verdict | undefined {
  if (group === undefined || current === undefined || image === undefined) return undefined;
  const { patching, lastRefresh: refresh } = group;
  return judge({ image, current, patching, refresh, launched: instance?.LaunchTime, now });
}

/** Updates hosts that patching replaces together with an outdated host of the same group. */
export function withTheirGroups(hosts: Host[], groups: HostGroup[]): Host[] {
  return hosts.map((host) => {
    const group = groups.find(({ name }) => name === host.group);
    if (group === undefined) return host;
    const hasOutdated = hosts.some((one) => one.group === host.group && one.isOutdated === true);
    return { ...host, next: withItsGroup(host.next, group, hasOutdated) };
  });
}

function unjudged(kind: Next["kind"], text: string): Verdict {
  return { isOutdated: false, next: { kind, text } };
}

/** An instance of a group that has not registered with ECS. */
export function lateHost(id: string, sources: HostSources, provider: CapacityProvider | undefined): Host {
  return {
    id,
    ...described(sources),
    capacityProvider: provider?.name,
    agentVersion: undefined,
    dockerVersion: undefined,
    status: "NOT JOINED",
    agentConnected: true,
    runningTasks: 0,
    pendingTasks: 0,
    isOutdated: judgedBy(sources)?.isOutdated,
    next: joining(sources, provider),
  };
}

/**
 * Maximum time that the host script of @ballast/rexray-ebs waits until the previous instance detaches the volume
 * (heldMinutes in its hostScript.ts; a test compares them).
 */
export const volumeWaitSeconds = 45 * 60;

/**
 * An instance counts as starting until the warm-up period of its capacity provider and the wait for its volume have
 * passed.
 */
function joining({ instance, now }: HostSources, provider: CapacityProvider | undefined): Next {
  const scaling = provider?.autoScalingGroupProvider?.managedScaling;
  // ECS's default (API reference, ManagedScaling, as in @aws-sdk/client-ecs 3.1162).
  const warmupSeconds = scaling?.instanceWarmupPeriod ?? 300;
  const volume = volumeOf(instance?.Tags);
  const longest = warmupSeconds + (volume === undefined ? 0 : volumeWaitSeconds);
  const seconds = (now.getTime() - (instance?.LaunchTime ?? now).getTime()) / 1000;
  const ago = minutes(seconds);
  const may = `may take ${minutes(longest)}`;
  if (seconds > longest) return { kind: "late", text: `has not joined ${ago} after its launch, ${may}` };
  return volume === undefined || seconds <= warmupSeconds
    ? { kind: "starting", text: `starting: launched ${ago} ago, ${may}` }
    : { kind: "starting", text: `waits for the volume ${volume}: launched ${ago} ago, ${may}` };
}

function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds / 60));
  return whole === 1 ? "1 minute" : `${whole} minutes`;
}

function known(text: string): string | undefined {
  return text === "" ? undefined : text;
}
