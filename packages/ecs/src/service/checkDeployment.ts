import {
  checkKeys,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  given,
  listed,
  type Faults,
  type ServicePart,
} from "@ballast/contracts";
import { countingPart, stopsFirst } from "./alone.ts";
import { DeploymentStrategy, type ServiceDeployment } from "./deploymentArgs.ts";
import { isDeployedByPipeline } from "../task/shape.ts";
import { isDaemon } from "./scheduling.ts";
import type { ServiceArgs } from "./serviceArgs.ts";

/** Default waits of traffic shifting; the percentages are ECS's defaults (API reference, 2026-11). */
const deploymentDefaults = {
  bakeMinutes: 5,
  canaryPercent: 5,
  canaryBakeMinutes: 10,
  stepPercent: 10,
  stepBakeMinutes: 6,
} as const;

/** Waits of a deployment, and the percentage of traffic that shifts at once. */
export type DeploymentPace = Required<Pick<ServiceDeployment, keyof typeof deploymentDefaults>>;

/** With ECS's defaults. */
export function paceOf(deployment: ServiceDeployment): DeploymentPace {
  return { ...deploymentDefaults, ...deployment };
}

const waits: Record<DeploymentStrategy, (pace: DeploymentPace) => number> = {
  rolling: () => 0,
  blueGreen: ({ bakeMinutes }) => bakeMinutes,
  canary: ({ bakeMinutes, canaryBakeMinutes }) => bakeMinutes + canaryBakeMinutes,
  linear: ({ bakeMinutes, stepPercent, stepBakeMinutes }) =>
    bakeMinutes + (Math.ceil(100 / stepPercent) - 1) * stepBakeMinutes,
};

/** How often traffic moves. */
const shifts: Record<DeploymentStrategy, (pace: DeploymentPace) => number> = {
  rolling: () => 0,
  blueGreen: () => 1,
  canary: () => 2,
  linear: ({ stepPercent }) => Math.ceil(100 / stepPercent),
};
/**
 * ECS adds them to the stages that move test and production traffic of a network load balancer (ECS developer guide, "Network Load Balancer
 * resources for Amazon ECS blue/green, linear and canary deployments", read 2026-11-28).
 */
const networkMinutes = 10;

const shifting: Record<DeploymentStrategy, boolean> = {
  rolling: false,
  blueGreen: true,
  canary: true,
  linear: true,
};

/** Whether ECS runs the new tasks beside all of the old ones, and moves traffic from these to those. */
export function shiftsTraffic(deployment: ServiceDeployment | undefined): boolean {
  return shifting[deployment?.strategy ?? DeploymentStrategy.Rolling] ?? false;
}

/** Minutes that a deployment waits on purpose. */
export function waitMinutes(deployment: ServiceDeployment = {}): number {
  const { strategy = DeploymentStrategy.Rolling } = deployment;
  return waits[strategy]?.(paceOf(deployment)) ?? 0;
}

/**
 * The time after which a deployment that moves traffic is given up. The kind of its load balancers is not known before they exist, so each
 * counts as a network load balancer.
 */
export function defaultSteadyStateMinutes({ deployment = {}, loadBalancers = {} }: ServiceArgs): number {
  const { strategy = DeploymentStrategy.Rolling } = deployment;
  const isBalanced = shiftsTraffic(deployment) && Object.keys(loadBalancers).length > 0;
  const delays = isBalanced ? 1 + shifts[strategy](paceOf(deployment)) : 0;
  return 20 + waitMinutes(deployment) + delays * networkMinutes;
}

const own: Record<DeploymentStrategy, readonly (keyof ServiceDeployment)[]> = {
  rolling: [],
  blueGreen: ["bakeMinutes", "lifecycleHooks"],
  canary: ["bakeMinutes", "lifecycleHooks", "canaryPercent", "canaryBakeMinutes"],
  linear: ["bakeMinutes", "lifecycleHooks", "stepPercent", "stepBakeMinutes"],
};
const all = [...new Set(Object.values(own).flat())];

/** Refuses what ECS refuses or ignores, and two revisions beside each other where there may be one task. */
export function checkDeployment(faults: Faults, args: ServiceArgs, asked: ServicePart): void {
  const { deployment } = args;
  if (deployment === undefined) return;
  const { strategy = DeploymentStrategy.Rolling, lifecycleHooks = {}, rollbackAlarmNames } = deployment;
  const minutes = { from: 0, to: 1440, unit: "minutes" };
  checkWhole(faults, "deployment.bakeMinutes", deployment.bakeMinutes, minutes);
  checkWhole(faults, "deployment.canaryBakeMinutes", deployment.canaryBakeMinutes, minutes);
  checkWhole(faults, "deployment.stepBakeMinutes", deployment.stepBakeMinutes, minutes);
  // ECS takes tenths of a percent; whole ones are enough.
  checkWhole(faults, "deployment.canaryPercent", deployment.canaryPercent, {
    from: 1,
    to: 100,
    unit: "percent",
  });
  checkWhole(faults, "deployment.stepPercent", deployment.stepPercent, { from: 3, to: 100, unit: "percent" });
  const usable = own[strategy] ?? all;
  checkWithoutEffect(
    faults,
    "deployment",
    deployment,
    all.filter((property) => !usable.includes(property)),
    `it is not for the strategy ${given(strategy)}. Leave it out, or use another strategy.`,
  );
  if (rollbackAlarmNames) checkKeys(faults, "deployment.rollbackAlarmNames", rollbackAlarmNames, { from: 1 });
  checkKeys(faults, "deployment.lifecycleHooks", lifecycleHooks);
  for (const [key, { stages }] of Object.entries(lifecycleHooks))
    if (stages.length === 0)
      faults.add(`deployment.lifecycleHooks.${key}.stages`, "is empty; name a stage, or leave the hook out.");
  checkSteadyState(faults, args);
  checkSnapshots(faults, args);
  if (shiftsTraffic(deployment)) checkShift(faults, args, strategy, asked);
}

/** Refuses what would save nothing, or at no moment that means anything. */
function checkSnapshots(faults: Faults, { deployment = {}, parts = {}, taskDefinition }: ServiceArgs): void {
  const { snapshotBefore = false, keepSnapshots, snapshotCall } = deployment;
  const path = "deployment.snapshotBefore";
  // The snapshot before the new one must remain after a deployment.
  checkWhole(faults, "deployment.keepSnapshots", keepSnapshots, { from: 2, to: 100, unit: "snapshots" });
  checkProtection(faults, "deployment.snapshotCall", snapshotCall);
  if (!snapshotBefore)
    return checkWithoutEffect(
      faults,
      "deployment",
      deployment,
      ["keepSnapshots", "snapshotCall"],
      "snapshotBefore is off. Leave it out, or set snapshotBefore.",
    );
  if (!isDeployedByPipeline(taskDefinition))
    checkWithoutEffect(
      faults,
      "deployment",
      deployment,
      ["snapshotCall"],
      "the program manages the task definition, and its update calls the function. Leave it out.",
    );
  if (Object.values(parts).every(({ volumes = {} }) => Object.keys(volumes).length === 0))
    faults.add(
      path,
      "is true, but no part brings an EBS volume of the stack. Leave it out; save a file system or a database by its own backup before you deploy.",
    );
}

function checkSteadyState(faults: Faults, { deployment, steadyStateMinutes }: ServiceArgs): void {
  const needed = waitMinutes(deployment);
  if (steadyStateMinutes !== undefined && steadyStateMinutes <= needed)
    faults.add(
      "steadyStateMinutes",
      `${given(steadyStateMinutes)} is shorter than the configured waits of the deployment (${needed} minutes); use more, or leave it out.`,
    );
}

function checkShift(
  faults: Faults,
  args: ServiceArgs,
  strategy: DeploymentStrategy,
  asked: ServicePart,
): void {
  const path = "deployment.strategy";
  const beside = `${given(strategy)} runs new tasks in addition to all old tasks`;
  if (isDaemon(args.scheduling))
    return faults.add(path, `${beside}, but a daemon runs one on each instance; use "rolling".`);
  const part = countingPart(args);
  if (part)
    return faults.add(
      path,
      `${beside}, and the storage of parts.${part.key} serves one task; use "rolling".`,
    );
  if (stopsFirst(asked))
    return faults.add(
      path,
      `${beside}, and a minimumHealthyPercent of 0 with a maximumPercent of 100 allows one task at a time; use "rolling".`,
    );
  const targets = Object.entries(args.loadBalancers ?? {});
  const unable = targets.filter(
    ([, one]) => one.alternateTargetGroupArn === undefined || one.productionListenerRuleArn === undefined,
  );
  if (targets.length === 0 && Object.keys(args.discovery?.connect?.endpoints ?? {}).length === 0)
    faults.add(
      path,
      `${given(strategy)} requires a load balancer or Service Connect endpoints, but there are none; add one to loadBalancers or to ` +
        'discovery.connect.endpoints, or use "rolling".',
    );
  else if (unable.length > 0)
    faults.add(
      path,
      `${given(strategy)} moves traffic between two target groups; give ${listed(unable.map(([key]) => `loadBalancers.${key}`))} an ` +
        "alternateTargetGroupArn and a productionListenerRuleArn, of a listener with trafficShift.",
    );
}

/** Rejects arguments of targets that have no effect without such a strategy, and incomplete ones. */
export function checkShiftTargets(faults: Faults, { loadBalancers = {}, deployment }: ServiceArgs): void {
  if (shiftsTraffic(deployment)) return;
  for (const [key, target] of Object.entries(loadBalancers))
    checkWithoutEffect(
      faults,
      `loadBalancers.${key}`,
      target,
      ["alternateTargetGroupArn", "productionListenerRuleArn"],
      'the strategy "rolling" moves no traffic. Leave it out, or use another deployment.strategy.',
    );
}
