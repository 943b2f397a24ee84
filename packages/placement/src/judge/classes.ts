import type { Instance } from "../simulator/instance.ts";

/** Groups the positions of instances that are equal in everything that placement considers, apart from tasks that are counted elsewhere. */
export function classesOf(instances: readonly Instance[]): number[][] {
  const found = new Map<string, number[]>();
  for (const [position, instance] of instances.entries()) {
    const { id: _id, ...spec } = instance.spec;
    const { left, ports, udpPorts, groups, possibleTaskGroups, draining, runningTasksCount } = instance;
    const key = JSON.stringify([
      Object.entries(spec).sort(([one], [other]) => (one < other ? -1 : 1)),
      left,
      [...ports].sort(),
      [...udpPorts].sort(),
      [...groups].sort(),
      [...possibleTaskGroups].sort(),
      draining,
      runningTasksCount,
    ]);
    const members = found.get(key);
    if (members) members.push(position);
    else found.set(key, [position]);
  }
  return [...found.values()];
}
