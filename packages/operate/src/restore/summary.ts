import type { FoundStore } from "./found.ts";
import { durationText } from "./duration.ts";
import type { Chosen } from "./points.ts";
import type { StoreKind } from "./stores.ts";

/** The data loss, duration and cost of a restore, for people. */
export interface Summary {
  lost: string;
  /** Seconds of writes that are lost; null where AWS does not say until when there were any. */
  lostSeconds: number | null;
  duration: string;
  cost: string;
}

export function summaryOf(found: FoundStore, chosen: Chosen, now: Date): Summary {
  const { kind } = found.store;
  const from = chosen.time.toISOString();
  const lost = Math.max(0, now.getTime() - chosen.time.getTime());
  const isThere = found.standing.length > 0;
  const size = chosen.from === "point" ? (chosen.point.sizeGiB ?? found.sizeGiB) : found.sizeGiB;
  return {
    lost: isThere
      ? `${durationText(lost)} of writes: all data written from ${from} until now.`
      : `All data written after ${from}, until the store was deleted. AWS does not report when that was; at most ${durationText(lost)} of writes.`,
    lostSeconds: isThere ? Math.floor(lost / 1000) : null,
    duration: durations[kind](size === undefined ? "data" : `${sizeText(size)} GiB`),
    cost: `Unknown, because this command has no prices. You pay for ${costs[kind](size === undefined ? "gigabytes" : `${sizeText(size)} GiB`)}, and for the old one until you delete it.`,
  };
}

function sizeText(gib: number): string {
  return Number.isInteger(gib) ? String(gib) : gib.toFixed(1);
}

/** AWS names no times: what they depend on, by its documentation (read in November 2026). */
const durations: Record<StoreKind, (size: string) => string> = {
  ebs: (size) =>
    `A volume can be used as soon as it is available. A block of its ${size} comes from Amazon S3 when it is first read, and slowly until then ` +
    '(EBS user guide, "Initialize Amazon EBS volumes").',
  efs: (size) =>
    `AWS Backup copies the ${size} file by file, so it depends on the size and the number of files. AWS Backup gives an estimate once the job runs ` +
    "(AWS Backup API, DescribeRestoreJob, ExpectedCompletionTimeMinutes).",
  fsx: (size) =>
    `AWS gives no estimate. It depends on the amount of storage (${size}) and the data in the backup.`,
  rds: (size) =>
    `It depends on the amount of storage (${size}) and, for a time between snapshots, on the transaction log to replay since the previous snapshot. ` +
    "Blocks come from Amazon S3 when they are first read, and slowly until then " +
    "(https://repost.aws/knowledge-center/rds-point-in-time-restore-issues).",
  aurora: () =>
    "AWS gives no estimate. It depends on the size of the cluster's volume and, for a point in time, on the log to replay.",
};

const costs: Record<StoreKind, (size: string) => string> = {
  ebs: (size) => `the new volume's ${size} by the month`,
  efs: (size) =>
    `the restore by AWS Backup per gigabyte (${size}), and the new file system per gigabyte and month`,
  fsx: (size) => `the new file system by the hour, by throughput and ${size} of storage`,
  rds: (size) =>
    `the new server by the hour with ${size} of storage; for a point in time, a copy by the hour and its snapshot by the gigabyte`,
  aurora: () => "the new cluster's instances by the hour, and its storage and I/O",
};
