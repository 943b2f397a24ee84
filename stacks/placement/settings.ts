import { z } from "zod";
import { checkRetention, logRetentionDays, retentionSettings, taskCount } from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

/** Container instances of one kind; the component that makes them checks the values. */
const capacity = z.strictObject({
  instanceTypes: z.array(z.string()).describe("In the order of preference."),
  maximumSize: z.number().describe("Instances at the most."),
});

const shape = z.strictObject({
  ...retentionSettings({ logs: "the tasks' logs" }),
  network: ownNetwork.optional(),
  image: image.describe("What every task runs; it must have the command `sleep`."),
  general: capacity.describe("Container instances for everything but `gpu`."),
  gpu: capacity.describe("Container instances with GPUs."),
  tasks: z
    .strictObject({
      one: taskCount.describe("Of `one-task`."),
      randomTen: taskCount.describe("Of `random-ten`."),
      randomMany: taskCount.describe("Of `random-many`."),
      spreadHosts: taskCount.describe("Of `spread-hosts`."),
      distinct: taskCount.describe("Of `monitoring-distinct`."),
      cache: taskCount.describe("Of `cache`."),
      web: taskCount.describe("Of `web`; no more than `cache`."),
      zonesThenMemory: taskCount.describe("Of `zones-then-memory`."),
      gpu: taskCount.describe("Of `gpu`."),
    })
    .describe("How many tasks each use case wants, but for monitoring: that runs everywhere."),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention(() => ["logs"])).superRefine(checkNeighbours);

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
