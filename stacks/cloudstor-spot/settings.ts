import { checkSecretArn, checkWithoutEffect } from "@ballast/contracts";
import { checkSpotAccount, checkTokenField } from "@ballast/cloudstor-spot";
import { checkInstanceTypes, checkPools } from "@ballast/ecs";
import { z } from "zod";
import {
  checkRetention,
  held,
  key,
  logRetentionDays,
  refuseBy,
  retentionSettings,
  whole,
  protection,
} from "../shared/common.ts";
import { discoverySettings } from "../shared/discovery.ts";
import { checkDoor, webDoor } from "../shared/frontDoor.ts";
import { image } from "../shared/images.ts";
import { checkZones, networkSettings } from "../shared/network.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { patchSettings } from "../shared/patch.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";
import { checkReasons, checkVolumes, namedZones, volume, zone } from "./volumes.ts";

const instanceTypes = held(z.array(z.string()), (faults, path, types) => {
  checkInstanceTypes(faults, path, types);
  checkPools(faults, path, types);
});

/** Elastigroup of Spot, in place of AWS's own Spot capacity for what has no volume. */
const elastigroup = z.strictObject({
  spotAccountId: held(z.string(), checkSpotAccount).describe("The account at Spot: `act-1234abcd`."),
  tokenSecretArn: held(z.string(), checkSecretArn).describe(
    "ARN of a secret with the API token, which only CloudFormation reads.",
  ),
  tokenField: held(z.string(), checkTokenField).optional().meta({
    description: "The token's field, where the secret is JSON.",
    without: "the secret's whole text",
  }),
  initialTarget: whole(0, 5000, "instances").optional().meta({
    description:
      "Instances that a new group starts with. Spot requires it to create the group; remove it afterwards, because each update scales the group to it.",
    without: "not sent, so that an update scales nothing",
  }),
  headroom: z
    .strictObject({
      cpu: whole(0, 1_000_000, "CPU units").describe("CPU units of one headroom unit."),
      memoryMiB: whole(0, 100_000_000, "MiB").describe("MiB of one headroom unit."),
      units: whole(0, 10_000, "").describe("Number of headroom units to keep free."),
    })
    .optional()
    .meta({ description: "Spare capacity for new tasks.", without: "none" }),
  patch: protection.optional().meta({
    description:
      "Who replaces its instances with instances that have a newer AMI, and when: `{ enabled: false, reason: … }`. Nothing here does.",
    without: "the rule hosts-patched reports the group",
  }),
});

const shape = z.strictObject({
  ...retentionSettings({ logs: "the tasks' logs" }),
  ...networkSettings,
  image: image.describe("nginx."),
  availabilityZone: zone.describe(
    "The zone of block volumes that do not set their own. Changing it creates a new volume: see " +
      "[Move a volume to another zone](../../packages/operate/README.md#move-a-volume-to-another-zone).",
  ),
  volumes: z
    .record(key.max(20, "use at most 20 characters"), volume)
    .refine((volumes) => Object.keys(volumes).length > 0, "name at least one volume")
    .describe(
      "One service and one task definition for each volume, keyed by name, configured with " +
        "[Cloudstor's options](../../packages/cloudstor-spot/README.md).",
    ),
  spot: z
    .strictObject({
      instanceTypes: instanceTypes.describe("Two or more types of similar size."),
      onDemandBase: whole(0, 2, "instances")
        .default(0)
        .describe(
          "1: the instance of a server is On-Demand, and only an additional instance during a replacement is a Spot Instance.",
        ),
      onDemandPercentage: whole(0, 99, "percent")
        .default(0)
        .describe("Percentage of On-Demand Instances among the instances beyond `onDemandBase`, 0 to 99."),
    })
    .describe("The servers' instances."),
  general: z
    .strictObject({
      maximumSize: whole(1, 5000, "instances").describe("Maximum number of instances."),
      targetCapacity: whole(1, 100, "percent").optional().meta({
        description:
          "Target utilization in percent; below 100, the rest is spare capacity for new tasks. Not with `elastigroup`, which has `headroom`.",
        without: "100",
      }),
    })
    .describe("Instances in every zone, for servers with file systems and for other tasks on the cluster."),
  elastigroup: elastigroup.optional().meta({
    description: "An Elastigroup (of the vendor Spot) instead of the capacity `general`.",
    without: "AWS's own Spot capacity",
  }),
  ...webDoor("reach the servers"),
  ...discoverySettings("each server has the name of its volume"),
  ...patchSettings,
  ...runningHoursSettings,
  ...watchSettings,
  logRetentionDays: logRetentionDays.optional(),
});
type Shape = z.infer<typeof shape>;
const schema = shape
  .superRefine(checkRetention(() => ["logs"]))
  .superRefine(checkVolumes)
  .superRefine(checkReasons)
  .superRefine(checkZones<Shape>(namedZones))
  .superRefine(checkElastigroup)
  .superRefine(checkDoor())
  .superRefine(checkTold);

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
