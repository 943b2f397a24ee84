import { taskVolumes } from "@ballast/aws/services/volumeLimits";
import { isZoneName, zoneKey } from "@ballast/contracts";
import { checkVolume, StoreKind } from "@ballast/ecs";
import { BlockMode, isEphemeral, isInState } from "@ballast/rexray-ebs";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import { checkRetention, logRetentionDays, refuse, refuseBy, retentionSettings } from "../shared/common.ts";
import { discoverySettings } from "../shared/discovery.ts";
import { checkDoor, databaseDoor } from "../shared/frontDoor.ts";
import { image } from "../shared/images.ts";
import { checkZones, networkSettings, type NamedZone } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { patchSettings } from "../shared/patch.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import { snapshotSettings } from "../shared/snapshotBefore.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

/** The block volume; the component that makes it checks the values. */
const volume = z.strictObject({
  mode: z
    .enum(BlockMode)
    .default(BlockMode.Host)
    .describe("How the volume is attached: see [the package](../../packages/rexray-ebs/README.md)."),
  sizeGiB: z.number().describe("GiB, 1 to 65,536. It grows, never shrinks."),
  volumeType: z.string().optional().meta({
    description: "`gp3`, `gp2`, `io1`, `io2`, `st1` or `sc1`.",
    without: "`gp3`",
  }),
  iops: z.number().optional().meta({
    description: "I/O operations per second; `io1` and `io2` need it.",
    without: "the type's own",
  }),
  throughput: z.number().optional().meta({
    description: "MiB per second, `gp3` only.",
    without: "the type's own, 125",
  }),
  snapshotId: z.string().optional().meta({
    description: "Creates the volume from this snapshot, to restore a backup.",
    without: "blank",
  }),
  adoptVolume: z.string().optional().meta({
    description:
      "Uses this existing volume unchanged: see [Bring a volume along](../../docs/bring-a-volume.md).",
    without: "a new volume",
  }),
  folder: z.string().optional().meta({
    description: "Folder of the volume with the data: `data` for a volume that REX-Ray created.",
    without: "the whole volume",
  }),
  backupDays: z.number().optional().meta({ description: "Daily snapshots to keep.", without: "7" }),
  backup: backupSetting("only the daily snapshots", StoreKind.Volume),
  kmsKeyArn: z.string().optional().meta({
    description: "Customer managed key that encrypts the volume and its snapshots.",
    without: "the account's key for EBS",
  }),
  plugin: z
    .strictObject({
      image: z.string().describe("REX-Ray's plugin, with the digest that you have checked."),
      autoprovision: z.boolean().optional().meta({
        description: "The plugin creates the volume, outside the Pulumi state.",
        without: "`false`: the volume is in the state",
      }),
    })
    .optional()
    .meta({ description: "For mode `plugin`, which needs it.", without: "none" }),
  ephemeralReason: z.string().optional().meta({
    description: "Required for mode `managed`: the reason why the database may be deleted with its task.",
    without: "none",
  }),
});

/** The post's "additional scratch space": a task that fills it fills no disk that others use. */
const scratch = z.strictObject({
  sizeGiB: z.number().describe("GiB for temporary files, 1 to 16,384."),
  volumeType: z.string().optional().meta({
    description: "`gp3`, `gp2`, `io1`, `io2`, `st1` or `sc1`.",
    without: "`gp3`",
  }),
  iops: z.number().optional().meta({
    description: "I/O operations per second, of `gp3`, `io1` and `io2`; the last two require it.",
    without: "the type's own",
  }),
  throughput: z.number().optional().meta({
    description: "MiB per second, `gp3` only.",
    without: "the type's own, 125",
  }),
});

const shape = z.strictObject({
  ...retentionSettings({
    volume: "the volume",
    password: "the secret with the password of MySQL's root",
    logs: "the tasks' logs",
  }),
  ...networkSettings,
  availabilityZone: z
    .string()
    .refine(isZoneName, 'name a zone, for example "eu-central-1a"')
    .describe(
      "The zone of the volume and the database. Changing it creates a new volume: see " +
        "[Move a volume to another zone](../../packages/operate/README.md#move-a-volume-to-another-zone).",
    ),
  image: image.describe("MySQL 8.4."),
  instanceTypes: z.array(z.string()).describe("In the order of preference, with at least 4 GiB of memory."),
  volume: volume.describe("The database's volume."),
  scratch: scratch.optional().meta({
    description:
      "A separate volume for MySQL's `/tmp`, which ECS creates and deletes with each task; not with `volume.mode` `managed`.",
    without: "`/tmp` is on the instance's disk, which the instance's tasks share",
  }),
  ...databaseDoor("connect to MySQL"),
  ...discoverySettings("`mysql` is the database's task"),
  ...runningHoursSettings,
  ...snapshotSettings("the database's task", "the volume"),
  ...patchSettings,
  ...watchSettings,
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention(storesOf))
  .superRefine(checkZones(namedZones))
  .superRefine(checkScratch)
  .superRefine(checkSaved)
  .superRefine(checkDoor({ ownTls: true }))
  .superRefine(checkTold);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** What ECS creates, and one volume for a task (API reference, CreateService, volumeConfigurations, 2026-11). */
function checkScratch({ volume, scratch }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (scratch === undefined) return;
  refuseBy(context, (faults) =>
    checkVolume(faults, taskVolumes, scratch, (property) => `scratch.${property}`),
  );
  if (!isEphemeral[volume.mode]) return;
  refuse(
    context,
    ["scratch"],
    "is a second volume that ECS would create for one task, beside volume.mode: managed. ECS creates one. Leave it out, or use volume.mode: host.",
  );
}

/** A volume outside of the stack's state is backed up by other tools. */
function checkSaved({ snapshotBefore, volume }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (snapshotBefore !== true || isInState(volume.mode, volume.plugin?.autoprovision)) return;
  refuse(
    context,
    ["snapshotBefore"],
    "is true, but the volume is not in the stack's state, so nothing here can save it. Leave it out, or use volume.mode: host.",
  );
}

/** The database's zone must be one in which the network has a subnet. */
export function namedZones({ availabilityZone }: z.infer<typeof shape>): NamedZone[] {
  return [{ path: ["availabilityZone"], zone: availabilityZone, key: zoneKey(availabilityZone) }];
}

/** A volume that ECS or the plugin makes is not this stack's. */
function storesOf({ volume: { mode, plugin } }: z.infer<typeof shape>): string[] {
  return [...(isInState(mode, plugin?.autoprovision) ? ["volume"] : []), "password", "logs"];
}
