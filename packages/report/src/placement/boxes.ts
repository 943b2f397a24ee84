import { inReadingOrder } from "@ballast/placement";
import type { PicturedInstance, Snapshot } from "./snapshot.ts";

/** The content of one box: an instance, several equal instances, or the remaining instances of a zone. */
export interface Box {
  instance: PicturedInstance;
  /** The number of instances that the box represents. */
  count: number;
  /** Whether these differ, so that only their sums are drawn. */
  isRest: boolean;
}

export interface ZoneBoxes {
  zone: string;
  instances: number;
  boxes: Box[];
}

/** With more boxes, a picture of a cluster is unreadable: then equal instances share a box, and each zone has one for the remaining ones. */
export const mostBoxes = 60;

/** Sorted by zone, and within a zone by id. */
export function boxesOf({ instances }: Snapshot): ZoneBoxes[] {
  const zones = [...Map.groupBy(inReadingOrder(instances), ({ availabilityZone }) => availabilityZone)];
  const isMany = instances.length > mostBoxes;
  const grouped = zones.map(([zone, all]) => ({
    zone,
    instances: all.length,
    boxes: isMany ? alike(all) : all.map((instance) => ({ instance, count: 1, isRest: false })),
  }));
  const share = Math.max(2, Math.floor(mostBoxes / Math.max(1, zones.length)));
  return grouped.reduce((sum, { boxes }) => sum + boxes.length, 0) <= mostBoxes
    ? grouped
    : grouped.map((one) => ({ ...one, boxes: shortened(one.boxes, share) }));
}

function alike(instances: readonly PicturedInstance[]): Box[] {
  const groups = Map.groupBy(instances, ({ id: _id, ...one }) => JSON.stringify(one));
  return [...groups.values()].flatMap((members) =>
    members.slice(0, 1).map((instance) => ({ instance, count: members.length, isRest: false })),
  );
}

/** The largest groups, and one box for all others. */
function shortened(boxes: Box[], most: number): Box[] {
  if (boxes.length <= most) return boxes;
  const sorted = [...boxes].sort((one, other) => other.count - one.count);
  const rest = sorted.slice(most - 1);
  const [first] = rest;
  if (first === undefined) return boxes;
  const count = rest.reduce((sum, one) => sum + one.count, 0);
  const total = (of: (instance: PicturedInstance) => number): number =>
    rest.reduce((sum, one) => sum + one.count * of(one.instance), 0);
  const instance: PicturedInstance = {
    id: `${count} more`,
    instanceType: "",
    availabilityZone: first.instance.availabilityZone,
    state: "",
    cpu: { total: total(({ cpu }) => cpu.total), used: total(({ cpu }) => cpu.used) },
    memory: { total: total(({ memory }) => memory.total), used: total(({ memory }) => memory.used) },
    tasks: summed(rest),
  };
  return [...sorted.slice(0, most - 1), { instance, count, isRest: true }];
}

function summed(boxes: readonly Box[]): PicturedInstance["tasks"] {
  const all = new Map<string, PicturedInstance["tasks"][number]>();
  for (const { instance, count } of boxes)
    for (const one of instance.tasks) {
      const known = all.get(one.workload) ?? { workload: one.workload, count: 0, cpu: 0, memoryMiB: 0 };
      all.set(one.workload, {
        workload: one.workload,
        count: known.count + one.count * count,
        cpu: known.cpu + one.cpu * count,
        memoryMiB: known.memoryMiB + one.memoryMiB * count,
      });
    }
  return [...all.values()];
}
