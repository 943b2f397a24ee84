/** Kinds of recovery points that are created before something that may need them. */
export const savedKinds = {
  patching: "snapshot before patching",
  deployment: "snapshot before a deployment",
} as const;

/** A copy of a store's data that AWS keeps. */
export interface RecoveryPoint {
  /** Its identifier in the stack's settings and in calls of AWS: `snap-…`, `rds:…`, `backup-…`, an ARN. */
  id: string;
  arn?: string;
  /** For people: `snapshot`, `automated snapshot`, `AWS Backup`. */
  kind: string;
  /** When what it holds was so. @default - AWS does not say */
  time?: Date;
  /** AWS's own word. */
  state: string;
  /** Why it cannot be restored now. @default - it can */
  unusable?: string;
  /** A remark for people. @default - none */
  note?: string;
  sizeGiB?: number;
  /** Its KMS key, as AWS names it. @default - not encrypted, or AWS's own */
  key?: string;
  /** Of AWS Backup's: where it lies. */
  vault?: string;
  /** Id of the resource that it is a backup of. @default - AWS does not say, or it is the one that stands */
  of?: string;
  /** Whether AWS deletes it with the resource that it is a backup of: an automated snapshot of RDS, an automatic backup of FSx. @default false */
  isAutomatic?: boolean;
}

/** Between which moments RDS restores any one. */
export interface TimeRange {
  earliest: Date;
  latest: Date;
}

/** The sources from which a store can be restored. */
export type Chosen = { from: "point"; point: RecoveryPoint; time: Date } | { from: "time"; time: Date };

export interface Choice {
  points: readonly RecoveryPoint[];
  /** @default - there is none */
  range?: TimeRange | undefined;
  /** The last moment whose data may be there. @default - now */
  at?: Date | undefined;
}

/**
 * The newest that holds nothing later than `at`: a recovery point that can be restored, or a moment of the range. Where both are equally
 * new, the point, because it exists already; of two points the one whose id comes first.
 *
 * @returns undefined where there is none.
 */
export function choosePoint({ points, range, at }: Choice): Chosen | undefined {
  const limit = at?.getTime() ?? Number.POSITIVE_INFINITY;
  const best = usable(points)
    .filter(({ time }) => time.getTime() <= limit)
    .sort((one, other) => other.time.getTime() - one.time.getTime() || compared(one.id, other.id))[0];
  const moment = range === undefined ? undefined : momentOf(range, limit);
  if (moment !== undefined && (best === undefined || best.time.getTime() < moment.getTime()))
    return { from: "time", time: moment };
  return best === undefined ? undefined : { from: "point", point: best, time: best.time };
}

type Usable = RecoveryPoint & { time: Date };

export function usable(points: readonly RecoveryPoint[]): Usable[] {
  return points.filter((point): point is Usable => point.unusable === undefined && point.time !== undefined);
}

function momentOf({ earliest, latest }: TimeRange, limit: number): Date | undefined {
  if (latest.getTime() <= limit) return latest;
  return earliest.getTime() <= limit ? new Date(limit) : undefined;
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The accepted times for `--at`, for messages. */
export function allowedText({ points, range }: Omit<Choice, "at">): string {
  const times = usable(points)
    .map(({ time }) => time)
    .concat(range === undefined ? [] : [range.earliest])
    .sort((one, other) => one.getTime() - other.getTime());
  const [oldest] = times;
  return oldest === undefined
    ? "No recovery point can be restored."
    : `The earliest time that can be restored is ${oldest.toISOString()}. Give that time or a later one.`;
}
