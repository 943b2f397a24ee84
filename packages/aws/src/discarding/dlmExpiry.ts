import { fields, list, text, type Fields } from "@ballast/model";
import { fewer, type Discarded } from "./discarding.ts";

/**
 * What a change of a lifecycle policy's schedules deletes: snapshots or images beyond a smaller count. Of what a schedule keeps by age,
 * a change holds for new snapshots only; a schedule of another name leaves the former one's alone (EBS user guide, "Modify Amazon Data
 * Lifecycle Manager policies", November 2026).
 *
 * @param read Reads a schedule's name and count.
 */
export function schedulesBeyond(
  before: unknown,
  after: unknown,
  read: { name: string; retainRule: string; count: string },
): Discarded | undefined {
  const countsOf = (schedules: unknown): Map<string, unknown> =>
    new Map(
      list(schedules)
        .map(fields)
        .map((one): [string, unknown] => [text(one[read.name]), count(one[read.retainRule], read.count)]),
    );
  const old = countsOf(before);
  for (const [name, now] of countsOf(after)) {
    const lost = fewer(old.get(name), now, { of: `snapshots of ${name} beyond the newest #` });
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function count(rule: unknown, property: string): unknown {
  const block: Fields = fields(Array.isArray(rule) ? list(rule)[0] : rule);
  return block[property];
}
