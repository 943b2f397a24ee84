import { isZoneName, zoneKey } from "@ballast/contracts";
import { BlockMode } from "@ballast/rexray-ebs";
import { z } from "zod";
import { checkRetention, cidrBlock, key, logRetentionDays, retentionSettings } from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

/** The block volume; the component that makes it checks the values. */
const volume = z.strictObject({
  mode: z.enum(BlockMode).default(BlockMode.Host),
  sizeGiB: z.number(),
  volumeType: z.string().optional(),
  iops: z.number().optional(),
  throughput: z.number().optional(),
  /** Starts from this snapshot: how a backup is restored. */
  snapshotId: z.string().optional(),
  backupDays: z.number().optional(),
  /** For mode `plugin`: REX-Ray, with the digest that you have checked. */
  plugin: z.strictObject({ image: z.string(), autoprovision: z.boolean().optional() }).optional(),
  /** For mode `managed`: why a database that is gone with its task is fine. */
  ephemeralReason: z.string().optional(),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  /** Where the volume lies, and so the database. Never changes: another zone means a volume from a snapshot. */
  availabilityZone: z.string().refine(isZoneName, 'name a zone, for example "eu-central-1a"'),
  /** MySQL 8.4. */
  image,
  instanceTypes: z.array(z.string()),
  volume,
  /** Who may connect to MySQL, by name. */
  clients: z.record(key, cidrBlock),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention).superRefine(checkZone);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** The database's zone must be one in which the network has a subnet. */
function checkZone({ network, availabilityZone }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (network === undefined || zoneKey(availabilityZone) in network.privateSubnetIds) return;
  context.addIssue({
    code: "custom",
    path: ["availabilityZone"],
    input: availabilityZone,
    message: `network.privateSubnetIds has no ${JSON.stringify(zoneKey(availabilityZone))}; name a zone that has a subnet`,
  });
}
