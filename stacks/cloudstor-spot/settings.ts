import { checkWhole, Faults, isZoneName, zoneKey } from "@ballast/contracts";
import {
  checkCloudstorOptions,
  checkSpotAccount,
  checkTokenField,
  checkTokenSecret,
  CloudstorBacking,
} from "@ballast/cloudstor-spot";
import { checkInstanceTypes, checkPools } from "@ballast/ecs";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  port,
  retentionSettings,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const whole = (from: number, to: number, unit: string) =>
  held(z.number(), (faults, path, value) => checkWhole(faults, path, value, { from, to, unit }));
const zone = z.string().refine(isZoneName, 'name a zone, for example "eu-central-1a"');

const instanceTypes = held(z.array(z.string()), (faults, path, types) => {
  checkInstanceTypes(faults, path, types);
  checkPools(faults, path, types);
});

/** A volume as Cloudstor's options say it, each in quotes, and the server that has it. */
const volume = z.strictObject({
  size: z.string().optional(),
  backing: z.string(),
  ebstype: z.string().optional(),
  iops: z.string().optional(),
  /** At which the load balancer answers for this server, and the server listens. */
  port,
  /** @default - the scenario's */
  availabilityZone: zone.optional(),
});

/** Elastigroup of Spot, in place of AWS's own Spot capacity for what has no volume. */
const elastigroup = z.strictObject({
  spotAccountId: held(z.string(), checkSpotAccount),
  /** A secret with the API token, which is read by CloudFormation alone. */
  tokenSecretArn: held(z.string(), checkTokenSecret),
  tokenField: held(z.string(), checkTokenField).optional(),
  headroom: z
    .strictObject({
      cpu: whole(0, 1_000_000, "CPU units"),
      memoryMiB: whole(0, 100_000_000, "MiB"),
      units: whole(0, 10_000, ""),
    })
    .optional(),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  /** nginx. */
  image,
  /** Where volumes lie that do not say it themselves. Never changes: another zone means a new volume. */
  availabilityZone: zone,
  /** One server, with one service and one task definition, for each. */
  volumes: z
    .record(key.max(20, "use at most 20 characters"), volume)
    .refine((volumes) => Object.keys(volumes).length > 0, "name at least one volume"),
  spot: z.strictObject({
    /** Two or more, of like size. */
    instanceTypes,
    /** 1: a server's instance is On-Demand, and only the one that takes over from it is not. */
    onDemandBase: whole(0, 2, "instances").default(0),
    onDemandPercentage: whole(0, 99, "percent").default(0),
  }),
  /** Instances in every zone, for whatever else runs on the cluster. */
  general: z.strictObject({
    maximumSize: whole(1, 5000, "instances"),
    /** Percent of them to keep busy; below 100, the rest is room for tasks that come. */
    targetCapacity: whole(1, 100, "percent").default(100),
  }),
  elastigroup: elastigroup.optional(),
  /** Who may reach the servers, by name. */
  clients: z.record(key, cidrBlock),
  logRetentionDays: logRetentionDays.optional(),
});
type Shape = z.infer<typeof shape>;
const schema = shape.superRefine(checkRetention).superRefine(checkVolumes).superRefine(checkZones);

export type Settings = Shape;

export const settings: SettingsDefinition<Settings> = { schema };

/** The zone of each volume, by its name. */
export function zonesOf({ volumes, availabilityZone }: Shape): Record<string, string> {
  return Object.fromEntries(
    Object.entries(volumes).map(([name, volume]) => [name, volume.availabilityZone ?? availabilityZone]),
  );
}

/** A volume's name is also its capacity's. */
const taken = ["general", "fargate", "fargatespot"];

function checkVolumes({ volumes }: Shape, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string) =>
    context.addIssue({ code: "custom", path, message, params: { says: "everything" } });
  for (const name of Object.keys(volumes).filter((name) => taken.includes(name)))
    refuse(["volumes", name], `${JSON.stringify(name)} names a capacity of the cluster already; rename it.`);
  const ports: Record<number, string> = {};
  for (const [name, { port, availabilityZone: _zone, ...options }] of Object.entries(volumes)) {
    const faults = new Faults("settings");
    checkCloudstorOptions(faults, `volumes.${name}`, options);
    for (const { propertyPath, reason } of faults.found) refuse(propertyPath.split("."), reason);
    if (options.backing === CloudstorBacking.Shared) {
      refuse(
        ["volumes", name, "backing"],
        'is "shared": a file system, which many tasks use at once. Here each server has a volume to itself; for a file ' +
          "system, deploy the scenario rexray-efs.",
      );
    }
    const first = ports[port];
    if (first !== undefined) {
      refuse(["volumes", name, "port"], `${port} is the port of ${first} already; each server has its own.`);
    }
    ports[port] ??= name;
  }
}

/** Each volume's zone must be one in which the network has a subnet. */
function checkZones(settings: Shape, context: z.RefinementCtx): void {
  const subnets = settings.network?.privateSubnetIds;
  if (subnets === undefined) return;
  for (const [name, zone] of Object.entries(zonesOf(settings))) {
    if (zoneKey(zone) in subnets) continue;
    context.addIssue({
      code: "custom",
      path: ["volumes", name, "availabilityZone"],
      input: zone,
      message: `network.privateSubnetIds has no ${JSON.stringify(zoneKey(zone))}; name a zone that has a subnet`,
    });
  }
}
