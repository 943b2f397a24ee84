import { GetMetricDataCommand, type Dimension } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeVolumesModifications, type VolumeModification } from "@aws-sdk/client-ec2";
import { every } from "../aws.ts";
import type { Backups } from "./clients.ts";
import type { StoreKind } from "./stores.ts";

const hour = 3_600_000;
/** How far back CloudWatch is asked. */
export const fullnessDays = 30;

/** A value that CloudWatch had at a time. */
export interface Measured {
  value: number;
  time: Date;
}

/** How full a store is, as its service or its host tells CloudWatch. */
export interface Fullness {
  /** What the values are: of an EBS volume a share of its space or its inodes, of the others what is used or free of their bytes. */
  measure: "used %" | "used GiB" | "free GiB";
  /** The newest within the last hours. @default - CloudWatch has none */
  now?: Measured;
  /** The oldest of `fullnessDays` days, if it is at least a day older. @default - there is none */
  before?: Measured;
}

interface Metric {
  namespace: string;
  name: string;
  statistic: "Maximum" | "Minimum" | "Average";
  /** The store's id in CloudWatch's dimensions. */
  id: string;
  more?: Record<string, string>;
  measure: Fullness["measure"];
}

/** As AWS's guides name them (packages/aws/src/metrics); of an EBS volume the host tells it (@ballast/rexray-ebs, mode `host`). */
export const storeMetrics: Record<StoreKind, Metric> = {
  ebs: {
    namespace: "Ballast",
    name: "VolumeUsedPercent",
    statistic: "Maximum",
    id: "VolumeId",
    measure: "used %",
  },
  efs: {
    namespace: "AWS/EFS",
    name: "StorageBytes",
    statistic: "Average",
    id: "FileSystemId",
    more: { StorageClass: "Total" },
    measure: "used GiB",
  },
  fsx: {
    namespace: "AWS/FSx",
    name: "FreeStorageCapacity",
    statistic: "Minimum",
    id: "FileSystemId",
    measure: "free GiB",
  },
  rds: {
    namespace: "AWS/RDS",
    name: "FreeStorageSpace",
    statistic: "Minimum",
    id: "DBInstanceIdentifier",
    measure: "free GiB",
  },
  aurora: {
    namespace: "AWS/RDS",
    name: "VolumeBytesUsed",
    statistic: "Maximum",
    id: "DBClusterIdentifier",
    measure: "used GiB",
  },
};

/** How full what stands is, now and up to a month ago. */
export async function fullnessOf(
  { cloudWatch }: Backups,
  kind: StoreKind,
  id: string,
  now = new Date(),
): Promise<Fullness> {
  const { namespace, name, statistic, id: key, more = {}, measure } = storeMetrics[kind];
  const dimensions: Dimension[] = Object.entries({ [key]: id, ...more }).map(([Name, Value]) => ({
    Name,
    Value,
  }));
  // An hour's values at a time: one answer holds more than a month of them.
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - fullnessDays * 24 * hour),
      EndTime: now,
      ScanBy: "TimestampAscending",
      MetricDataQueries: [
        {
          Id: "store",
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensions },
            Period: 3600,
            Stat: statistic,
          },
        },
      ],
    }),
  );
  const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults;
  const all = Timestamps.map((time, at) => ({ time, value: scaled(Values[at], measure) }));
  const newest = all.findLast(({ time }) => now.getTime() - time.getTime() <= 6 * hour);
  const [oldest] = all;
  return {
    measure,
    ...(newest && { now: newest }),
    ...(newest && oldest && newest.time.getTime() - oldest.time.getTime() >= 24 * hour && { before: oldest }),
  };
}

function scaled(value = 0, measure: Fullness["measure"]): number {
  return measure === "used %" ? value : value / 2 ** 30;
}

/** The last change of an EBS volume's size, type or speed, while EC2 is at it or if it failed. */
export interface VolumeChange {
  /** AWS's word: `modifying`, `optimizing`, `failed`. */
  state: string;
  /** Percent. @default - AWS does not say */
  progress?: number;
  /** `20 to 40 GiB, gp2 to gp3`. */
  words: string;
  began?: Date;
}

/** @returns undefined if nothing is being changed. */
export async function changeOf({ ec2 }: Backups, volumeId: string): Promise<VolumeChange | undefined> {
  const Filters = [{ Name: "volume-id", Values: [volumeId] }];
  const pages = paginateDescribeVolumesModifications({ client: ec2 }, { Filters });
  const all = await every(pages, ({ VolumesModifications }) => VolumesModifications);
  const [last] = all.sort((one, other) => began(other) - began(one));
  if (last === undefined || last.ModificationState === "completed") return undefined;
  return {
    state: last.ModificationState ?? "unknown",
    ...(last.Progress !== undefined && { progress: last.Progress }),
    words: wordsOf(last),
    ...(last.StartTime && { began: last.StartTime }),
  };
}

function began({ StartTime }: VolumeModification): number {
  return StartTime?.getTime() ?? 0;
}

function wordsOf(one: VolumeModification): string {
  const changes = [
    [one.OriginalSize, one.TargetSize, " GiB"],
    [one.OriginalVolumeType, one.TargetVolumeType, ""],
    [one.OriginalIops, one.TargetIops, " IOPS"],
    [one.OriginalThroughput, one.TargetThroughput, " MiB/s"],
  ] as const;
  return changes
    .filter(([from, to]) => from !== undefined && to !== undefined && from !== to)
    .map(([from, to, unit]) => `${from} to ${to}${unit}`)
    .join(", ");
}
