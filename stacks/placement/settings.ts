import { z } from "zod";
import { checkRetention, logRetentionDays, retentionSettings, taskCount } from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

/** Container instances of one kind; the component that makes them checks the values. */
const capacity = z.strictObject({
  /** In the order of preference. */
  instanceTypes: z.array(z.string()),
  maximumSize: z.number(),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  /** What every task runs; it must have the command `sleep`. */
  image,
  general: capacity,
  gpu: capacity,
  /** How many tasks each use case wants, but for monitoring: that runs everywhere. */
  tasks: z.strictObject({
    one: taskCount,
    randomTen: taskCount,
    randomMany: taskCount,
    spreadHosts: taskCount,
    distinct: taskCount,
    cache: taskCount,
    web: taskCount,
    zonesThenMemory: taskCount,
    gpu: taskCount,
  }),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention).superRefine(checkNeighbours);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** Each web server wants an instance with a cache to itself. */
function checkNeighbours({ tasks }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (tasks.web <= tasks.cache) return;
  context.addIssue({
    code: "custom",
    path: ["tasks", "web"],
    input: tasks.web,
    message: `each runs beside a cache of its own, and there are ${tasks.cache}; want no more than that`,
  });
}
