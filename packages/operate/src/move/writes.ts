import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../aws.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/**
 * CloudWatch keeps one-minute values for this long. For older data and a shorter period, it returns an empty result
 * instead of an error.
 */
export const furthestDays = 15;

export type Written = { writes: number } | { unknown: string };

/**
 * Counts writes to a volume by EBS's metrics, which exist per minute and only while the volume is attached.
 * CloudWatch publishes values some minutes late, so the result covers only the time up to then.
 *
 * @param attached When the volume was seen attached. CloudWatch must have values for the hours before; otherwise
 *   missing values prove nothing.
 */
export async function writesSince(
  aws: Aws,
  volumeId: string,
  start: Date | undefined,
  attached?: Date,
  until = new Date(),
): Promise<Written> {
  if (start === undefined) return { unknown: "EC2 does not report when the snapshot began" };
  if (Date.now() - start.getTime() > furthestDays * day)
    return { unknown: `CloudWatch keeps one-minute metrics of writes for ${furthestDays} days only` };
  if (attached !== undefined) {
    const before = new Date(attached.getTime() - 3 * 60 * minute);
    if (Date.now() - before.getTime() > furthestDays * day)
      return { unknown: `CloudWatch keeps one-minute metrics of writes for ${furthestDays} days only` };
    // The period ends at the snapshot, because the volume stayed attached until its tasks had stopped.
    if ((await values(aws, volumeId, before, start)).length === 0)
      return {
        unknown: `CloudWatch has no value of VolumeWriteOps for ${volumeId}, not even for the time when it was attached`,
      };
  }
  // The minute in which the snapshot started may include earlier writes, so it is skipped.
  const from = new Date(Math.ceil(start.getTime() / minute) * minute);
  if (until.getTime() - from.getTime() < minute) return { writes: 0 };
  return { writes: (await values(aws, volumeId, from, until)).reduce((sum, value) => sum + value, 0) };
}

async function values({ cloudWatch }: Aws, volumeId: string, from: Date, to: Date): Promise<number[]> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/EBS",
      MetricName: "VolumeWriteOps",
      Dimensions: [{ Name: "VolumeId", Value: volumeId }],
      StartTime: from,
      EndTime: to,
      Period: periodFor(from, to),
      Statistics: ["Sum"],
    }),
  );
  return Datapoints.map(({ Sum = 0 }) => Sum);
}

/**
 * The shortest period that CloudWatch accepts: at most 1,440 values, and multiples of 300 s or 3,600 s for data older
 * than 15 or 63 days.
 */
export function periodFor(from: Date, to: Date, now = Date.now()): number {
  const age = now - from.getTime();
  const unit = age > 62 * day ? 3600 : age > day ? 300 : 60;
  return unit * Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1000 / unit / 1440));
}
