import type { Deployment, Service, Task } from "@aws-sdk/client-ecs";
import { minute, oneLine, unhealthy, type OneReason, type Reason, type ReasonKind } from "./reason.ts";
import { currentEvents, eventReason } from "./serviceEvents.ts";

/** Older stopped tasks are ignored. ECS keeps stopped tasks for at least an hour. */
const recentMinutes = 60;

/** Reasons why tasks of the current deployment stopped or did not start, the newest first. */
export function reasonsOf(
  service: Service,
  stopped: Task[],
  primary: Deployment | undefined,
  now: Date,
): Reason[] {
  const found = new Map<string, Reason>();
  const note = (reason: OneReason, time: Date | undefined): void => {
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
    if (time !== undefined && time.getTime() < now.getTime() - recentMinutes * minute) continue;
    const reason = isEarlier(task, time, primary) ? undefined : reasonOf(task);
    if (reason !== undefined) note(reason, time);
  }
  for (const { message = "", createdAt } of currentEvents(service, primary, now)) {
    const reason = eventReason(service, message);
    // What its tasks say is more exact.
    const isKnown = [...found.values()].some(({ kind }) => kind === reason?.kind && kind !== "placement");
    if (reason !== undefined && !isKnown) note(reason, createdAt);
  }
  return [...found.values()].sort((a, b) => +(b.last ?? 0) - +(a.last ?? 0));
}

/** Whether a task is of an earlier deployment: why it stopped says nothing about the current one. */
function isEarlier(
  { taskDefinitionArn }: Task,
  time: Date | undefined,
  { taskDefinition, createdAt }: Deployment = {},
): boolean {
  if (time !== undefined && createdAt !== undefined && time < createdAt) return true;
  return (
    taskDefinitionArn !== undefined && taskDefinition !== undefined && taskDefinitionArn !== taskDefinition
  );
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
  [/failed (?:ELB|container) health checks|unhealthy/i, "unhealthy", unhealthy.says, unhealthy.action],
  [
    /Host EC2|instance .*terminated|SpotInterruption|TerminationNotice/i,
    "host",
    "The container instance of a task was terminated or lost",
    "See the state of the hosts: npx ballast hosts",
  ],
];

/** @returns undefined for a task that stopped normally. */
function reasonOf(task: Task): OneReason | undefined {
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
