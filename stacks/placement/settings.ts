import { z } from "zod";
import {
  checkRetention,
  key,
  logRetentionDays,
  refuse,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { networkSettings } from "../shared/network.ts";
import { patchSettings } from "../shared/patch.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

/** Container instances of one kind; the component that makes them checks the values. */
const capacity = z.strictObject({
  instanceTypes: z.array(z.string()).describe("In the order of preference."),
  maximumSize: z.number().describe("Instances at the most."),
  ...patchSettings,
});

const shape = z.strictObject({
  ...retentionSettings({ logs: "the tasks' logs" }),
  ...networkSettings,
  image: image.describe("The image of every task; it must contain the command `sleep`."),
  general: capacity.describe("Container instances for everything except `gpu`."),
  gpu: capacity.describe("Container instances with GPUs."),
  colors: z
    .record(key, capacity)
    .default({})
    .meta({
      description:
        "Container instances with the custom attribute `color`, keyed by its value, for example `blue` and `green`. A service " +
        "`on-<color>` runs on each.",
      without: "none",
    }),
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
      colored: taskCount.optional().meta({ description: "Of each `on-<color>`.", without: "1" }),
    })
    .describe("Number of tasks of each use case, except `monitoring`, which runs on every instance."),
  runningHours: runningHoursSettings.runningHours.meta({
    description:
      "Hours in which the tasks and their instances run. The daemon `monitoring` runs on each instance as long as that exists.",
    without: "always",
  }),
  logRetentionDays: logRetentionDays.optional(),
  ...watchSettings,
});
const schema = shape
  .superRefine(checkRetention(() => ["logs"]))
  .superRefine(checkTold)
  .superRefine(checkNeighbours)
  .superRefine(checkColors);

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

/** A color is also the name of its capacity. */
const taken = ["general", "gpu", "fargate", "fargatespot"];

function checkColors({ colors, tasks }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  for (const color of Object.keys(colors).filter((one) => taken.includes(one)))
    refuse(context, ["colors", color], `"${color}" names a capacity of the cluster already; rename it.`);
  if (tasks.colored !== undefined && Object.keys(colors).length === 0)
    refuse(
      context,
      ["tasks", "colored"],
      "has no effect: there are no colors. Leave it out, or name colors.",
    );
}
