import {
  explainNotSimulated,
  explainState,
  explainUnplaced,
  type Instance,
  type Simulation,
} from "@ballast/placement";

/** How much of something an instance has, and how much of it is taken. */
export interface Filled {
  total: number;
  used: number;
}

export interface PicturedTasks {
  workload: string;
  count: number;
  /** CPU units of all of them. */
  cpu: number;
  memoryMiB: number;
}

export interface PicturedInstance {
  id: string;
  instanceType: string;
  availabilityZone: string;
  /** `draining` or `agent disconnected`. Empty where it takes tasks. */
  state: string;
  cpu: Filled;
  memory: Filled;
  /** Why it is unknown what it has. @default - it is known */
  unknown?: string;
  tasks: PicturedTasks[];
}

/** A cluster at one moment, as a picture shows it. */
export interface Snapshot {
  heading: string;
  instances: PicturedInstance[];
  /** Tasks that wait or are not simulated, with the reason. */
  waiting: string[];
}

/** @param next What came of it when ECS went on: there is what waits. */
export function snapshotOf(heading: string, simulation: Simulation, next = simulation): Snapshot {
  const tasks = new Map<Instance, Map<string, PicturedTasks>>();
  for (const { name, tasks: all } of simulation.workloads)
    for (const { instance, needs } of all) {
      const here = tasks.get(instance) ?? new Map<string, PicturedTasks>();
      const { count = 0, cpu = 0, memoryMiB = 0 } = here.get(name) ?? {};
      here.set(name, {
        workload: name,
        count: count + 1,
        cpu: cpu + needs.cpu,
        memoryMiB: memoryMiB + needs.memoryMiB,
      });
      tasks.set(instance, here);
    }
  return {
    heading,
    instances: simulation.instances.map((one) => ({
      id: one.id,
      instanceType: one.instanceType,
      availabilityZone: one.availabilityZone,
      state: explainState(one),
      cpu: { total: one.total.cpu, used: one.total.cpu - one.left.cpu },
      memory: { total: one.total.memoryMiB, used: one.total.memoryMiB - one.left.memoryMiB },
      ...(one.notSimulated !== undefined && { unknown: one.notSimulated }),
      tasks: [...(tasks.get(one)?.values() ?? [])],
    })),
    waiting: [...next.unplaced.map(explainUnplaced), ...next.notSimulated.map(explainNotSimulated)],
  };
}
