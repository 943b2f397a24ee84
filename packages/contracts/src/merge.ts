import { orderBootSteps } from "./bootOrder.ts";
import { given } from "./quoting.ts";
import type { Faults } from "./faults.ts";
import type {
  BootStep,
  InstancePart,
  InstanceVolume,
  ManagedVolume,
  PartMountPoint,
  PartSecret,
  ServicePart,
  ServiceVolume,
  TaskPart,
  TaskVolume,
} from "./parts.ts";
import type { PlacementConstraint } from "./placement.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./statement.ts";
import type { Waivers } from "./waivers.ts";

type Parts<T> = Record<string, T> | undefined;

/** Merges one record of every part; the second part with the same key gets the error. */
function mergeRecords<P, T>(
  faults: Faults,
  parts: Parts<P>,
  property: keyof P & string,
  pick: (part: P) => Record<string, T> | undefined,
): Record<string, T> {
  const merged: Record<string, T> = {};
  const owners: Record<string, string> = {};
  for (const [owner, part] of Object.entries(parts ?? {})) {
    for (const [key, value] of Object.entries(pick(part) ?? {})) {
      const first = owners[key];
      if (first !== undefined) {
        faults.add(
          `parts.${owner}.${property}.${key}`,
          `parts.${first} brings ${given(key)} too; rename one of the two.`,
        );
        continue;
      }
      owners[key] = owner;
      merged[key] = value;
    }
  }
  return merged;
}

function mergeLists<P, T>(parts: Parts<P>, pick: (part: P) => T[] | undefined): T[] {
  return Object.values(parts ?? {}).flatMap((part) => pick(part) ?? []);
}

/** Merges the waivers of parts, by rule and volume. A part may waive rules only for its own volumes. */
function mergeWaivers<P extends { waivers?: Waivers }>(
  faults: Faults,
  parts: Parts<P>,
  volumesOf: (part: P) => string[],
): Waivers {
  for (const [owner, part] of Object.entries(parts ?? {})) {
    for (const [rule, members] of Object.entries(part.waivers ?? {})) {
      for (const member of Object.keys(members).filter((one) => !volumesOf(part).includes(one)))
        faults.add(
          `parts.${owner}.waivers.${rule}.${member}`,
          `${given(member)} is not a volume of this part; a part can waive a rule for its own volumes only.`,
        );
    }
  }
  const rules = new Set(Object.values(parts ?? {}).flatMap(({ waivers }) => Object.keys(waivers ?? {})));
  return Object.fromEntries(
    [...rules].map((rule) => [rule, mergeRecords(faults, parts, "waivers", (part) => part.waivers?.[rule])]),
  );
}

/** There can be one value: parts may repeat it, not contradict it. */
function mergeValue<P, T>(
  faults: Faults,
  parts: Parts<P>,
  property: keyof P & string,
  pick: (part: P) => T | undefined,
): T | undefined {
  let first: { owner: string; value: T } | undefined;
  for (const [owner, part] of Object.entries(parts ?? {})) {
    const value = pick(part);
    if (value === undefined) continue;
    first ??= { owner, value };
    if (!agree(first.value, value)) {
      faults.add(
        `parts.${owner}.${property}`,
        `asks for ${given(value)}, parts.${first.owner} for ${given(first.value)}; both cannot hold, so do not ` +
          "join the two in one place.",
      );
    }
  }
  return first?.value;
}

/** Lists of zones and subnets are sets; there is never more than one volume configuration. */
function agree(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return (
    one.length === other.length &&
    new Set([...(one as unknown[]), ...(other as unknown[])]).size === one.length
  );
}

export interface MergedInstancePart {
  bootSteps: Record<string, BootStep>;
  statements: Statement[];
  attributes: Record<string, string>;
  tags: Record<string, string>;
  zones: string[] | undefined;
  exclusiveVolume: string | undefined;
  securityGroupIds: Record<string, pulumi.Input<string>>;
  volumes: Record<string, InstanceVolume>;
}

export function mergeInstanceParts(faults: Faults, all: Parts<InstancePart>): MergedInstancePart {
  const parts = withOneVolume(faults, all);
  return {
    bootSteps: orderBootSteps(
      faults,
      parts,
      mergeRecords(faults, parts, "bootSteps", (part) => part.bootSteps),
    ),
    statements: mergeLists(parts, (part) => part.statements),
    attributes: mergeRecords(faults, parts, "attributes", (part) => part.attributes),
    tags: mergeRecords(faults, parts, "tags", (part) => part.tags),
    zones: mergeValue(faults, parts, "zones", (part) => part.zones),
    exclusiveVolume: Object.values(parts).flatMap(exclusiveVolumes)[0],
    securityGroupIds: mergeRecords(faults, parts, "securityGroupIds", (part) => part.securityGroupIds),
    volumes: mergeRecords(faults, parts, "volumes", (part) => part.volumes),
  };
}

/** Names of the volumes that an instance has from its boot to its termination. */
function exclusiveVolumes({ exclusiveVolume, volumes = {} }: InstancePart): string[] {
  const names = Object.entries(volumes).flatMap(([name, { untilTermination }]) =>
    untilTermination === true ? [name] : [],
  );
  return [...new Set([...(exclusiveVolume === undefined ? [] : [exclusiveVolume]), ...names])];
}

/** Reports the part that adds a second volume, and no other part for the same reason. */
function withOneVolume(faults: Faults, parts: Parts<InstancePart>): Record<string, InstancePart> {
  const brought = Object.entries(parts ?? {}).flatMap(([owner, part]) =>
    exclusiveVolumes(part).map((volume) => ({ owner, volume })),
  );
  const [first, ...others] = brought;
  for (const { owner, volume } of others) {
    faults.add(
      `parts.${owner}`,
      `brings the volume ${given(volume)}, and parts.${first?.owner} the volume ${given(first?.volume)}; an ` +
        "instance holds one such volume. Give each a capacity of its own, or put the data of both in folders of one volume.",
    );
  }
  const refused = new Set(others.map(({ owner }) => owner));
  return Object.fromEntries(Object.entries(parts ?? {}).filter(([owner]) => !refused.has(owner)));
}

export interface MergedTaskPart {
  volumes: Record<string, TaskVolume>;
  mountPoints: Record<string, PartMountPoint>;
  secrets: Record<string, PartSecret>;
  taskStatements: Statement[];
  executionStatements: Statement[];
  placementConstraints: PlacementConstraint[];
  waivers: Waivers;
}

export function mergeTaskParts(faults: Faults, parts: Parts<TaskPart>): MergedTaskPart {
  return {
    volumes: mergeRecords(faults, parts, "volumes", (part) => part.volumes),
    mountPoints: mergeRecords(faults, parts, "mountPoints", (part) => part.mountPoints),
    secrets: mergeRecords(faults, parts, "secrets", (part) => part.secrets),
    taskStatements: mergeLists(parts, (part) => part.taskStatements),
    executionStatements: mergeLists(parts, (part) => part.executionStatements),
    placementConstraints: mergeLists(parts, (part) => part.placementConstraints),
    waivers: mergeWaivers(faults, parts, (part) => Object.keys(part.volumes ?? {})),
  };
}

export interface MergedServicePart {
  desiredCount: number | undefined;
  minimumHealthyPercent: number | undefined;
  maximumPercent: number | undefined;
  zoneRebalancing: boolean | undefined;
  subnetKeys: string[] | undefined;
  volumeConfiguration: ManagedVolume | undefined;
  volumes: Record<string, ServiceVolume>;
  waivers: Waivers;
}

/**
 * A part's word is binding: where the service's own arguments (`own`) say otherwise, that is a fault and not a
 * preference, because the storage behind the part would break.
 */
export function mergeServiceParts(
  faults: Faults,
  parts: Parts<ServicePart>,
  own: ServicePart,
): MergedServicePart {
  const value = <K extends keyof ServicePart>(property: K): ServicePart[K] => {
    const asked = mergeValue(faults, parts, property, (part) => part[property]);
    const mine = own[property];
    if (asked !== undefined && mine !== undefined && !agree(asked, mine)) {
      faults.add(
        property,
        `is ${given(mine)}, but a part of this service asks for ${given(asked)}; leave ${property} out.`,
      );
    }
    return asked ?? mine;
  };
  return {
    desiredCount: value("desiredCount"),
    minimumHealthyPercent: value("minimumHealthyPercent"),
    maximumPercent: value("maximumPercent"),
    zoneRebalancing: value("zoneRebalancing"),
    subnetKeys: value("subnetKeys"),
    volumeConfiguration: value("volumeConfiguration"),
    volumes: mergeRecords(faults, parts, "volumes", (part) => part.volumes),
    waivers: mergeWaivers(faults, parts, ({ volumeConfiguration: own }) => (own ? [own.volume] : [])),
  };
}
