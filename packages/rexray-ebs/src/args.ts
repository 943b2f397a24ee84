import { ebsVolumes, taskVolumes } from "@ballast/aws/services/volumeLimits";
import {
  checkId,
  checkKeyArn,
  checkRetention,
  checkContainerPath,
  checkVolumeName,
  checkWhole,
  checkZone,
  checkWithoutEffect,
  type Faults,
  given,
  isDiscarded,
  isOn,
  type Retention,
  type SiteArgs,
  type IdForm,
  snapshotIdForm,
} from "@ballast/contracts";
import {
  checkBackup,
  checkDockerPlugin,
  checkDriverName,
  checkVolume,
  StoreKind,
  type StoreBackup,
} from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { BlockMode, isEphemeral, isInState, mountsAtBoot, usesPlugin } from "./modes.ts";

/** The REX-Ray plugin, for mode `plugin`. */
export interface RexrayPlugin {
  /**
   * Image with its digest. REX-Ray's own images date from 2019 or earlier and cannot use IMDSv2; a fork can. Ballast
   * verifies neither, so check the image that you use: it runs as root on the instances.
   */
  image: string;
  /** The driver's name in the task definition. @default "rexray/ebs" */
  alias?: string;
  /**
   * Lets the plugin create the volume, outside the Pulumi state, as the first demonstrations did. Only `ballast
   * volumes` finds it. It has no backups, no customer managed key and no configurable throughput, and it remains when
   * the stack is destroyed. The instances can then use any volume of the region without a Name tag.
   *
   * @default false: the volume is in the Pulumi state
   */
  autoprovision?: boolean;
}

export interface RexrayEbsArgs extends SiteArgs {
  /**
   * Availability Zone of the volume and its tasks: `eu-central-1a`. Mode `managed` creates each volume in the zone of its
   * task.
   */
  availabilityZone: string;
  /** Path at which containers mount the volume. */
  containerPath: string;
  /** Names of the containers that mount it. @default - every container of the task */
  containers?: string[];
  /** How the volume is attached to the service's tasks. @default "host" */
  mode?: BlockMode;
  /**
   * GiB: 1 to 65,536 for gp3 (1 to 16,384 in mode `managed`), EBS's limits for other types. It can grow later, together
   * with its file system. It cannot shrink.
   */
  sizeGiB: number;
  /** `gp3`, `gp2`, `io1`, `io2`, `st1` or `sc1`. @default "gp3" */
  volumeType?: string;
  /** I/O operations per second, of gp3, io1 and io2; io1 and io2 require it. @default - the type's default */
  iops?: number;
  /**
   * MiB per second, gp3 only, at most a quarter of its IOPS; not with `plugin.autoprovision`.
   *
   * @default - 125, the type's default
   */
  throughput?: number;
  /**
   * Full ARN of the customer-managed key that encrypts it. Its key policy must delegate access control to the account's
   * IAM policies. The component grants the required permissions to the roles that create, attach and back up the volume.
   * Not with `plugin.autoprovision`.
   *
   * @default - the account's key for EBS
   */
  kmsKeyArn?: pulumi.Input<string>;
  /** Snapshot from which the volume is created, for example to restore a backup. @default - blank */
  snapshotId?: pulumi.Input<string>;
  /**
   * An existing volume that the stack imports. Pulumi changes its size, type and tags in place if they differ from the
   * arguments. A different zone, encryption or KMS key would require another volume, and is an error. Hosts never format
   * the volume. Only with `retention: retain`, and where the volume is in the state; see [Bring a volume
   * along](../../docs/bring-a-volume.md).
   *
   * @default - a new volume
   */
  adoptVolume?: string;
  /**
   * Folder of the volume that containers mount, for a volume that another program has written: REX-Ray stores the data
   * in `data`. A host refuses a volume that contains files at its root, but not this folder. Only mode `host`.
   *
   * @default - the whole volume
   */
  folder?: string;
  /**
   * Amazon Data Lifecycle Manager creates a snapshot every day, keeps the last `backupDays` of them, and can copy them to
   * another region. A drill adds recovery points in AWS Backup, because AWS Backup can restore only these. Only for a
   * volume in the state.
   *
   * @default - the daily snapshots
   */
  backup?: StoreBackup;
  /** Daily snapshots to keep. Only with `backup`. @default 7 */
  backupDays?: number;
  /** Required for mode `plugin`. @default - none */
  plugin?: RexrayPlugin;
  /** Required for mode `managed`: why it is acceptable that the data is deleted with its task. @default - none */
  ephemeralReason?: string;
  /**
   * Whether the volume and its data remain when the stack is destroyed. Only for a volume in the state.
   *
   * @default "retain"
   */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the volume. Waives the rule `data-retention`, for the volume only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

export function check(faults: Faults, args: RexrayEbsArgs, name: string): void {
  const mode = args.mode ?? BlockMode.Host;
  checkVolumeName(faults, name);
  checkRetention(faults, args);
  checkZone(faults, "availabilityZone", args.availabilityZone, args.site.region);
  checkContainerPath(faults, args.containerPath);
  checkStorage(faults, mode, args);
  checkBackup(faults, "backup", args.backup, { name, region: args.site.region, kind: StoreKind.Volume });
  checkWhole(faults, "backupDays", args.backupDays, { from: 1, to: 1000 });
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn, args.site.region);
  checkMode(faults, mode, args);
  checkAdopted(faults, mode, args);
  checkEffects(faults, mode, args);
  if (!isOn(args.backup))
    checkWithoutEffect(faults, "", args, ["backupDays"], "backup is off. Leave it out.");
}

function checkStorage(faults: Faults, mode: BlockMode, args: RexrayEbsArgs): void {
  checkVolume(faults, isEphemeral[mode] ? taskVolumes : ebsVolumes, args);
  checkId(faults, "snapshotId", args.snapshotId, snapshotIdForm);
}

const volumeIdForm: IdForm = {
  what: "the id of a volume",
  pattern: /^vol-([0-9a-f]{8}|[0-9a-f]{17})$/,
  example: "vol-0123456789abcdef0",
};

function checkAdopted(faults: Faults, mode: BlockMode, args: RexrayEbsArgs): void {
  checkId(faults, "adoptVolume", args.adoptVolume, volumeIdForm);
  if (args.adoptVolume !== undefined && args.snapshotId !== undefined)
    faults.add("snapshotId", "is for a new volume, but adoptVolume names an existing one. Leave one out.");
  if (args.adoptVolume !== undefined && isDiscarded(args.retention))
    faults.add(
      "adoptVolume",
      "names an existing volume, which the stack would delete if a change required a replacement. Use retention: retain.",
    );
  const { folder } = args;
  if (folder === undefined) return;
  if (!mountsAtBoot[mode])
    faults.add("folder", `is for mode "host", but the mode is ${given(mode)}; leave it out.`);
  if (!/^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(folder))
    faults.add(
      "folder",
      `${given(folder)} is not a path from the top of the volume; use letters, digits, ".", "_" and "-", for example "data".`,
    );
}

function checkMode(faults: Faults, mode: BlockMode, args: RexrayEbsArgs): void {
  if (usesPlugin[mode]) {
    if (args.plugin === undefined)
      faults.add("plugin", 'is missing; mode "plugin" needs its image with a digest that you have checked.');
    else checkDockerPlugin(faults, "plugin.image", args.plugin.image);
    checkDriverName(faults, "plugin.alias", args.plugin?.alias);
  } else if (args.plugin !== undefined) {
    faults.add("plugin", `is for mode "plugin", but the mode is ${given(mode)}; leave it out.`);
  }
  if (isEphemeral[mode]) {
    if (!args.ephemeralReason?.trim()) {
      faults.add(
        "ephemeralReason",
        'is missing; a volume of mode "managed" is deleted with its task, so give the reason why that is acceptable, or use "host".',
      );
    }
  } else if (args.ephemeralReason !== undefined) {
    faults.add("ephemeralReason", `is for mode "managed", but this mode keeps the data; leave it out.`);
  }
}

/** Arguments that apply only to a volume in the Pulumi state. */
const ofTheState = [
  "backup",
  "backupDays",
  "retention",
  "adoptVolume",
] as const satisfies (keyof RexrayEbsArgs)[];
/** Arguments that REX-Ray does not support (its driver does not create volumes from snapshots). */
const notByPlugin = ["throughput", "kmsKeyArn", "snapshotId"] as const satisfies (keyof RexrayEbsArgs)[];

/** An unknown mode is reported as a separate error. */
function isKept(mode: BlockMode, { plugin }: RexrayEbsArgs): boolean {
  return !Object.values(BlockMode).includes(mode) || isInState(mode, plugin?.autoprovision);
}

/** Rejects arguments that would have no effect, because users rely on what they set. */
function checkEffects(faults: Faults, mode: BlockMode, args: RexrayEbsArgs): void {
  if (isKept(mode, args)) return;
  const why = isEphemeral[mode]
    ? 'ECS deletes a volume of mode "managed" with its task. Leave it out, or use "host".'
    : "REX-Ray creates the volume without it, outside the state. Leave it out, or leave plugin.autoprovision out.";
  checkWithoutEffect(faults, "", args, [...ofTheState, ...(usesPlugin[mode] ? notByPlugin : [])], why);
}
