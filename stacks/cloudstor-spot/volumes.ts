import { checkCloudstorOptions, type CloudstorBacking, type CloudstorOptions } from "@ballast/cloudstor-spot";
import {
  checkWithoutEffect,
  entryOf,
  given,
  isDiscarded,
  isZoneName,
  zoneKey,
  type Retention,
} from "@ballast/contracts";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import { port, reason, refuse, refuseBy, taskCount } from "../shared/common.ts";
import { existingFiles } from "../shared/existingFiles.ts";
import { snapshotSetting } from "../shared/snapshotBefore.ts";
import type { NamedZone } from "../shared/network.ts";

export const zone = z.string().refine(isZoneName, 'name a zone, for example "eu-central-1a"');

/** A volume as Cloudstor's options say it, each in quotes, and the server that has it. */
export const volume = z.strictObject({
  size: z.string().optional().meta({
    description: "GiB of a block volume, as digits in quotes. A file system grows automatically.",
    without: "refused for a block volume",
  }),
  backing: z
    .string()
    .describe(
      "`relocatable`: a block volume in one zone, for one server. `shared`: a file system, for several servers.",
    ),
  ebstype: z.string().optional().meta({
    description: "Of a block volume: `gp2`, `gp3`, `io1`, `io2`, `st1` or `sc1`.",
    without: "`gp3` with the IOPS and throughput of gp2",
  }),
  iops: z.string().optional().meta({
    description: "Digits in quotes, for `gp3`, `io1` and `io2`; `io1` and `io2` require it.",
    without: "the type's own",
  }),
  throughput: z.string().optional().meta({
    description: "MiB per second, digits in quotes: of `gp3`, or reserved for a file system.",
    without: "the type's own; a file system's is elastic with `perfmode: maxio`, else bursting",
  }),
  perfmode: z.string().optional().meta({
    description: "Of a file system: `regular`, or `maxio` for elastic throughput.",
    without: "`regular`",
  }),
  snapshotId: z.string().optional().meta({
    description:
      "The snapshot from which a block volume is created, to restore a backup or to move a volume to another zone.",
    without: "blank",
  }),
  adoptVolume: z.string().optional().meta({
    description:
      "Uses this existing block volume unchanged: see [Bring a volume along](../../docs/bring-a-volume.md).",
    without: "a new volume",
  }),
  folder: z.string().optional().meta({
    description: "Folder of the block volume with the data.",
    without: "the whole volume",
  }),
  existing: existingFiles.optional().meta({
    description:
      "Of a `shared` volume: an existing file system, for example one that AWS Backup restored: see [Restore](../../stacks/rexray-efs/README.md#restore).",
    without: "a new, empty file system",
  }),
  backup: backupSetting("daily snapshots of a block volume, EFS's daily backup of a file system"),
  kmsKeyArn: z.string().optional().meta({
    description: "Customer-managed key that encrypts the volume or the file system.",
    without: "the account's key for EBS or EFS",
  }),
  snapshotBefore: snapshotSetting("this server's task", "this block volume"),
  tasks: taskCount.optional().meta({
    description: "Servers that share a file system, in every zone. A block volume has one.",
    without: "1",
  }),
  port: port.describe("The port on which the load balancer and this server listen."),
  availabilityZone: zone.optional().meta({
    description: "The zone of this block volume. A file system is in every zone.",
    without: "the scenario's `availabilityZone`",
  }),
  retentionReason: reason.optional().meta({
    description: "Reason why this volume may be deleted; the plan shows it.",
    without: "refused with `discard`",
  }),
});

/** The settings that determine the zones of the volumes. */
export interface Volumes {
  availabilityZone: string;
  volumes: Record<string, z.infer<typeof volume>>;
}

/** Each volume is a store of its own. */
export function checkReasons(
  { retention, volumes }: Volumes & { retention: Retention },
  context: z.RefinementCtx,
): void {
  for (const [name, { retentionReason, existing }] of Object.entries(volumes)) {
    const path = ["volumes", name, "retentionReason"];
    if (existing !== undefined) {
      if (retentionReason !== undefined)
        refuse(context, path, "has no effect: an existing file system is kept; leave it out.");
    } else if (isDiscarded(retention) && retentionReason === undefined)
      refuse(
        context,
        path,
        'is missing; retention: "discard" deletes the volume with its stack, so say why that is fine.',
      );
    else if (!isDiscarded(retention) && retentionReason !== undefined)
      refuse(context, path, 'has no effect unless retention is "discard"; leave it out.');
  }
}

/** The zone of each block volume, by its name. */
export function zonesOf({ volumes, availabilityZone }: Volumes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(volumes)
      .filter(([, volume]) => !isShared(volume))
      .map(([name, volume]) => [name, volume.availabilityZone ?? availabilityZone]),
  );
}

/** Cloudstor's options of each volume, by its name, without what is said of its server. */
export function optionsOf({ volumes }: Pick<Volumes, "volumes">): Record<string, CloudstorOptions> {
  return Object.fromEntries(
    Object.entries(volumes).map(
      ([
        name,
        {
          port: _port,
          availabilityZone: _zone,
          retentionReason: _reason,
          snapshotId: _id,
          adoptVolume: _adopted,
          folder: _folder,
          existing: _existing,
          backup: _backup,
          kmsKeyArn: _key,
          tasks: _tasks,
          snapshotBefore: _snapshot,
          ...options
        },
      ]) => [name, options],
    ),
  );
}

/** A volume's name is also its capacity's. */
const taken = ["general", "fargate", "fargatespot"];

export function checkVolumes({ volumes }: Volumes, context: z.RefinementCtx): void {
  for (const name of Object.keys(volumes).filter((name) => taken.includes(name)))
    refuse(
      context,
      ["volumes", name],
      `${JSON.stringify(name)} names a capacity of the cluster already; rename it.`,
    );
  const ports: Record<number, string> = {};
  const adopted: Record<string, string> = {};
  const options = optionsOf({ volumes });
  for (const [name, volume] of Object.entries(volumes)) {
    refuseBy(context, (faults) => {
      checkCloudstorOptions(faults, `volumes.${name}`, entryOf(options, name, "The volumes"));
      const [others, why] = isShared(volume)
        ? ([
            ["availabilityZone", "snapshotId", "adoptVolume", "folder", "snapshotBefore"],
            "a file system lies in every zone and starts empty. Leave it out.",
          ] as const)
        : ([
            ["tasks", "existing"],
            'a block volume has one server. Leave it out, or use backing "shared".',
          ] as const);
      checkWithoutEffect(faults, `volumes.${name}`, volume, others, why);
      if (volume.existing !== undefined)
        checkWithoutEffect(
          faults,
          `volumes.${name}`,
          volume,
          ["perfmode", "throughput", "kmsKeyArn"],
          "the stack does not change it on the existing file system. Leave it out.",
        );
    });
    const { port, existing, adoptVolume } = volume;
    for (const [key, id] of [
      ["existing", existing?.fileSystemId],
      ["adoptVolume", adoptVolume],
    ] as const) {
      if (id === undefined) continue;
      const owner = adopted[id];
      if (owner !== undefined)
        refuse(
          context,
          ["volumes", name, key],
          `${given(id)} belongs to ${owner} already; a volume has one server.`,
        );
      adopted[id] ??= name;
    }
    const first = ports[port];
    if (first !== undefined) {
      refuse(
        context,
        ["volumes", name, "port"],
        `${port} is the port of ${first} already; each server has its own.`,
      );
    }
    ports[port] ??= name;
  }
}

/** Whether many tasks use such a volume at once. */
const isForMany: Record<CloudstorBacking, boolean> = { relocatable: false, shared: true };

export function isShared({ backing }: { backing: string }): boolean {
  return isForMany[backing as CloudstorBacking];
}

/** Each block volume's zone must be one in which the network has a subnet. */
export function namedZones(settings: Volumes): NamedZone[] {
  return Object.entries(zonesOf(settings)).map(([name, zone]) => ({
    path: ["volumes", name, "availabilityZone"],
    zone,
    key: zoneKey(zone),
  }));
}
