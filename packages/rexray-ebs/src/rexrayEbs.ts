import schema from "#schema" with { type: "json" };
import {
  checkArguments,
  BootCondition,
  BootPhase,
  OperatingSystem,
  joinWatchParts,
  mountsOf,
  protectionOf,
  waiversOf,
  zoneKey,
  storeProtection,
  type InstancePart,
  type InstanceVolume,
  type ServicePart,
  type TaskPart,
  type Survival,
  type Waivers,
  type WatchPart,
  isDiscarded,
  required,
} from "@ballast/contracts";
import { backUp, dockerPluginStep, StoreKind, type BackedUpStore } from "@ballast/ecs";
import { attribute, availabilityZone, memberOf, type PlacementConstraint } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import { check, type RexrayEbsArgs } from "./args.ts";
import { hostScript } from "./hostScript.ts";
import { BlockMode, isEphemeral, isInState, survivalOf, usesPlugin } from "./modes.ts";
import { hostStatements, instanceTag, pluginStatements, type VolumeScope } from "./statements.ts";
import { createBackup, createVolume, volumeName } from "./volume.ts";
import { watchVolume } from "./watched.ts";

/** By which ECS knows the instances that hold a volume. */
const volumeAttribute = "ballast.volume";

/**
 * A service with one block volume, which lies in one zone, and which one task uses at a time. `BlockMode` says in which
 * ways, and what each survives.
 *
 * Join its parts to a capacity of its own (one to two instances of one zone), a task definition and a service. The parts
 * pin all three to the zone, and stop the old task before a new one starts: an update or a drain is a short interruption.
 *
 * Costs the volume by the gigabyte and month, its snapshots, and its instances.
 */
export class RexrayEbs extends pulumi.ComponentResource {
  /** The volume that keeps the data; undefined where it is not in the state. */
  readonly volumeId: pulumi.Output<string> | undefined;
  /** For the capacity whose instances hold the volume. */
  readonly instancePart: InstancePart;
  /** For the task definition whose tasks mount the volume. */
  readonly taskPart: TaskPart;
  /** For the service that runs those tasks. */
  readonly servicePart: ServicePart;
  /**
   * For `Watch`. In mode `host` with how full the volume is, which only an instance that mounts it itself can say; what REX-Ray has
   * mounted nobody looks at. Empty for a volume outside the state, whose id nobody knows: of one in mode `managed`, ECS tells how
   * full it is in Container Insights.
   */
  readonly watchPart: WatchPart;
  /** What the data outlives. */
  readonly survives: Survival;
  /** Why protections are off, by rule and by the member that each is for. */
  readonly waivers: Waivers;

  constructor(name: string, args: RexrayEbsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "RexrayEbs", name, args, check);
    super("ballast-rexray-ebs:index:RexrayEbs", name, {}, opts);
    const child = { parent: this };

    const mode = args.mode ?? BlockMode.Host;
    const autoprovision = args.plugin?.autoprovision ?? false;
    const volume = isInState(mode, autoprovision) ? createVolume(name, args, child) : undefined;
    const policy = volume && createBackup(name, args, child);
    const backups = volume && backUp(name, backedUp(name, args, volume.arn), child);

    this.volumeId = volume?.id;
    this.instancePart = {
      host: () => hostPart(name, args, required(volume, "The volume")),
      plugin: () => {
        void pulumi.log.warn(deprecation, this);
        return pluginPart(name, args, volume?.id);
      },
      managed: () => ({}),
    }[mode]();
    this.taskPart = taskPart(name, mode, args);
    this.servicePart = isEphemeral[mode] ? managedService(name, args) : pinnedService(args);
    this.watchPart =
      volume && backups
        ? joinWatchParts([watchVolume({ name, args, volumeId: volume.id, policy }), backups.watchPart])
        : {};
    this.survives = survivalOf(mode, autoprovision, !isDiscarded(args.retention));
    this.waivers = volume
      ? waiversOf({
          "data-retention": {
            [`${name}-volume`]: storeProtection(args),
            ...backups?.protections,
          },
          "ebs-backup": { [`${name}-volume`]: protectionOf(args.backup) },
        })
      : {};
    this.registerOutputs({
      volumeId: this.volumeId,
      survives: this.survives,
      waivers: this.waivers,
      mounts: mountsOf(this.taskPart),
    });
  }
}

/** A volume for AWS Backup, which tests a restore in the volume's own zone. */
function backedUp(name: string, args: RexrayEbsArgs, arn: pulumi.Output<string>): BackedUpStore {
  const { site, backup, availabilityZone, kmsKeyArn } = args;
  return {
    site,
    arn,
    kind: StoreKind.Volume,
    backup,
    stays: !isDiscarded(args.retention),
    protection: storeProtection(args),
    says: `volume ${name}`,
    restore: { availabilityZone, ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }) },
  };
}

const deprecation =
  'mode "plugin" stands on REX-Ray, whose last release is from 2019. On instance types of the Nitro System, where volumes are NVMe ' +
  "devices (t3, m5 and every newer type), it is known not to find the volume that it has attached (rexray/rexray#1104, #1282). " +
  'Use mode "host", a type of the Xen hypervisor such as t2 or m4, or a fork that you have tried on your type.';

function hostPart(
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
    exclusiveVolume: volumeName(name),
    volumes: volumesOf(name, args),
  };
}

function pluginPart(
  name: string,
  args: RexrayEbsArgs,
  volumeId: pulumi.Output<string> | undefined,
): InstancePart {
  const { site, availabilityZone } = args;
  const plugin = required(args.plugin, "plugin");
  return {
    bootSteps: {
      // With the volume's id as a setting, instances start only when there is a volume.
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

function taskPart(name: string, mode: BlockMode, args: RexrayEbsArgs): TaskPart {
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

/** One task, which stops before the next one starts: the volume attaches to one instance at a time. */
function pinnedService({ availabilityZone }: RexrayEbsArgs): ServicePart {
  return {
    desiredCount: 1,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    zoneRebalancing: false,
    subnetKeys: [zoneKey(availabilityZone)],
  };
}

function managedService(name: string, args: RexrayEbsArgs): ServicePart {
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

function volumesOf(name: string, { kmsKeyArn }: RexrayEbsArgs): Record<string, InstanceVolume> {
  return { [volumeName(name)]: kmsKeyArn === undefined ? {} : { kmsKeyArn } };
}

function hostPath(name: string): string {
  return `/mnt/ballast/${name}`;
}

function aliasOf(plugin: RexrayEbsArgs["plugin"]): string {
  return plugin?.alias ?? "rexray/ebs";
}
