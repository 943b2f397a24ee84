import { isZoneName, zoneKey } from "@ballast/contracts";
import { BlockMode, isInState } from "@ballast/rexray-ebs";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  key,
  loadBalancerProtection,
  logRetentionDays,
  retentionSettings,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { checkZones, ownNetwork, type NamedZone } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

/** The block volume; the component that makes it checks the values. */
const volume = z.strictObject({
  mode: z
    .enum(BlockMode)
    .default(BlockMode.Host)
    .describe("How the service gets it: see [the package](../../packages/rexray-ebs/README.md)."),
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
    description: "Starts from this snapshot: how a backup is restored.",
    without: "blank",
  }),
  backupDays: z.number().optional().meta({ description: "Daily snapshots to keep.", without: "7" }),
  plugin: z
    .strictObject({
      image: z.string().describe("REX-Ray's plugin, with the digest that you have checked."),
      autoprovision: z.boolean().optional().meta({
        description: "Lets the plugin make the volume, outside the state.",
        without: "`false`: the volume is in the state",
      }),
    })
    .optional()
    .meta({ description: "For mode `plugin`, which needs it.", without: "none" }),
  ephemeralReason: z.string().optional().meta({
    description: "For mode `managed`, which needs it: why a database that is gone with its task is fine.",
    without: "none",
  }),
});

const shape = z.strictObject({
  ...retentionSettings({
    volume: "the volume",
    password: "the secret with the password of MySQL's root",
    logs: "the tasks' logs",
  }),
  loadBalancerProtection,
  network: ownNetwork.optional(),
  availabilityZone: z
    .string()
    .refine(isZoneName, 'name a zone, for example "eu-central-1a"')
    .describe(
      "Where the volume lies, and so the database. Never changes: another zone means a volume from a snapshot.",
    ),
  image: image.describe("MySQL 8.4."),
  instanceTypes: z.array(z.string()).describe("In the order of preference; 4 GiB at the least."),
  volume: volume.describe("The database's volume."),
  clients: z.record(key, cidrBlock).describe("Who may connect to MySQL: address ranges, by name."),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention(storesOf)).superRefine(checkZones(namedZones));

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** The database's zone must be one in which the network has a subnet. */
export function namedZones({ availabilityZone }: z.infer<typeof shape>): NamedZone[] {
  return [{ path: ["availabilityZone"], zone: availabilityZone, key: zoneKey(availabilityZone) }];
}

/** A volume that ECS or the plugin makes is not this stack's. */
function storesOf({ volume: { mode, plugin } }: z.infer<typeof shape>): string[] {
  return [...(isInState(mode, plugin?.autoprovision) ? ["volume"] : []), "password", "logs"];
}
