/** An AMI. */
export interface Image {
  id: string;
  /** Undefined if DescribeImages does not return the image: AWS makes its old Windows images private. */
  created: Date | undefined;
}

/** The image that the group would launch now, or why that is unknown. */
export type CurrentImage = { id: string; isPinned?: boolean } | { unknown: string };

/** The patching settings in a group's tags. */
export type Patching =
  | {
      kind: "on";
      maximumAgeDays: number;
      /** The schedule expression of EventBridge Scheduler: `cron(0 3 ? * SUN *)`. */
      window: string | undefined;
      timeZone: string | undefined;
    }
  | { kind: "off" }
  /** The group has no patching tag. */
  | { kind: "none" }
  | { kind: "invalid"; value: string };

export const ageTag = "ballast:patch-age-days";
export const windowTag = "ballast:patch-window";
export const zoneTag = "ballast:patch-time-zone";

export function patchingOf(tag: (key: string) => string | undefined): Patching {
  const age = tag(ageTag);
  if (age === undefined) return { kind: "none" };
  if (age === "off") return { kind: "off" };
  if (!/^\d{1,5}$/.test(age)) return { kind: "invalid", value: age };
  return { kind: "on", maximumAgeDays: Number(age), window: tag(windowTag), timeZone: tag(zoneTag) };
}

/** An instance refresh of a group. */
export interface Refresh {
  /** AWS's status: `InProgress`. */
  status: string;
  /** Progress, in percent of the instances to replace. @default - AWS does not report it */
  percent?: number;
  started?: Date;
  ended?: Date;
  reason?: string;
  /** SkipMatching: the refresh does not replace instances that already match the desired configuration. */
  skipsMatching: boolean;
}

/** Statuses of a refresh that has not ended (InstanceRefreshStatus of @aws-sdk/client-auto-scaling 3.1169). */
export function isUnderWay({ status }: Refresh): boolean {
  return ["Pending", "InProgress", "Baking", "Cancelling", "RollbackInProgress"].includes(status);
}

/** Facts about a joined host from which its patching state is derived. */
export interface HostFacts {
  image: Image;
  current: CurrentImage;
  patching: Patching;
  /** The group's latest instance refresh. */
  refresh: Refresh | undefined;
  launched: Date | undefined;
  now: Date;
}

export interface Next {
  /**
   * `stays`: current, or within the maximum age. `replace`: in the next window. `replacing`: by an instance refresh
   * in progress. `leaving`: the group is terminating it. `off`: its group's patching is off. `nobody`: its group has
   * no patching, or it has no group. `pinned`: its group pins this image, which is older than allowed. `starting`: it
   * has not joined yet, within the expected time. `late`: it has not joined within that time. `ended`: it is
   * registered, but EC2 has terminated it. `unknown`: the text contains the reason.
   */
  kind:
    | "stays"
    | "replace"
    | "replacing"
    | "leaving"
    | "off"
    | "nobody"
    | "pinned"
    | "starting"
    | "late"
    | "ended"
    | "unknown";
  /** Explanation to print. */
  text: string;
}

export interface Verdict {
  /** The image is not current, and it is withdrawn or older than the group's tags allow. Undefined if unknown. */
  isOutdated: boolean | undefined;
  next: Next;
}

/**
 * Derives what the patching of its group will do next with a host. A host is outdated if its image is not the current
 * one, and is withdrawn or older than the maximum age.
 */
export function judge(facts: HostFacts): Verdict {
  const { patching, refresh } = facts;
  const verdict = judged(facts, patching);
  if (refresh === undefined || !isUnderWay(refresh)) return verdict;
  const progress = `instance refresh${refresh.percent === undefined ? "" : ` ${refresh.percent} %`}`;
  const next: Next = isReplacedBy(refresh, facts)
    ? { kind: "replacing", text: `being replaced (${progress})` }
    : { kind: verdict.next.kind, text: `${verdict.next.text} (${progress})` };
  return { ...verdict, next };
}

function judged(facts: HostFacts, patching: Patching): Verdict {
  switch (patching.kind) {
    case "off":
      return { isOutdated: false, next: { kind: "off", text: "patching is off" } };
    case "none":
      return {
        isOutdated: false,
        next: { kind: "nobody", text: `not replaced: its group has no tag ${ageTag}` },
      };
    case "invalid":
      return {
        isOutdated: undefined,
        next: {
          kind: "unknown",
          text: `unknown: the tag ${ageTag} is "${patching.value}"; expected a number of days, or off`,
        },
      };
    case "on":
      return judgedByAge(facts, patching);
  }
}

function judgedByAge({ image, current, now }: HostFacts, on: Patching & { kind: "on" }): Verdict {
  const isCurrent = "id" in current && current.id === image.id;
  if (image.created === undefined) {
    // Patching does not replace hosts with the current image, and ignores hosts whose image is unknown.
    if (!isCurrent && "id" in current)
      return { isOutdated: true, next: replaced("its image is withdrawn", on) };
    const why =
      "unknown" in current
        ? `which one its group launches is unknown (${current.unknown})`
        : "its group launches the same image: set a newer image";
    const text = `unknown: its image is withdrawn, and ${why}`;
    return { isOutdated: undefined, next: { kind: "unknown", text } };
  }
  const isOld = now.getTime() - image.created.getTime() > on.maximumAgeDays * dayMs;
  const old = `${days(daysBetween(image.created, now))} old`;
  const age = `its image is ${old}`;
  if (isCurrent && current.isPinned === true && isOld) {
    const text = `stays: pinned image, ${old} (allowed: ${on.maximumAgeDays}); set a newer image`;
    return { isOutdated: false, next: { kind: "pinned", text } };
  }
  if (isCurrent) {
    const text = current.isPinned === true ? `stays: pinned image, ${old}` : "stays: newest image";
    return { isOutdated: false, next: { kind: "stays", text } };
  }
  if (!isOld) {
    const text = `stays: ${age} (allowed: ${on.maximumAgeDays})`;
    return { isOutdated: false, next: { kind: "stays", text } };
  }
  if ("unknown" in current) {
    const text = `unknown: ${age}, and the newest image could not be determined (${current.unknown})`;
    return { isOutdated: undefined, next: { kind: "unknown", text } };
  }
  return { isOutdated: true, next: replaced(`${age} (allowed: ${on.maximumAgeDays})`, on) };
}

/**
 * Adjusts the result for a host that is not outdated itself: patching replaces all hosts of a group if one is
 * outdated, unless an instance refresh is already in progress.
 */
export function withItsGroup(
  next: Next,
  { patching, lastRefresh }: { patching: Patching; lastRefresh: Refresh | undefined },
  hasOutdated: boolean,
): Next {
  if (next.kind !== "stays" || !hasOutdated || patching.kind !== "on" || patching.window === undefined)
    return next;
  if (lastRefresh !== undefined && isUnderWay(lastRefresh)) return next;
  return replaced("another host of its group is outdated", patching);
}

function replaced(why: string, { window, timeZone }: Patching & { kind: "on" }): Next {
  if (window === undefined) {
    const text = `unknown: ${why}, and its group has no tag ${windowTag}`;
    return { kind: "unknown", text };
  }
  // EventBridge Scheduler's default time zone (Pulumi's aws.scheduler.Schedule, scheduleExpressionTimezone, read
  // 2026-11-27).
  return { kind: "replace", text: `replaced in the next window (${window}, ${timeZone ?? "UTC"}): ${why}` };
}

/** Whether the refresh replaces the host. Hosts that the refresh launched itself stay. */
function isReplacedBy(refresh: Refresh, { launched, current, image }: HostFacts): boolean {
  if (refresh.skipsMatching && "id" in current && current.id === image.id) return false;
  return refresh.started === undefined || launched === undefined || launched < refresh.started;
}

const dayMs = 86_400_000;

export function daysBetween(since: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - since.getTime()) / dayMs));
}

/** `1 day`, `12 days` */
export function days(count: number): string {
  return `${count} ${count === 1 ? "day" : "days"}`;
}
