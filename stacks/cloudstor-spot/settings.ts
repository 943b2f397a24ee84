import { checkSecretArn, checkWithoutEffect, isZoneName, zoneKey, isDiscarded } from "@ballast/contracts";
import {
  checkCloudstorOptions,
  checkSpotAccount,
  checkTokenField,
  type CloudstorBacking,
} from "@ballast/cloudstor-spot";
import { checkInstanceTypes, checkPools } from "@ballast/ecs";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  loadBalancerProtection,
  logRetentionDays,
  port,
  reason,
  refuse,
  refuseBy,
  retentionSettings,
  whole,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { checkZones, ownNetwork, type NamedZone } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const zone = z.string().refine(isZoneName, 'name a zone, for example "eu-central-1a"');

const instanceTypes = held(z.array(z.string()), (faults, path, types) => {
  checkInstanceTypes(faults, path, types);
  checkPools(faults, path, types);
});

/** A volume as Cloudstor's options say it, each in quotes, and the server that has it. */
const volume = z.strictObject({
  size: z.string().optional().meta({ description: "GiB, as digits in quotes.", without: "refused" }),
  backing: z.string().describe("`relocatable`: a block volume of one zone. `shared` is refused here."),
  ebstype: z.string().optional().meta({
    description: "`gp2`, `gp3`, `io1`, `io2`, `st1` or `sc1`.",
    without: "`gp3`",
  }),
  iops: z.string().optional().meta({
    description: "Digits in quotes, for `gp3`, `io1` and `io2`; `io1` and `io2` require it.",
    without: "the type's own",
  }),
  port: port.describe("At which the load balancer answers for this server, and the server listens."),
  availabilityZone: zone.optional().meta({
    description: "Where this volume lies.",
    without: "the scenario's `availabilityZone`",
  }),
  retentionReason: reason.optional().meta({
    description: "Why `discard` is fine for this volume; the plan shows it.",
    without: "refused with `discard`",
  }),
});

/** Elastigroup of Spot, in place of AWS's own Spot capacity for what has no volume. */
const elastigroup = z.strictObject({
  spotAccountId: held(z.string(), checkSpotAccount).describe("The account at Spot: `act-1234abcd`."),
  tokenSecretArn: held(z.string(), checkSecretArn).describe(
    "A secret with the API token, which is read by CloudFormation alone.",
  ),
  tokenField: held(z.string(), checkTokenField).optional().meta({
    description: "The token's field, where the secret is JSON.",
    without: "the secret's whole text",
  }),
  headroom: z
    .strictObject({
      cpu: whole(0, 1_000_000, "CPU units").describe("CPU units of one unit of room."),
      memoryMiB: whole(0, 100_000_000, "MiB").describe("MiB of one unit of room."),
      units: whole(0, 10_000, "").describe("How many such units to keep free."),
    })
    .optional()
    .meta({ description: "Room to keep for tasks that come.", without: "none" }),
});

const shape = z.strictObject({
  ...retentionSettings({ logs: "the tasks' logs" }),
  loadBalancerProtection,
  network: ownNetwork.optional(),
  image: image.describe("nginx."),
  availabilityZone: zone.describe(
    "Where volumes lie that do not say it themselves. Never changes: another zone means a new volume.",
  ),
  volumes: z
    .record(key.max(20, "use at most 20 characters"), volume)
    .refine((volumes) => Object.keys(volumes).length > 0, "name at least one volume")
    .describe(
      "One server, with one service and one task definition, for each volume, by name, said in " +
        "[Cloudstor's options](../../packages/cloudstor-spot/README.md).",
    ),
  spot: z
    .strictObject({
      instanceTypes: instanceTypes.describe("Two or more, of like size."),
      onDemandBase: whole(0, 2, "instances")
        .default(0)
        .describe("1: a server's instance is On-Demand, and only the one that takes over from it is not."),
      onDemandPercentage: whole(0, 99, "percent")
        .default(0)
        .describe("Percent of the instances beyond that which are On-Demand, 0 to 99."),
    })
    .describe("The servers' instances."),
  general: z
    .strictObject({
      maximumSize: whole(1, 5000, "instances").describe("Instances at the most."),
      targetCapacity: whole(1, 100, "percent").optional().meta({
        description:
          "Percent of them to keep busy; below 100, the rest is room for tasks that come. Not with `elastigroup`, which has `headroom`.",
        without: "100",
      }),
    })
    .describe("Instances in every zone, for whatever else runs on the cluster."),
  elastigroup: elastigroup.optional().meta({
    description: "Elastigroup of Spot in place of the capacity `general`.",
    without: "AWS's own Spot capacity",
  }),
  clients: z.record(key, cidrBlock).describe("Who may reach the servers: address ranges, by name."),
  logRetentionDays: logRetentionDays.optional(),
});
type Shape = z.infer<typeof shape>;
const schema = shape
  .superRefine(checkRetention(() => ["logs"]))
  .superRefine(checkVolumes)
  .superRefine(checkReasons)
  .superRefine(checkZones(namedZones))
  .superRefine(checkElastigroup);

export type Settings = Shape;

export const settings: SettingsDefinition<Settings> = { schema };

/** Elastigroup decides by its own rules how busy instances are; its room for tasks is `headroom`. */
function checkElastigroup({ elastigroup, general }: Shape, context: z.RefinementCtx): void {
  if (elastigroup === undefined) return;
  refuseBy(context, (faults) =>
    checkWithoutEffect(
      faults,
      "general",
      general,
      ["targetCapacity"],
      "elastigroup takes the place of this capacity. Leave it out, or use elastigroup.headroom.",
    ),
  );
}

/** Each volume is a store of its own. */
function checkReasons({ retention, volumes }: Shape, context: z.RefinementCtx): void {
  for (const [name, { retentionReason }] of Object.entries(volumes)) {
    const path = ["volumes", name, "retentionReason"];
    if (isDiscarded(retention) && retentionReason === undefined)
      refuse(
        context,
        path,
        'is missing; retention: "discard" deletes the volume with its stack, so say why that is fine.',
      );
    if (!isDiscarded(retention) && retentionReason !== undefined)
      refuse(context, path, 'has no effect unless retention is "discard"; leave it out.');
  }
}

/** The zone of each volume, by its name. */
export function zonesOf({ volumes, availabilityZone }: Shape): Record<string, string> {
  return Object.fromEntries(
    Object.entries(volumes).map(([name, volume]) => [name, volume.availabilityZone ?? availabilityZone]),
  );
}

/** Each volume's zone must be one in which the network has a subnet. */
export function namedZones(settings: Shape): NamedZone[] {
  return Object.entries(zonesOf(settings)).map(([name, zone]) => ({
    path: ["volumes", name, "availabilityZone"],
    zone,
    key: zoneKey(zone),
  }));
}

/** Whether many tasks use such a volume at once. */
const isForMany: Record<CloudstorBacking, boolean> = { relocatable: false, shared: true };

/** A volume's name is also its capacity's. */
const taken = ["general", "fargate", "fargatespot"];

function checkVolumes({ volumes }: Shape, context: z.RefinementCtx): void {
  for (const name of Object.keys(volumes).filter((name) => taken.includes(name)))
    refuse(
      context,
      ["volumes", name],
      `${JSON.stringify(name)} names a capacity of the cluster already; rename it.`,
    );
  const ports: Record<number, string> = {};
  for (const [
    name,
    { port, availabilityZone: _zone, retentionReason: _reason, ...options },
  ] of Object.entries(volumes)) {
    refuseBy(context, (faults) => checkCloudstorOptions(faults, `volumes.${name}`, options));
    if (isForMany[options.backing as CloudstorBacking]) {
      refuse(
        context,
        ["volumes", name, "backing"],
        'is "shared": a file system, which many tasks use at once. Here each server has a volume to itself; for a file ' +
          "system, deploy the scenario rexray-efs.",
      );
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
