import { parseQuery } from "../query/parse.ts";
import { comparisons } from "../query/query.ts";
import { Asked } from "../simulator/asked.ts";
import { verdictOfSteps } from "../simulator/eligibility.ts";
import type { Resources } from "../simulator/resources.ts";
import { interfacesOf, type Instance } from "../simulator/instance.ts";
import { portsOf } from "../simulator/ports.ts";
import type { TaskSpec, WorkloadSpec } from "../simulator/task.ts";

/** Above this number, an instance's limit of reserved ports might matter. */
const fewPorts = 80;

/**
 * Whether every task of some services fits on these instances, wherever the other tasks are: all others together do not need enough
 * resources to fill every instance that the task may use. False if this cannot be proved.
 *
 * @param services - none of which depends on others.
 * @param instances - with their daemons' tasks, and no others.
 */
export function haveRoomInAnyOrder(
  services: readonly WorkloadSpec[],
  instances: readonly Instance[],
): boolean {
  if (!haveFewPorts(services)) return false;
  return services.every((spec) => countOf(spec) === 0 || hasRoom(spec, services, instances));
}

/**
 * Whether one more task of a service fits on these instances while fewer than `most` of its tasks run, wherever these and all other tasks
 * are. False if this cannot be proved.
 *
 * @param spec - depends on no others.
 * @param instances - with their daemons' tasks, and no others.
 */
export function canAlwaysStart(
  spec: WorkloadSpec,
  most: number,
  others: readonly WorkloadSpec[],
  instances: readonly Instance[],
): boolean {
  const rolling = { ...spec, desiredCount: most };
  const all = [...others, rolling];
  return haveFewPorts(all) && hasRoom(rolling, all, instances);
}

function haveFewPorts(services: readonly WorkloadSpec[]): boolean {
  return services.reduce((sum, spec) => sum + countOf(spec) * numberOfPorts(spec.task), 0) <= fewPorts;
}

function hasRoom(
  spec: WorkloadSpec,
  services: readonly WorkloadSpec[],
  instances: readonly Instance[],
): boolean {
  const { steps } = new Asked(spec.task, groupOf(spec), spec);
  const eligible: Instance[] = [];
  for (const instance of instances) {
    const { removedAt, reasons } = verdictOfSteps(steps, instance);
    if (removedAt !== undefined) continue;
    if (reasons !== undefined) return false;
    eligible.push(instance);
  }
  return blockable(spec, services, eligible) < eligible.length;
}

/** The maximum number of instances on which all other tasks leave no room for the last task of a service. */
function blockable(
  spec: WorkloadSpec,
  services: readonly WorkloadSpec[],
  eligible: readonly Instance[],
): number {
  const others = services.map((one) => ({ task: one.task, count: countOf(one) - (one === spec ? 1 : 0) }));
  const demand = (of: (task: TaskSpec) => number): number =>
    others.reduce((sum, { task, count }) => sum + count * of(task), 0);
  const byResource = resources.map(({ name, of }) => {
    const needed = of(spec.task);
    if (needed === 0) return 0;
    // The amount that other tasks must use so that too little is left.
    const costs = eligible.map(({ left }) => left[name] - needed + 1).sort((one, other) => one - other);
    let rest = demand(of);
    return costs.filter((cost) => (rest -= cost) >= 0).length;
  });
  const { tcp, udp } = portsOf(spec.task);
  const byPort = [
    ...tcp.map((port) => demand((task) => Number(portsOf(task).tcp.includes(port)))),
    ...udp.map((port) => demand((task) => Number(portsOf(task).udp.includes(port)))),
  ];
  const isDistinct = (spec.constraints ?? []).some(({ type }) => type === "distinctInstance");
  return [...byResource, ...byPort, isDistinct ? countOf(spec) - 1 : 0].reduce((sum, one) => sum + one, 0);
}

const resources: { name: keyof Resources; of: (task: TaskSpec) => number }[] = [
  { name: "cpu", of: ({ cpu }) => cpu },
  { name: "memoryMiB", of: ({ memoryMiB }) => memoryMiB },
  { name: "gpus", of: ({ gpus = 0 }) => gpus },
  { name: "interfaces", of: interfacesOf },
];

/** Constraints that other tasks change. */
export function dependsOnOthers({ task, constraints = [] }: WorkloadSpec): boolean {
  return [...(task.constraints ?? []), ...constraints].some(
    ({ expression }) =>
      expression !== undefined &&
      comparisons(parseQuery(expression).query).some(({ subject }) =>
        ["task:group", "runningTasksCount"].includes(subject),
      ),
  );
}

function numberOfPorts(task: TaskSpec): number {
  const { tcp, udp } = portsOf(task);
  return tcp.length + udp.length;
}

function countOf({ desiredCount = 1 }: WorkloadSpec): number {
  return desiredCount;
}

function groupOf({ name, group = `service:${name}` }: WorkloadSpec): string {
  return group;
}
