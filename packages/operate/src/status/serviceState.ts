import type { Deployment, Service, Task } from "@aws-sdk/client-ecs";
import { lastPart } from "../ecs.ts";
import { minute, type Reason } from "./reason.ts";
import { reasonsOf } from "./reasons.ts";
import { rolledBack } from "./serviceEvents.ts";

/** The state of a service in one word, for output and programs. */
export type Condition = "off" | "healthy" | "unstable" | "deploying" | "starting" | "stuck" | "failed";

/** Whether the user should investigate. */
export const isBad: Record<Condition, boolean> = {
  off: false,
  healthy: false,
  unstable: true,
  deploying: false,
  starting: false,
  stuck: true,
  failed: true,
};

export interface ServiceState {
  name: string;
  condition: Condition;
  desired: number;
  running: number;
  pending: number;
  /** The revision to deploy: `web:12`. */
  revision: string;
  /** Other deployments than the primary one that still have tasks. */
  others: number;
  /** The start of the primary deployment. @default - it is complete */
  deployingSince?: Date;
  reasons: Reason[];
}

/** A deployment that takes longer, without its configured waits, is reported as stuck, even without a known reason. */
const patienceMinutes = 30;
/** If tasks stop this often for the same reason, and did so lately, more will follow although all run now. */
const loop = { times: 3, recentMinutes: 15 };

/** Derives a service's state from ECS's description. `now` is a parameter, so the function is pure. */
export function stateOf(service: Service, stopped: Task[], now: Date): ServiceState {
  const deployments = service.deployments ?? [];
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const { desiredCount: desired = 0, runningCount: running = 0, pendingCount: pending = 0 } = service;
  const isDeploying = primary?.rolloutState === "IN_PROGRESS" || deployments.length > 1;
  const since = primary?.createdAt ?? new Date(0);
  const isDone = running >= desired && !isDeploying;
  const isOff = desired === 0 && running === 0;
  const all = isOff ? [] : reasonsOf(service, stopped, primary, now);
  const reasons = isDone ? all.filter((one) => isLoop(one, now)) : all;
  const failure = failureOf(service, primary, now);
  const patience = patienceMinutes + waitMinutes(service);
  const facts: Facts = {
    isOff,
    isDone,
    isFailed: failure !== undefined,
    isDeploying,
    isLate: now.getTime() - since.getTime() > patience * minute,
    hasReasons: reasons.length > 0,
  };
  const revision = lastPart(primary?.taskDefinition ?? service.taskDefinition ?? "");
  return {
    name: service.serviceName ?? "",
    condition: conditionOf(facts),
    desired,
    running,
    pending,
    revision,
    others: deployments.filter((one) => one !== primary && (one.runningCount ?? 0) > 0).length,
    ...(isDeploying && primary?.createdAt && { deployingSince: primary.createdAt }),
    reasons: failure === undefined ? reasons : [failure, ...reasons],
  };
}

interface Facts {
  isOff: boolean;
  isDone: boolean;
  isFailed: boolean;
  isDeploying: boolean;
  isLate: boolean;
  hasReasons: boolean;
}

function conditionOf({ isOff, isDone, isFailed, isDeploying, isLate, hasReasons }: Facts): Condition {
  if (isFailed) return "failed";
  if (isOff) return "off";
  if (isDone) return hasReasons ? "unstable" : "healthy";
  if (hasReasons || isLate) return "stuck";
  return isDeploying ? "deploying" : "starting";
}

function isLoop({ kind, times, last }: Reason, now: Date): boolean {
  const age = now.getTime() - Number(last ?? 0);
  return kind !== "placement" && kind !== "host" && times >= loop.times && age < loop.recentMinutes * minute;
}

/**
 * Minutes for which a deployment that moves traffic waits on purpose (ECS API reference, DeploymentConfiguration, 2026-11). ECS adds ten
 * minutes to each stage that moves traffic of a network load balancer (developer guide, "Network Load Balancer resources for Amazon ECS
 * blue/green, linear and canary deployments", 2026-11).
 */
function waitMinutes({ deploymentConfiguration = {}, loadBalancers = [] }: Service): number {
  const {
    strategy = "ROLLING",
    bakeTimeInMinutes: bake = 0,
    canaryConfiguration: { canaryBakeTimeInMinutes: canaryBake = 0 } = {},
    linearConfiguration: { stepPercent = 100, stepBakeTimeInMinutes: stepBake = 0 } = {},
  } = deploymentConfiguration;
  const stages: Partial<Record<string, { shifts: number; between: number }>> = {
    BLUE_GREEN: { shifts: 1, between: 0 },
    CANARY: { shifts: 2, between: canaryBake },
    LINEAR: { shifts: Math.ceil(100 / stepPercent), between: stepBake },
  };
  const stage = stages[strategy];
  if (stage === undefined) return 0;
  const { shifts, between } = stage;
  const isNetwork = loadBalancers.some(({ advancedConfiguration }) =>
    advancedConfiguration?.productionListenerRule?.includes(":listener/net/"),
  );
  return bake + (shifts - 1) * between + (isNetwork ? (1 + shifts) * 10 : 0);
}

/** A deployment that failed, also if ECS has rolled back since. @returns undefined if a later one did not fail */
function failureOf(service: Service, primary: Deployment | undefined, now: Date): Reason | undefined {
  const failed = (service.deployments ?? []).find(({ rolloutState }) => rolloutState === "FAILED");
  const event = rolledBack(service, primary, now);
  if (failed === undefined && event === undefined) return undefined;
  const isBack = failed !== primary;
  const why = failed?.rolloutStateReason ?? event?.why ?? "";
  return {
    kind: "deployment",
    says: `The last deployment failed${isBack ? ", and ECS rolled it back" : ""}${why === "" ? "" : `: ${why}`}`,
    action: "Find out why its tasks stopped, and deploy again",
    times: 1,
    ...(event?.time && { last: event.time }),
  };
}
