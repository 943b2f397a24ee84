import {
  checkKeys,
  checkWhole,
  checkWithoutEffect,
  given,
  listed,
  type Faults,
  type ServicePart,
} from "@ballast/contracts";
import { checkCron } from "../cron.ts";
import { checkTimeZone } from "../timeZone.ts";
import { countingPart, stopsFirst } from "./alone.ts";
import { shiftsTraffic } from "./checkDeployment.ts";
import { isDaemon } from "./scheduling.ts";
import type { ScalingSchedule, ServiceScaling } from "./scalingArgs.ts";
import type { ServiceArgs } from "./serviceArgs.ts";

/** Tasks of a service by the default of Service Quotas, "Tasks per service" (2026-11). */
const mostTasks = 5000;

/** Whether a schedule, or the minimum, ends every task. */
export function mayRunNone({ scaling }: ServiceArgs): boolean {
  return scaling !== undefined && leastOf(scaling) === 0;
}

/** The bounds that may hold at some time, the lowest and the highest. */
function leastOf({ minimum, schedules }: ServiceScaling): number {
  return Math.min(minimum, ...bounds(schedules));
}
/** Most tasks at any time. */
export function mostOf({ maximum, schedules }: ServiceScaling): number {
  return Math.max(maximum, ...bounds(schedules));
}

function bounds(schedules: ServiceScaling["schedules"] = {}): number[] {
  return Object.values(schedules).flatMap(({ minimum, maximum }) =>
    [minimum, maximum].filter((bound) => bound !== undefined),
  );
}

/** Refuses what Application Auto Scaling refuses, and what would run a second task beside one that must be alone. */
export function checkScaling(faults: Faults, args: ServiceArgs, asked: ServicePart): void {
  const { scaling } = args;
  if (scaling === undefined) return;
  if (isDaemon(args.scheduling))
    return faults.add(
      "scaling",
      "is for a number of tasks, but a daemon runs one on each instance; leave it out.",
    );
  if (args.desiredCount !== undefined)
    faults.add(
      "desiredCount",
      "has no effect together with scaling, which starts with its minimum. Leave it out.",
    );
  checkBounds(faults, "scaling", scaling, 1);
  checkAlone(faults, scaling, args, asked);
  checkMetrics(faults, args, scaling);
  checkKeys(faults, "scaling.schedules", scaling.schedules ?? {});
  for (const [key, schedule] of Object.entries(scaling.schedules ?? {}))
    checkSchedule(faults, `scaling.schedules.${key}`, schedule, scaling);
}

/** @param leastMaximum A service that scales runs tasks at some time; a schedule may end all of them. */
function checkBounds(
  faults: Faults,
  path: string,
  { minimum, maximum }: Pick<ScalingSchedule, "minimum" | "maximum">,
  leastMaximum: number,
): void {
  const range = { to: mostTasks, unit: "tasks" };
  checkWhole(faults, `${path}.minimum`, minimum, { ...range, from: 0 });
  checkWhole(faults, `${path}.maximum`, maximum, { ...range, from: leastMaximum });
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    faults.add(`${path}.minimum`, `${given(minimum)} is above the maximum of ${maximum}; lower it.`);
}

/** One task at a time may still be switched off and on. */
function checkAlone(faults: Faults, scaling: ServiceScaling, args: ServiceArgs, asked: ServicePart): void {
  const most = mostOf(scaling);
  const advice = "Use a maximum of 1, with which schedules still switch it off and on.";
  const part = countingPart(args);
  if (part && most > part.desiredCount)
    faults.add(
      "scaling.maximum",
      `is up to ${most}, and parts.${part.key} asks for ${given(part.desiredCount)} at most. ${part.desiredCount === 0 ? "Leave scaling out while nothing runs." : advice}`,
    );
  else if (most > 1 && stopsFirst(asked))
    faults.add(
      "scaling.maximum",
      `is up to ${most}, and a minimumHealthyPercent of 0 with a maximumPercent of 100 keeps to one task at a time. ${advice}`,
    );
}

function checkMetrics(faults: Faults, args: ServiceArgs, scaling: ServiceScaling): void {
  const { cpuPercent, memoryPercent, requestsPerTarget = {}, queue, schedules = {} } = scaling;
  checkWhole(faults, "scaling.cpuPercent", cpuPercent, { from: 1, to: 100, unit: "percent" });
  checkWhole(faults, "scaling.memoryPercent", memoryPercent, { from: 1, to: 100, unit: "percent" });
  const target = { from: 1, to: Number.MAX_SAFE_INTEGER };
  for (const [key, requests] of Object.entries(requestsPerTarget)) {
    const path = `scaling.requestsPerTarget.${key}`;
    checkWhole(faults, path, requests, { ...target, unit: "requests in a minute" });
    const known = args.loadBalancers ?? {};
    const balancer = Object.hasOwn(known, key) ? known[key] : undefined;
    if (balancer === undefined)
      faults.add(
        path,
        `is not a target of loadBalancers; there are ${listed(Object.keys(known)) || "none"}.`,
      );
    // Application Auto Scaling API reference, PredefinedMetricSpecification: the label names one target group (2026-11).
    else if (shiftsTraffic(args.deployment))
      faults.add(
        path,
        "counts the requests to one target group, and deployments move them to the other; use cpuPercent or memoryPercent.",
      );
    else if (
      typeof balancer.loadBalancerArn === "string" &&
      balancer.loadBalancerArn.includes(":loadbalancer/net/")
    )
      faults.add(
        path,
        "is for an application load balancer, and this one is a network load balancer; use cpuPercent or memoryPercent.",
      );
    else if (balancer.loadBalancerArn === undefined)
      faults.add(
        path,
        `needs loadBalancers.${key}.loadBalancerArn, which CloudWatch needs to count requests; set it.`,
      );
  }
  checkWhole(faults, "scaling.queue.messagesPerTask", queue?.messagesPerTask, {
    ...target,
    unit: "messages",
  });
  if (queue && args.containerInsights === false)
    faults.add(
      "scaling.queue",
      "counts running tasks by Container Insights, and containerInsights is false.",
    );
  const tracked = [cpuPercent, memoryPercent, queue, ...Object.values(requestsPerTarget)];
  const isTracked = tracked.some((one) => one !== undefined);
  // Application Auto Scaling API reference, RegisterScalableTarget, MinCapacity: without a task there are no data points (2026-11).
  if (isTracked && scaling.minimum === 0)
    faults.add(
      "scaling.minimum",
      "with 0, no task runs whose metric could start the first task; use 1 or more.",
    );
  if (!isTracked && Object.keys(schedules).length === 0)
    faults.add(
      "scaling",
      "defines no scaling; give cpuPercent, memoryPercent, requestsPerTarget, queue or schedules.",
    );
  const cooldown = { from: 0, to: 86_400, unit: "seconds" };
  checkWhole(faults, "scaling.scaleInCooldownSeconds", scaling.scaleInCooldownSeconds, cooldown);
  checkWhole(faults, "scaling.scaleOutCooldownSeconds", scaling.scaleOutCooldownSeconds, cooldown);
  if (!isTracked)
    checkWithoutEffect(
      faults,
      "scaling",
      scaling,
      ["scaleInCooldownSeconds", "scaleOutCooldownSeconds"],
      "schedules have no cooldown. Leave it out.",
    );
}

function checkSchedule(
  faults: Faults,
  path: string,
  schedule: ScalingSchedule,
  scaling: ServiceScaling,
): void {
  const { cron, timeZone, minimum, maximum } = schedule;
  checkCron(faults, `${path}.cron`, cron, {
    of: "Application Auto Scaling",
    use: "six fields,",
    example: "cron(0 19 ? * MON-FRI *)",
  });
  checkTimeZone(faults, `${path}.timeZone`, timeZone);
  checkBounds(faults, path, schedule, 0);
  if (minimum === undefined && maximum === undefined)
    faults.add(path, "changes nothing; give minimum, maximum or both.");
  checkOtherBound(faults, path, schedule, scaling);
}

/**
 * A schedule with one bound leaves the other one as it is. If they contradict each other, the action fails when its time has come, and
 * nobody is told (Application Auto Scaling user guide, "How scheduled scaling works", considerations, read 2026-11-28).
 */
function checkOtherBound(
  faults: Faults,
  path: string,
  { minimum, maximum }: ScalingSchedule,
  scaling: ServiceScaling,
): void {
  const all = [scaling, ...Object.values(scaling.schedules ?? {})];
  const highest = Math.max(...all.map((one) => one.minimum ?? 0));
  const lowest = Math.min(...all.map((one) => one.maximum ?? Infinity));
  if (minimum === undefined && maximum !== undefined && maximum < highest)
    faults.add(
      `${path}.maximum`,
      `${given(maximum)} is below the minimum of ${highest} that can apply at that time; give minimum, too.`,
    );
  if (maximum === undefined && minimum !== undefined && minimum > lowest)
    faults.add(
      `${path}.minimum`,
      `${given(minimum)} is above the maximum of ${lowest} that can apply at that time; give maximum, too.`,
    );
}
