import schema from "#schema" with { type: "json" };
import {
  checkArguments,
  joinWatchParts,
  mountsOf,
  protectionOf,
  waiversOf,
  storeProtection,
  type InstancePart,
  type ServicePart,
  type TaskPart,
  type Survival,
  type Waivers,
  type WatchPart,
  isDiscarded,
  required,
} from "@ballast/contracts";
import { backUp, StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { check, type RexrayEbsArgs } from "./args.ts";
import { BlockMode, isEphemeral, isInState, survivalOf } from "./modes.ts";
import { hostPart, managedService, pinnedService, pluginPart, taskPart } from "./parts.ts";
import { createBackup, createVolume } from "./volume.ts";
import { watchVolume } from "./watched.ts";

/**
 * A service with one block volume, which is in one zone and which one task at a time uses. `BlockMode` describes the
 * modes, and which events the data survives in each.
 *
 * Pass its parts to a separate capacity (one to two instances in one zone), a task definition and a service. The parts
 * restrict all three to the zone, and stop the old task before a new one starts. So each update or drain interrupts the
 * service briefly.
 *
 * Charges: the volume per gigabyte and month, its snapshots, and its instances.
 */
export class RexrayEbs extends pulumi.ComponentResource {
  /** The id of the volume with the data; undefined if the volume is not in the Pulumi state. */
  readonly volumeId: pulumi.Output<string> | undefined;
  /** For the capacity whose instances attach the volume. */
  readonly instancePart: InstancePart;
  /** For the task definition whose tasks mount the volume. */
  readonly taskPart: TaskPart;
  /** For the service that runs those tasks. */
  readonly servicePart: ServicePart;
  /**
   * For `Watch`. In mode `host` it includes how full the volume is, which only an instance that mounts the volume can
   * report. Disk usage is not measured for volumes that REX-Ray mounts. Empty for a volume outside the Pulumi state,
   * because its id is unknown. In mode `managed`, Container Insights shows how full the volume is.
   */
  readonly watchPart: WatchPart;
  /** Which failures the data survives. */
  readonly survives: Survival;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
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
    this.servicePart = isEphemeral[mode]
      ? managedService(name, args)
      : pinnedService(name, args, volume?.arn);
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
  'mode "plugin" uses REX-Ray, whose last release is from 2019. On instance types of the Nitro System, where volumes are NVMe ' +
  "devices (t3, m5 and every newer type), REX-Ray does not find the volume that it has attached (rexray/rexray#1104, #1282). " +
  'Use mode "host", an instance type with the Xen hypervisor such as t2 or m4, or a fork that you have tested on your type.';
