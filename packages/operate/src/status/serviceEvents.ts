import type { Deployment, Service, ServiceEvent } from "@aws-sdk/client-ecs";
import { lastPart } from "../ecs.ts";
import { minute, oneLine, unhealthy, type OneReason, type ReasonKind } from "./reason.ts";

/** ECS omits an event that repeats an earlier one for six hours (ECS developer guide, "Service event messages", 2026-11). */
const recentMinutes = 360;
/** The failure of a deployment is told about when its rollback starts, perhaps before. */
const tellingMinutes = 1;

/** Events since the last steady state and since the current deployment started, newest first. */
export function currentEvents(
  { events = [] }: Service,
  primary: Deployment | undefined,
  now: Date,
): ServiceEvent[] {
  const from = Math.max(now.getTime() - recentMinutes * minute, Number(primary?.createdAt ?? 0));
  const end = events.findIndex(
    ({ message = "", createdAt }) =>
      message.includes("has reached a steady state") || (createdAt && createdAt.getTime() < from),
  );
  return end === -1 ? events : events.slice(0, end);
}

/** The event of a failed deployment, if the current one is its rollback. */
export function rolledBack(
  { events = [] }: Service,
  primary: Deployment | undefined,
  now: Date,
): { why: string; time?: Date } | undefined {
  const from = Math.max(
    now.getTime() - recentMinutes * minute,
    Number(primary?.createdAt ?? 0) - tellingMinutes * minute,
  );
  for (const { message = "", createdAt } of events) {
    const [, why] = /deployment failed: (.*?)\.?$/s.exec(message) ?? [];
    if (why !== undefined && Number(createdAt ?? 0) >= from)
      return { why: oneLine(why), ...(createdAt && { time: createdAt }) };
  }
  return undefined;
}

interface Told {
  pattern: RegExp;
  kind: ReasonKind;
  /** @param why What the pattern's group found. */
  says: (why: string) => string;
  action: (service: Service, why: string) => string;
}

const troubleshooting =
  "See the reason in the ECS developer guide, Service event messages, and in the service's events: aws ecs describe-services";

/** Events that say why a service does not run its tasks (ECS developer guide, "Service event messages", 2026-11). */
const told: Told[] = [
  {
    pattern: /was unable to (?:place a task|reach steady state)(?: because |\. Reason: |\.? )?(.*)$/s,
    kind: "placement",
    says: (why) =>
      `ECS cannot place a task${why === "" ? "" : `: ${why.replace(/ The closest matching .*/s, "")}`}`,
    action: (service, why) =>
      /container instance/i.test(why)
        ? `npx ballast place --cluster ${lastPart(service.clusterArn ?? "")} --why ${service.serviceName ?? ""}`
        : "ECS tries again. Use subnets in more zones; for a limit, see the account's quotas: npx ballast doctor",
  },
  {
    pattern: /is unhealthy in \((?:elb|target-group) .*? due to \(reason (.*)\)$/s,
    kind: "unhealthy",
    says: (why) => `${unhealthy.says}: ${why}`,
    action: () => unhealthy.action,
  },
  {
    pattern: /failed (container health checks)/,
    kind: "unhealthy",
    says: () => unhealthy.says,
    action: () => unhealthy.action,
  },
  {
    pattern: /was unable to stop or start tasks during a deployment because of (.*)$/s,
    kind: "deployment",
    says: () => "ECS can neither stop nor start a task within minimumHealthyPercent and maximumPercent",
    action: ({ serviceName = "" }) =>
      `Lower the one or raise the other; npx ballast place <stack> --deploy ${serviceName} shows what happens`,
  },
  {
    pattern: /\)\s*((?:was unable to assume|failed to (?:(?:de)?register|launch)).*)$/s,
    kind: "preparation",
    says: (why) => `ECS ${why}`,
    action: () => troubleshooting,
  },
  {
    pattern: /is (unable to consistently start tasks)/,
    kind: "other",
    says: () => "Tasks repeatedly fail to start, so ECS waits longer and longer before it starts another one",
    action: () => "See why they stopped: aws ecs describe-tasks",
  },
];

/** @returns undefined for an event of normal operation. */
export function eventReason(service: Service, message: string): OneReason | undefined {
  const text = oneLine(message)
    .replace(/ For more information.*$/, "")
    .replace(/\.$/, "");
  for (const { pattern, kind, says, action } of told) {
    const [, why] = pattern.exec(text) ?? [];
    if (why !== undefined) return { kind, says: says(why), action: action(service, why) };
  }
  return undefined;
}
