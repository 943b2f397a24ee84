import { checkTimeZone, type ServiceArgs, type ServiceScaling } from "@ballast/ecs";
import { z } from "zod";
import { held, refuse } from "./common.ts";

// The number of tasks that several scenarios let their users decide, by load and by the clock.

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/;
const time = z.string().regex(clock, "use hours and minutes, as 07:30");
const weekday = "(SUN|MON|TUE|WED|THU|FRI|SAT)";

const runningHours = z
  .strictObject({
    from: time.describe("When the tasks start, for example `07:00`."),
    until: time.describe("When the tasks stop, on the same day, for example `19:00`."),
    days: z
      .string()
      .regex(new RegExp(`^${weekday}([-,]${weekday})*$`), "use days as MON-FRI or MON,WED,FRI")
      .default("MON-FRI")
      .describe("Days on which the tasks run."),
    timeZone: held(z.string(), checkTimeZone)
      .default("UTC")
      .describe("Time zone, for example `Europe/Berlin`."),
  })
  .superRefine(({ from, until }, context) => {
    if (until <= from)
      refuse(
        context,
        ["until"],
        `is ${until}, not after ${from}. Tasks stop on the day on which they start; use a later time.`,
      );
  });

/** When the tasks of a service run; the instances of managed capacities start and stop with them. */
export const runningHoursSettings = {
  runningHours: runningHours.optional().meta({
    description: "Hours in which the tasks and their instances run.",
    without: "always",
  }),
};

/** How the number of tasks follows the load. The service checks the values. */
export const scalingSettings = {
  scaling: z
    .strictObject({
      maximum: z.number().describe("Maximum number of tasks; `desiredCount` is the minimum."),
      cpuPercent: z.number().optional().meta({
        description: "Average CPU utilization to keep, in percent.",
        without: "does not affect scaling",
      }),
      memoryPercent: z.number().optional().meta({
        description: "Average memory utilization to keep, in percent.",
        without: "does not affect scaling",
      }),
      requestsPerTarget: z.number().optional().meta({
        description: "Requests in a minute to keep for each task.",
        without: "do not affect scaling",
      }),
    })
    .optional()
    .meta({
      description: "Application Auto Scaling changes the number of tasks.",
      without: "`desiredCount` tasks",
    }),
};

type RunningHours = z.infer<typeof runningHours>;
export interface CountSettings {
  runningHours?: RunningHours | undefined;
  scaling?: z.infer<typeof scalingSettings.scaling>;
}

/**
 * What a service is told of its number of tasks.
 *
 * @param count Tasks that run usually; 0 while there is no image.
 * @param balancer Key of the load balancer's target whose requests count. @default `http`
 */
export function countArgs(
  { runningHours: hours, scaling }: CountSettings,
  count: number,
  balancer = "http",
): Pick<ServiceArgs, "desiredCount" | "scaling"> {
  if (count === 0 || (hours === undefined && scaling === undefined)) return { desiredCount: count };
  const { maximum = count, requestsPerTarget, ...metrics } = scaling ?? {};
  return {
    scaling: {
      ...metrics,
      ...hoursScaling(hours, { minimum: count, maximum }),
      ...(requestsPerTarget !== undefined && { requestsPerTarget: { [balancer]: requestsPerTarget } }),
    },
  };
}

/** The same for a service whose part has it run one task: nothing where it always runs. */
export function aloneArgs(
  { runningHours: hours }: CountSettings,
  running = true,
): Pick<ServiceArgs, "scaling"> {
  return hours === undefined || !running ? {} : { scaling: hoursScaling(hours, { minimum: 1, maximum: 1 }) };
}

function hoursScaling(
  hours: RunningHours | undefined,
  bounds: { minimum: number; maximum: number },
): ServiceScaling {
  if (hours === undefined) return bounds;
  const { from, until, days, timeZone } = hours;
  const at = (text: string): string => {
    const [, hour, minute] = clock.exec(text) ?? [];
    return `cron(${Number(minute)} ${Number(hour)} ? * ${days} *)`;
  };
  return {
    ...bounds,
    schedules: {
      start: { cron: at(from), timeZone, ...bounds },
      stop: { cron: at(until), timeZone, minimum: 0, maximum: 0 },
    },
  };
}
