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
  /** How many of its tasks must find another place. */
  count: number;
}

export interface ClusterNow {
  instances: ContainerInstance[];
  /** All tasks of the cluster that are not stopped. */
  tasks: Task[];
  /** Task definitions by ARN, of those tasks that have an instance. */
  definitions: Map<string, TaskDefinition>;
}

/** Whether the tasks of one service have somewhere to go. */
export interface Room {
  service: string;
  /** EC2 ids of the instances that the simulation chose. */
  to: string[];
  /** How many of its tasks have nowhere to go. */
  without: number;
  /** How the other instances fared, for who has nowhere to go. */
  why: string;
  /** It is the service's own percentages that keep its tasks where they are. */
  blocked: boolean;
}

/**
 * Asks a simulation of the cluster as it is now where the tasks of one instance would go. The instances have what their
 * agents say is left, and the tasks that they run.
 */
export function roomFor(leaving: ContainerInstance, moving: Moving[], now: ClusterNow): Room[] {
  // An agent that does not answer takes no tasks.
  const present = now.instances.filter((one) => one === leaving || one.agentConnected !== false);
  const simulation = new Simulation();
  simulation.join(
    ...present.map((one) => {
      const spec = specOf(one);
      // Everything that the type would tell is replaced by what the agent says; any known type will do.
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

  // The services start where they are: everything else is closed to them for as long.
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

/** What the agent says is left, and which tasks run there, in place of what the type has. */
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
      // A volume that is attached to an instance cannot leave its zone.
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

/** ECS answers `CPU` and `MEMORY` in capitals to who asked for them in small letters. */
function fieldOf(type: string, field: string): string {
  return type === "binpack" ? field.toLowerCase() : field;
}

/**
 * How many more tasks may run and how many fewer are those of the whole service: as shares of the tasks that move.
 * Rounded to the side on which the simulator's own rounding gives the whole number back.
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

/** Attributes without a value are asked for by name alone. */
function readable(funnel: Funnel): Funnel {
  return { ...funnel, removed: funnel.removed.map(({ step, ...rest }) => ({ step: step.trim(), ...rest })) };
}
