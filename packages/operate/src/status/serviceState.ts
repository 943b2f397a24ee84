import type { Service, Task } from "@aws-sdk/client-ecs";

/** The state of a service in one word, for output and programs. */
export type Condition = "off" | "healthy" | "deploying" | "starting" | "stuck" | "failed";

/** Whether the user should investigate. */
export const isBad: Record<Condition, boolean> = {
  off: false,
  healthy: false,
  deploying: false,
  starting: false,
  stuck: true,
  failed: true,
};

/** Why tasks do not run, how often it happened, and what to do. */
export interface Reason {
  /** Stable identifier for programs. */
  kind: ReasonKind;
  says: string;
  action: string;
  /** The number of stopped tasks or service events with this reason. */
  times: number;
  last?: Date;
}

export type ReasonKind =
  "image" | "preparation" | "memory" | "exit" | "unhealthy" | "placement" | "host" | "deployment" | "other";

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

/** Stopped tasks and events older than this are ignored. ECS keeps stopped tasks for at least an hour. */
const recentMinutes = 60;
/** A deployment that takes longer is reported as stuck, even without a known reason. */
const patienceMinutes = 30;
const minute = 60_000;

/** Derives a service's state from ECS's description. `now` is a parameter, so the function is pure. */
export function stateOf(service: Service, stopped: Task[], now: Date): ServiceState {
  const deployments = service.deployments ?? [];
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const { desiredCount: desired = 0, runningCount: running = 0, pendingCount: pending = 0 } = service;
  const isDeploying = primary?.rolloutState === "IN_PROGRESS" || deployments.length > 1;
  const since = primary?.createdAt ?? new Date(0);
  const isDone = running >= desired && !isDeploying;
  const reasons = isDone ? [] : reasonsOf(service, stopped, now);
  const facts: Facts = {
    isOff: desired === 0 && running === 0,
    isDone,
    isFailed: primary?.rolloutState === "FAILED",
    isDeploying,
    isLate: now.getTime() - since.getTime() > patienceMinutes * minute,
    hasReasons: reasons.length > 0,
  };
  const revision = (primary?.taskDefinition ?? service.taskDefinition ?? "").replace(/^.*\//, "");
  return {
    name: service.serviceName ?? "",
    condition: conditionOf(facts),
    desired,
    running,
    pending,
    revision,
    others: deployments.filter((one) => one !== primary && (one.runningCount ?? 0) > 0).length,
    ...(isDeploying && primary?.createdAt && { deployingSince: primary.createdAt }),
    reasons: facts.isFailed ? [failure(primary?.rolloutStateReason), ...reasons] : reasons,
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
  if (isDone) return "healthy";
  if (hasReasons || isLate) return "stuck";
  return isDeploying ? "deploying" : "starting";
}

function failure(why = ""): Reason {
  return {
    kind: "deployment",
    says: `The last deployment failed${why === "" ? "" : `: ${why}`}`,
    action: "Find out why its tasks stopped, and deploy again",
    times: 1,
  };
}

function reasonsOf(service: Service, stopped: Task[], now: Date): Reason[] {
  const start = now.getTime() - recentMinutes * minute;
  const found = new Map<string, Reason>();
  const note = (reason: Omit<Reason, "times" | "last">, time: Date | undefined): void => {
    const known = found.get(`${reason.kind} ${reason.says}`);
    const last = [known?.last, time].filter((one) => one !== undefined).sort((a, b) => +b - +a)[0];
    found.set(`${reason.kind} ${reason.says}`, {
      ...reason,
      times: (known?.times ?? 0) + 1,
      ...(last && { last }),
    });
  };
  for (const task of stopped) {
    const time = task.stoppedAt ?? task.stoppingAt ?? task.createdAt;
    if (time !== undefined && time.getTime() < start) continue;
    const reason = reasonOf(task);
    if (reason !== undefined) note(reason, time);
  }
  // Events are sorted newest first; everything before the last steady state is over.
  for (const { message = "", createdAt } of service.events ?? []) {
    if (/has reached a steady state/.test(message) || (createdAt && createdAt.getTime() < start)) break;
    const [, why] =
      /was unable to place a task(?: because )?(.*?)\.?(?: For more information.*)?$/s.exec(message) ?? [];
    if (why === undefined) continue;
    note(
      {
        kind: "placement",
        says: `ECS cannot place a task: ${why.replace(/ The closest matching .*/s, "")}`,
        action: `npx ballast place --cluster ${clusterOf(service)} --why ${service.serviceName ?? ""}`,
      },
      createdAt,
    );
  }
  return [...found.values()].sort((a, b) => +(b.last ?? 0) - +(a.last ?? 0));
}

function clusterOf({ clusterArn = "" }: Service): string {
  return clusterArn.replace(/^.*\//, "");
}

/** Reasons by ECS's messages for stopped tasks (ECS developer guide, "Stopped tasks error messages", 2026-11). */
const words: [pattern: RegExp, kind: ReasonKind, says: string, action: string][] = [
  [
    /CannotPull\w*Error/,
    "image",
    "An image cannot be pulled",
    "Push the image and tag in the task definition, or correct it; check that a task can reach the registry: npx ballast reach",
  ],
  [
    /ResourceInitializationError|CannotStartContainerError|CannotCreateVolumeError|CannotCreateContainerError/,
    "preparation",
    "A task's resources could not be initialized",
    "Check the secret, log group, mount or endpoint that the message names",
  ],
  [
    /OutOfMemory/,
    "memory",
    "A container was killed because it exceeded its memory limit",
    "Raise its memory limit, or find what uses the memory",
  ],
  [
    /failed (?:ELB|container) health checks|unhealthy/i,
    "unhealthy",
    "Tasks fail their health check",
    "Run the check in the container, and see its logs",
  ],
  [
    /Host EC2|instance .*terminated|SpotInterruption|TerminationNotice/i,
    "host",
    "The container instance of a task was terminated or lost",
    "See the state of the hosts: npx ballast hosts",
  ],
];

/** @returns undefined for a task that stopped normally. */
function reasonOf(task: Task): Omit<Reason, "times" | "last"> | undefined {
  const containers = task.containers ?? [];
  const text = [
    task.stopCode ?? "",
    task.stoppedReason ?? "",
    ...containers.map(({ reason }) => reason ?? ""),
  ];
  const known = words.find(([pattern]) => text.some((one) => pattern.test(one)));
  const detail =
    containers.map(({ reason }) => reason).find((one) => one !== undefined) ?? task.stoppedReason ?? "";
  if (known !== undefined) {
    const [, kind, says, action] = known;
    return { kind, says: detail === "" ? says : `${says}: ${oneLine(detail)}`, action };
  }
  const ended = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  if (task.stopCode === "EssentialContainerExited" && ended !== undefined)
    return {
      kind: "exit",
      says: `Container ${ended.name ?? ""} ended with exit status ${ended.exitCode}`,
      action: "See its logs for the reason: npx ballast logs",
    };
  return /^(UserInitiated|ServiceSchedulerInitiated)$/.test(task.stopCode ?? "")
    ? undefined
    : {
        kind: "other",
        says: `A task stopped: ${oneLine(task.stoppedReason ?? task.stopCode ?? "ECS gave no reason")}`,
        action: "See the details: aws ecs describe-tasks",
      };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
