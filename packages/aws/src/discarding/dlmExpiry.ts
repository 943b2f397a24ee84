import { text, valuesAt } from "@ballast/model";
import { fewer, type Discarded } from "./discarding.ts";

/**
 * What a change of a lifecycle policy's schedules deletes: snapshots or images beyond a smaller count. Of what a schedule keeps by age,
 * a change holds for new snapshots only; a schedule of another name leaves the former one's alone (EBS user guide, "Modify Amazon Data
 * Lifecycle Manager policies", November 2026).
 *
 * @param read Where a schedule has its name and its counts.
 * Names of the properties with a schedule's name and counts.
 */
export function schedulesBeyond(
  before: readonly unknown[],
  after: readonly unknown[],
  read: { name: string; counts: readonly string[] },
): Discarded | undefined {
  const nameOf = (schedule: unknown): unknown => valuesAt(schedule, read.name)[0];
  for (const now of after) {
    const old = before.find((one) => nameOf(one) === nameOf(now));
    for (const path of read.counts) {
      const [was, is] = [old, now].map((one) => valuesAt(one, path)[0]);
      const lost = fewer(was, is, { of: `snapshots of ${text(nameOf(now))} beyond the newest #` });
      if (lost !== undefined) return lost;
    }
  }
  return undefined;
}
