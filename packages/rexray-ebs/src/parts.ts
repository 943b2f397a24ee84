import {
  BootCondition,
  BootPhase,
  OperatingSystem,
  zoneKey,
  type InstancePart,
  type InstanceVolume,
  type ServicePart,
  type TaskPart,
  required,
} from "@ballast/contracts";
import { dockerPluginStep } from "@ballast/ecs";
import { attribute, availabilityZone, memberOf, type PlacementConstraint } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import type { RexrayEbsArgs } from "./args.ts";
import { hostScript } from "./hostScript.ts";
import { usesPlugin, type BlockMode } from "./modes.ts";
import { hostStatements, instanceTag, pluginStatements, type VolumeScope } from "./statements.ts";
import { volumeName } from "./volume.ts";

// Requirements of the volume on instances, tasks and services.

/** The attribute of instances to which a volume is attached. */
const volumeAttribute = "ballast.volume";

export function hostPart(
  name: string,
  args: RexrayEbsArgs,
  volume: { id: pulumi.Output<string>; arn: pulumi.Output<string> },
): InstancePart {
  const script = pulumi.all([args.site.region, volume.id]).apply(([region, id]) =>
    hostScript({
      region,
      volumeId: id,
      path: hostPath(name),
      folder: args.folder,
      isAdopted: args.adoptVolume !== undefined,
    }),
  );
  return {
    bootSteps: {
      [name]: {
        phase: BootPhase.BeforeAgent,
        operatingSystem: OperatingSystem.Linux,
        waitsFor: [BootCondition.Network],
        provides: [BootCondition.Volume],
        script,
      },
    },
    statements: hostStatements(scopeOf(name, args), volume.arn),
    attributes: { [volumeAttribute]: volumeName(name) },
    tags: { [instanceTag(volumeName(name))]: "true" },
    zones: [zoneKey(args.availabilityZone)],
    volumes: volumesOf(name, args, { untilTermination: true }),
  };
}

export function pluginPart(
  name: string,
  args: RexrayEbsArgs,
  volumeId: pulumi.Output<string> | undefined,
): InstancePart {
  const { site, availabilityZone } = args;
  const plugin = required(args.plugin, "plugin");
  return {
    bootSteps: {
      // The setting references the volume's id, so instances start only after the volume exists.
      [name]: dockerPluginStep({
        image: plugin.image,
        alias: aliasOf(plugin),
        settings: {
          EBS_REGION: volumeId
            ? pulumi.all([site.region, volumeId]).apply(([region]) => region)
            : site.region,
          REXRAY_PREEMPT: "true",
        },
      }),
    },
    statements: pluginStatements(scopeOf(name, args), plugin.autoprovision ?? false),
    tags: { [instanceTag(volumeName(name))]: "true" },
    zones: [zoneKey(availabilityZone)],
    volumes: volumesOf(name, args),
  };
}

export function taskPart(name: string, mode: BlockMode, args: RexrayEbsArgs): TaskPart {
  const volume = usesPlugin[mode] ? volumeName(name) : name;
  const constraints: PlacementConstraint[] = {
    host: [
      memberOf(availabilityZone(args.availabilityZone)),
      memberOf(attribute(volumeAttribute).equals(volumeName(name))),
    ],
    plugin: [
      memberOf(availabilityZone(args.availabilityZone)),
      memberOf(attribute("ecs.cpu-architecture").equals("x86_64")),
    ],
    managed: [],
  }[mode];
  return {
    volumes: {
      [volume]: {
        host: { hostPath: args.folder === undefined ? hostPath(name) : `${hostPath(name)}/${args.folder}` },
        plugin: { dockerVolumeConfiguration: dockerVolume(args) },
        managed: { configureAtLaunch: true },
      }[mode],
    },
    mountPoints: {
      [volume]: {
        sourceVolume: volume,
        containerPath: args.containerPath,
        ...(args.containers && { containers: args.containers }),
      },
    },
    placementConstraints: constraints,
  };
}

function dockerVolume({ plugin, sizeGiB, volumeType, iops }: RexrayEbsArgs) {
  const autoprovision = plugin?.autoprovision ?? false;
  return {
    scope: "shared",
    autoprovision,
    driver: aliasOf(plugin),
    ...(autoprovision && {
      driverOpts: {
        size: String(sizeGiB),
        volumetype: volumeType ?? "gp3",
        encrypted: "true",
        ...(iops !== undefined && { iops: String(iops) }),
      },
    }),
  };
}

/**
 * A service with one task that stops before the next one starts, because the volume can be attached to one instance
 * at a time.
 *
 * @param volumeArn ARN of a volume in the Pulumi state.
 */
export function pinnedService(
  name: string,
  { availabilityZone, kmsKeyArn }: RexrayEbsArgs,
  volumeArn: pulumi.Output<string> | undefined,
): ServicePart {
  return {
    ...(volumeArn && {
      volumes: { [volumeName(name)]: { volumeArn, ...(kmsKeyArn !== undefined && { kmsKeyArn }) } },
    }),
    desiredCount: 1,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    zoneRebalancing: false,
    subnetKeys: [zoneKey(availabilityZone)],
  };
}

export function managedService(name: string, args: RexrayEbsArgs): ServicePart {
  return {
    volumeConfiguration: {
      volume: name,
      sizeGiB: args.sizeGiB,
      volumeType: args.volumeType ?? "gp3",
      ...(args.snapshotId !== undefined && { snapshotId: args.snapshotId }),
      ...(args.iops !== undefined && { iops: args.iops }),
      ...(args.throughput !== undefined && { throughput: args.throughput }),
      ...(args.kmsKeyArn !== undefined && { kmsKeyId: args.kmsKeyArn }),
    },
    waivers: {
      "ecs-ephemeral-volume": { [name]: { reason: required(args.ephemeralReason, "ephemeralReason") } },
    },
  };
}

function scopeOf(name: string, { site, availabilityZone, kmsKeyArn }: RexrayEbsArgs): VolumeScope {
  return { site, name: volumeName(name), availabilityZone, ...(kmsKeyArn !== undefined && { kmsKeyArn }) };
}

function volumesOf(
  name: string,
  { kmsKeyArn }: RexrayEbsArgs,
  rest: InstanceVolume = {},
): Record<string, InstanceVolume> {
  return { [volumeName(name)]: { ...rest, ...(kmsKeyArn !== undefined && { kmsKeyArn }) } };
}

function hostPath(name: string): string {
  return `/mnt/ballast/${name}`;
}

function aliasOf(plugin: RexrayEbsArgs["plugin"]): string {
  return plugin?.alias ?? "rexray/ebs";
}
