import type { ContainerInstance, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import {
  explainFunnel,
  memberOf,
  Simulation,
  type Funnel,
  type Instance,
  type PlacementStrategy,
  type WorkloadSpec,
} from "@ballast/placement";
import { constraintsIn, taskNeeds, pluginVolumes } from "@ballast/analysis";
import { giveWhatIsLeft, idOf, isKnownType, specOf, zoneAttribute, zoneOf } from "../describedInstance.ts";

/** A service that has tasks on the instance. */
export interface Moving {
  service: Service;
  definition: TaskDefinition;
  /** The number of its tasks that must be placed elsewhere. */
  count: number;
}

export interface ClusterNow {
  instances: ContainerInstance[];
  /** All tasks of the cluster that are not stopped. */
  tasks: Task[];
  /** Task definitions, by ARN, of the tasks that run on container instances. */
  definitions: Map<string, TaskDefinition>;
}

/** Where the tasks of one service can be placed. */
export interface Room {
  service: string;
  /** EC2 ids of the instances that the simulation chose. */
  to: string[];
  /** The number of its tasks that cannot be placed. */
  without: number;
  /** Why the other instances were excluded, if tasks cannot be placed. */
  why: string;
  /** True if minimumHealthyPercent and maximumPercent of the service prevent that its tasks move. */
  blocked: boolean;
}

/**
 * Simulates where the tasks of one instance would be placed. The simulated instances have the remaining resources
 * that their agents report, and their current tasks.
 */
export function roomFor(leaving: ContainerInstance, moving: Moving[], now: ClusterNow): Room[] {
  // A disconnected agent does not start tasks.
  const present = now.instances.filter((one) => one === leaving || one.agentConnected !== false);
  const simulation = new Simulation();
  simulation.join(
    ...present.map((one) => {
      const spec = specOf(one);
      // The agent's values replace all values of the type, so any known type works.
      return isKnownType(spec) ? spec : { ...spec, instanceType: "m5.large" };
    }),
  );
  const simulated = new Map(simulation.instances.map((instance) => [instance.id, instance]));
  const home = simulated.get(idOf(leaving));
  if (home === undefined) return [];
  for (const one of present) {
    const instance = simulated.get(idOf(one));
    if (instance && instance !== home) asItIs(instance, one, now);
  }

  // First place the tasks on the instance to drain, by marking all other instances as draining for that time.
  Object.assign(home.left, { cpu: Infinity, memoryMiB: Infinity, gpus: Infinity, interfaces: Infinity });
  home.ports.clear();
  home.udpPorts.clear();
  for (const instance of simulation.instances) instance.draining = instance !== home;
  for (const one of moving) simulation.addService(workload(one, zoneOf(leaving)));
  for (const one of present) {
    const instance = simulated.get(idOf(one));
    if (instance) instance.draining = one !== leaving && one.status !== "ACTIVE";
  }
  simulation.drain(home.id);

  const silent = now.instances.length - present.length;
  const also = silent === 0 ? "" : `; ${silent} more left out, because their agents are not connected`;
  return simulation.workloads.map(({ name, tasks, unplaced, notSimulated }) => ({
    service: name,
    to: [...tasks].map(({ instance }) => instance.id).filter((id) => id !== home.id),
    without: unplaced?.tasks ?? notSimulated?.tasks ?? 0,
    blocked: unplaced?.reason !== undefined,
    why:
      notSimulated !== undefined
        ? `not simulated: ${notSimulated.reasons.join("; ")}`
        : unplaced === undefined
          ? ""
          : (unplaced.reason ?? `${explainFunnel(readable(unplaced.funnel))}${also}`),
  }));
}

/** Applies the remaining resources that the agent reports, and the tasks that run on the instance. */
function asItIs(instance: Instance, described: ContainerInstance, { tasks, definitions }: ClusterNow): void {
  const here = tasks.filter(
    ({ containerInstanceArn }) => containerInstanceArn === described.containerInstanceArn,
  );
  const taken = here.filter(
    ({ taskDefinitionArn = "" }) => definitions.get(taskDefinitionArn)?.networkMode === "awsvpc",
  ).length;
  giveWhatIsLeft(instance, described);
  instance.left.interfaces = isKnownType(specOf(described)) ? instance.total.interfaces - taken : Infinity;
  instance.runningTasksCount = here.length;
  for (const { group = "" } of here) instance.groups.set(group, (instance.groups.get(group) ?? 0) + 1);
}

function workload({ service, definition, count }: Moving, zone: string): WorkloadSpec {
  const name = service.serviceName ?? "";
  const bound = pluginVolumes(definition).some(({ attaches }) => attaches !== "everywhere");
  return {
    name,
    task: taskNeeds(definition),
    desiredCount: count,
    capacityProviders: (service.capacityProviderStrategy ?? []).flatMap(
      ({ capacityProvider }) => capacityProvider ?? [],
    ),
    constraints: [
      // An EBS volume can be attached only in its zone.
      ...(bound ? [memberOf(`attribute:${zoneAttribute} == ${zone}`)] : []),
      ...constraintsIn(service),
    ],
    strategies: strategiesIn(service),
    ...percentages(service, count),
  };
}

export function strategiesIn({ placementStrategy = [] }: Service): PlacementStrategy[] {
  return placementStrategy.map(({ type = "", field }) => ({
    type,
    ...(field !== undefined && field !== "" && { field: fieldOf(type, field) }),
  }));
}

/** ECS returns `CPU` and `MEMORY` in upper case, even if they were set in lower case. */
function fieldOf(type: string, field: string): string {
  return type === "binpack" ? field.toLowerCase() : field;
}

/**
 * Converts the deployment percentages of the whole service to percentages of the tasks that move. Rounded so that the
 * simulator's rounding results in the same number of tasks.
 */
export function percentages(
  service: Service,
  count: number,
): Pick<WorkloadSpec, "minimumHealthyPercent" | "maximumPercent"> {
  const { minimumHealthyPercent, maximumPercent } = service.deploymentConfiguration ?? {};
  if (minimumHealthyPercent === undefined || maximumPercent === undefined || count === 0) return {};
  const desired = Math.max(service.desiredCount ?? 0, count);
  const more = Math.floor((desired * maximumPercent) / 100) - desired;
  const fewer = desired - Math.ceil((desired * minimumHealthyPercent) / 100);
  const share = (tasks: number): number => (tasks / count) * 100;
  return {
    minimumHealthyPercent: Math.floor(share(Math.max(0, count - fewer)) * 1e4) / 1e4,
    maximumPercent: Math.ceil(share(count + more) * 1e4) / 1e4,
  };
}

/** Trims the trailing space of attributes that have no value. */
function readable(funnel: Funnel): Funnel {
  return { ...funnel, removed: funnel.removed.map(({ step, ...rest }) => ({ step: step.trim(), ...rest })) };
}
