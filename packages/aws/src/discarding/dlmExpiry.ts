import { list, text } from "@ballast/model";
import { at, fewer, type Discarded } from "./discarding.ts";

/**
 * What a change of a lifecycle policy's schedules deletes: snapshots or images beyond a smaller count. Of what a schedule keeps by age,
 * a change holds for new snapshots only; a schedule of another name leaves the former one's alone (EBS user guide, "Modify Amazon Data
 * Lifecycle Manager policies", November 2026).
 *
 * @param read Where a schedule has its name and its counts.
 */
export function schedulesBeyond(
  before: unknown,
  after: unknown,
  read: { name: string[]; counts: string[][] },
): Discarded | undefined {
  const byName = (schedules: unknown): Map<string, unknown> =>
    new Map(list(schedules).map((one): [string, unknown] => [text(at(one, read.name)), one]));
  const old = byName(before);
  for (const [name, now] of byName(after)) {
    for (const path of read.counts) {
      const [was, is] = [old.get(name), now].map((one) => at(one, path));
      const lost = fewer(was, is, { of: `snapshots of ${name} beyond the newest #` });
      if (lost !== undefined) return lost;
    }
  }
  return undefined;
}
