import {
  explainNotSimulated,
  explainPlacement,
  explainUnplaced,
  type Instance,
  type Workload,
} from "@ballast/placement";
import Table from "cli-table3";
import colors from "picocolors";
import type { Placed, PlaceEvent } from "./placed.ts";

/** For machines: one object for one cluster, an array for several. */
export function asJson(placed: Placed[]): string {
  const all = placed.map(({ name, simulation, unreadable, events }) => ({
    cluster: name,
    instances: simulation.instances.map((instance) => ({
      id: instance.id,
      instanceType: instance.instanceType,
      availabilityZone: instance.availabilityZone,
      draining: instance.draining,
      total: instance.total,
      left: instance.left,
    })),
    workloads: simulation.workloads.map((workload) => ({
      name: workload.name,
      desiredCount: workload.daemon ? null : workload.desiredCount,
      waiting: workload.unplaced?.tasks ?? 0,
    })),
    tasks: simulation.workloads.flatMap(({ tasks }) =>
      [...tasks].map((task) => ({
        id: task.id,
        workload: task.workload,
        instance: task.instance.id,
        funnel: task.funnel,
        choices: task.choices,
      })),
    ),
    waiting: simulation.unplaced.map((one) => ({ ...one, message: explainUnplaced(one) })),
    notSimulated: [
      ...simulation.notSimulated.map((one) => ({ ...one, message: explainNotSimulated(one) })),
      ...unreadable.map(({ name, reason }) => ({
        workload: name,
        reasons: [reason],
        message: `${name}: ${reason}`,
      })),
    ],
    events: events.map(({ event, changes }) => ({
      ...event,
      started: changes.started.map(({ id }) => id),
      stopped: changes.stopped.map(({ id }) => id),
    })),
  }));
  return JSON.stringify(all.length === 1 ? all[0] : all, null, 2);
}

/** For people: the instances by zone with their tasks, the workloads by zone, and what waits for what. */
export function asTable(placed: Placed[], why: boolean): string {
  return placed.map((one) => clusterText(one, why)).join("\n\n");
}

function clusterText({ name, simulation, unreadable, events }: Placed, why: boolean): string {
  const { instances, workloads, unplaced, notSimulated } = simulation;
  const running = workloads.reduce((sum, { tasks }) => sum + tasks.size, 0);
  const waiting = unplaced.reduce((sum, { tasks }) => sum + tasks, 0);
  const sections = [
    `${colors.bold(name)}: ${running} ${running === 1 ? "task" : "tasks"} on ${instances.length} container instances, ` +
      (waiting === 0 ? "none waits" : colors.red(`${waiting} waiting`)),
    ...events.map(
      ({ event, changes }) =>
        `${eventText(event)}: ${changes.stopped.length} stopped, ${changes.started.length} started`,
    ),
    instanceTable(instances, workloads),
    workloadTable(workloads, instances),
    ...unplaced.map((one) => colors.red(explainUnplaced(one))),
    ...notSimulated.map((one) => colors.yellow(explainNotSimulated(one))),
    ...unreadable.map(({ name, reason }) => colors.yellow(`${name} is not simulated: ${reason}`)),
  ];
  if (why) sections.push(reasons(workloads));
  return sections.join("\n");
}

function eventText({ kind, what }: PlaceEvent): string {
  const words = { drain: "drained", lose: "lost", loseZone: "lost", scale: "scaled" };
  return `${words[kind]} ${what}`;
}

function instanceTable(instances: readonly Instance[], workloads: readonly Workload[]): string {
  // Tasks behind their instance have no interfaces of their own.
  const interfaces = instances.some(({ total, left }) => left.interfaces < total.interfaces);
  const rows = new Table({
    head: ["zone", "instance", "type", "cpu", "memory", ...(interfaces ? ["interfaces"] : []), "tasks"],
    style: { head: [], border: [], compact: true },
  });
  const sorted = [...instances].sort(
    (one, other) =>
      one.availabilityZone.localeCompare(other.availabilityZone) ||
      one.id.localeCompare(other.id, "en", { numeric: true }),
  );
  for (const instance of sorted) {
    const { total, left } = instance;
    rows.push([
      instance.availabilityZone,
      instance.draining ? colors.yellow(`${instance.id} (draining)`) : instance.id,
      instance.instanceType,
      instance.notSimulated === undefined ? bar(total.cpu - left.cpu, total.cpu) : "unknown",
      instance.notSimulated === undefined
        ? bar(total.memoryMiB - left.memoryMiB, total.memoryMiB)
        : "unknown",
      ...(interfaces ? [`${total.interfaces - left.interfaces} of ${total.interfaces}`] : []),
      tasksOn(instance, workloads),
    ]);
  }
  return rows.toString();
}

function tasksOn(instance: Instance, workloads: readonly Workload[]): string {
  return workloads
    .map(({ name, tasks }) => ({
      name,
      count: [...tasks].filter((task) => task.instance === instance).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`))
    .join(", ");
}

/** What is reserved, as a share of what there is. */
function bar(used: number, total: number): string {
  const filled = Math.round((used / total) * 10);
  return `${"█".repeat(filled)}${"░".repeat(10 - filled)} ${String(Math.round((used / total) * 100)).padStart(3)} %`;
}

function workloadTable(workloads: readonly Workload[], instances: readonly Instance[]): string {
  const zones = [...new Set(instances.map(({ availabilityZone }) => availabilityZone))].sort();
  const rows = new Table({
    head: ["tasks of", "wanted", "running", ...zones],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, daemon, desiredCount, tasks, unplaced } of workloads) {
    const inZone = (zone: string): number =>
      [...tasks].filter(({ instance }) => instance.availabilityZone === zone).length;
    const wanted = daemon ? "everywhere" : String(desiredCount);
    rows.push([
      name,
      wanted,
      unplaced ? colors.red(String(tasks.size)) : String(tasks.size),
      ...zones.map((zone) => String(inZone(zone))),
    ]);
  }
  return rows.toString();
}

function reasons(workloads: readonly Workload[]): string {
  return workloads
    .flatMap(({ tasks }) =>
      [...tasks].map((task) => `${task.id} on ${task.instance.id}: ${explainPlacement(task)}`),
    )
    .join("\n");
}
