import {
  explainNotSimulated,
  explainPlacement,
  explainState,
  explainUnplaced,
  inReadingOrder,
  type Changes,
  type Instance,
  type Workload,
} from "@ballast/placement";
import { complaintOf } from "@ballast/operate/answers";
import colors from "picocolors";
import { grid } from "../grid.ts";
import { isSmooth } from "./happening.ts";
import type { Placed, PlaceEvent } from "./placed.ts";
import { sizesText } from "./scaling.ts";

/** JSON output: one object for one cluster, an array for several. */
export function asJson(placed: Placed[]): string {
  const all = placed.map(
    ({ name, simulation, next = simulation, goesOn, elsewhere, services, unreadable, events, sizes }) => ({
      cluster: name,
      instances: simulation.instances.map((instance) => ({
        id: instance.id,
        instanceType: instance.instanceType,
        availabilityZone: instance.availabilityZone,
        draining: instance.draining,
        ...(!instance.agentConnected && { agentConnected: false }),
        total: instance.total,
        left: instance.left,
      })),
      workloads: simulation.workloads.map((workload) => ({
        name: workload.name,
        desiredCount: workload.daemon ? null : workload.desiredCount,
        waiting: next.unplaced.find((one) => one.workload === workload.name)?.tasks ?? 0,
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
      waiting: next.unplaced.map((one) => ({
        ...one,
        message: explainUnplaced(one),
        ...saidOf(one.workload, services),
      })),
      notSimulated: [
        ...next.notSimulated.map((one) => ({ ...one, message: explainNotSimulated(one) })),
        ...unreadable.map(({ name, reason }) => ({
          workload: name,
          reasons: [reason],
          message: `${name}: ${reason}`,
        })),
      ],
      ...(elsewhere && { elsewhere }),
      ...(goesOn && {
        next: {
          started: goesOn.started.map(({ workload, instance }) => ({ workload, instance: instance.id })),
          stopped: goesOn.stopped.map(({ id }) => id),
        },
      }),
      ...(sizes && { managedScaling: sizes }),
      events: events.map(({ event, changes, deployment, instances, waited }) => ({
        ...event,
        started: changes.started.map(({ id }) => id),
        stopped: changes.stopped.map(({ id }) => id),
        ...(deployment && { deployment }),
        ...(instances && { instances }),
        ...(waited && { waited }),
      })),
    }),
  );
  return JSON.stringify(all.length === 1 ? all[0] : all, null, 2);
}

/** Text output: instances by zone with their tasks, workloads by zone, and why tasks wait. */
export function asTable(placed: Placed[], why: boolean): string {
  return placed.map((one) => clusterText(one, why)).join("\n\n");
}

function clusterText(placed: Placed, why: boolean): string {
  const {
    name,
    simulation,
    next = simulation,
    goesOn,
    elsewhere = [],
    services,
    unreadable,
    events,
    sizes,
  } = placed;
  const { instances, workloads } = simulation;
  const { unplaced, notSimulated } = next;
  const running = workloads.reduce((sum, { tasks }) => sum + tasks.size, 0);
  const waiting = unplaced.reduce((sum, { tasks }) => sum + tasks, 0);
  const sections = [
    `${colors.bold(name)}: ${running} ${running === 1 ? "task" : "tasks"} on ${instances.length} container instances, ` +
      (waiting === 0 ? "none waiting" : colors.red(`${waiting} waiting`)),
    ...events.flatMap(({ event, changes, notes = [], deployment }) => [
      `${eventText(event)}: ${changes.stopped.length} stopped, ${changes.started.length} started`,
      ...notes.map((note) => (isSmooth(deployment) ? `  ${note}` : colors.red(`  ${note}`))),
    ]),
    instanceTable(instances, workloads),
    workloadTable(workloads, instances, next),
    ...(sizes ? sizesText(sizes) : []),
    ...unplaced.flatMap((one) => {
      const { said } = saidOf(one.workload, services);
      return [colors.red(explainUnplaced(one)), ...(said ? [`  ECS event of ${said.at}: ${said.text}`] : [])];
    }),
    ...(goesOn ? nextText(goesOn) : []),
    ...notSimulated.map((one) => colors.yellow(explainNotSimulated(one))),
    ...unreadable.map(({ name, reason }) => colors.yellow(`${name} is not simulated: ${reason}`)),
    ...elsewhere.map(({ name, reason }) => `${name} is left out: it ${reason}`),
  ];
  if (why) sections.push(reasons(workloads));
  return sections.join("\n");
}

/** The service's last event about its waiting tasks. */
function saidOf(workload: string, services: Placed["services"]): { said?: { at: string; text: string } } {
  const service = services?.find(({ serviceName }) => serviceName === workload);
  const complaint = service && complaintOf(service);
  return complaint ? { said: { at: complaint.at.toISOString(), text: complaint.message } } : {};
}

/** Tasks that ECS will start, and tasks of earlier task definitions that it will stop. */
function nextText({ started, stopped }: Changes): string[] {
  const places = Map.groupBy(started, ({ workload }) => workload);
  return [
    ...[...places].map(
      ([workload, tasks]) =>
        `${workload}: ${tasks.length} more ${tasks.length === 1 ? "task" : "tasks"} can be placed, for example on ${[...new Set(tasks.map(({ instance }) => instance.id))].slice(0, 5).join(", ")}`,
    ),
    ...(stopped.length > 0
      ? [`${stopped.length} tasks of earlier task definitions or on draining instances are then stopped`]
      : []),
  ];
}

export function eventText({ kind, what }: PlaceEvent): string {
  const words: Record<PlaceEvent["kind"], string> = {
    drain: "drained",
    lose: "lost",
    loseZone: "lost",
    scale: "scaled",
    deploy: "deployed",
    join: "joined",
    zoneBack: "recovered",
    interrupt: "interrupted",
    refresh: "refreshed",
  };
  return `${words[kind]} ${what}`;
}

function instanceTable(instances: readonly Instance[], workloads: readonly Workload[]): string {
  // Only tasks in network mode awsvpc have network interfaces.
  const interfaces = instances.some(({ total, left }) => left.interfaces < total.interfaces);
  const tasks = tasksByInstance(workloads);
  const rows = inReadingOrder(instances).map((instance) => {
    const { total, left } = instance;
    return [
      instance.availabilityZone,
      stateText(instance),
      instance.instanceType,
      instance.notSimulated === undefined ? bar(total.cpu - left.cpu, total.cpu) : "unknown",
      instance.notSimulated === undefined
        ? bar(total.memoryMiB - left.memoryMiB, total.memoryMiB)
        : "unknown",
      ...(interfaces ? [`${total.interfaces - left.interfaces} of ${total.interfaces}`] : []),
      tasksText(tasks.get(instance)),
    ];
  });
  return grid(
    ["zone", "instance", "type", "cpu", "memory", ...(interfaces ? ["interfaces"] : []), "tasks"],
    rows,
  );
}

function stateText(instance: Instance): string {
  const state = explainState(instance);
  return state === "" ? instance.id : colors.yellow(`${instance.id} (${state})`);
}

/** The number of tasks of each workload, by instance. */
function tasksByInstance(workloads: readonly Workload[]): Map<Instance, Map<string, number>> {
  const all = new Map<Instance, Map<string, number>>();
  for (const { name, tasks } of workloads) {
    for (const { instance } of tasks) {
      const here = all.get(instance) ?? new Map<string, number>();
      all.set(instance, here.set(name, (here.get(name) ?? 0) + 1));
    }
  }
  return all;
}

function tasksText(counts: Iterable<[string, number]> = []): string {
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ");
}

/** A bar that shows the reserved share of the total. */
function bar(used: number, total: number): string {
  const share = total > 0 ? used / total : 0;
  const filled = Math.round(share * 10);
  return `${"█".repeat(filled)}${"░".repeat(10 - filled)} ${String(Math.round(share * 100)).padStart(3)} %`;
}

function workloadTable(
  workloads: readonly Workload[],
  instances: readonly Instance[],
  { unplaced }: Placed["simulation"],
): string {
  const waiting = new Set(unplaced.map(({ workload }) => workload));
  const zones = [...new Set(instances.map(({ availabilityZone }) => availabilityZone))].sort();
  const rows = workloads.map(({ name, daemon, desiredCount, tasks }) => {
    const byZone = new Map<string, number>();
    for (const { instance } of tasks)
      byZone.set(instance.availabilityZone, (byZone.get(instance.availabilityZone) ?? 0) + 1);
    const wanted = daemon ? "everywhere" : String(desiredCount);
    return [
      name,
      wanted,
      waiting.has(name) ? colors.red(String(tasks.size)) : String(tasks.size),
      ...zones.map((zone) => String(byZone.get(zone) ?? 0)),
    ];
  });
  return grid(["tasks of", "wanted", "running", ...zones], rows);
}

function reasons(workloads: readonly Workload[]): string {
  return workloads
    .flatMap(({ tasks }) =>
      [...tasks].map((task) => `${task.id} on ${task.instance.id}: ${explainPlacement(task)}`),
    )
    .join("\n");
}
