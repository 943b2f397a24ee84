import type { ContainerInstance, Service, Task } from "@aws-sdk/client-ecs";
import { constraintsIn, taskNeeds, volumesAttachedOnce } from "@ballast/analysis";
import {
  memberOf,
  Simulation,
  type Instance,
  type InstanceSpec,
  type TaskSpec,
  type WorkloadSpec,
} from "@ballast/placement";
import {
  attributesOf,
  giveWhatIsLeft,
  idOf,
  isKnownType,
  resourcesOf,
  specOf,
} from "../describedInstance.ts";
import { strategiesIn } from "../drain/room.ts";
import { lastPart, serviceOf } from "../ecs.ts";
import { whereRuns, type ClusterState } from "./clusterState.ts";
import { needsOfTask } from "./needsOfTask.ts";

/**
 * A real cluster in the simulator. Instances have the remaining resources that their agents report, and tasks are
 * placed as in ECS.
 */
export interface SimulatedCluster {
  simulation: Simulation;
  /** Services that run on other capacity than the cluster's instances or cannot be simulated, with the reason. */
  elsewhere: { name: string; reason: string }[];
}

const externalAttribute = "ecs.capability.external";

export function simulatedCluster(described: ClusterState, seed?: number): SimulatedCluster {
  const state = inOrder(described);
  const simulation = new Simulation(seed);
  simulation.join(...state.instances.map(instanceSpec));
  const byArn = new Map(state.instances.map((one) => [one.containerInstanceArn ?? "", one]));
  const placed = state.tasks.filter(({ containerInstanceArn = "" }) => byArn.has(containerInstanceArn));
  const idOfTask = ({ containerInstanceArn = "" }: Task): string =>
    idOf(byArn.get(containerInstanceArn) ?? {});
  const elsewhere: SimulatedCluster["elsewhere"] = [];
  const needs = new Needs(state);
  const adopted = new Set<Task>();
  const adopt = (spec: WorkloadSpec, tasks: Task[], standalone: boolean): void => {
    for (const task of tasks) adopted.add(task);
    const running = tasks.map((task) => ({
      id: lastPart(task.taskArn ?? ""),
      instance: idOfTask(task),
      needs: needs.of(task),
    }));
    simulation.adopt(spec, running, { standalone });
  };

  const byService = Map.groupBy(placed.filter(stays), (task) => serviceOf(task));
  const hasExternal = state.instances.some((one) => Object.hasOwn(attributesOf(one), externalAttribute));
  for (const service of state.services) {
    const name = service.serviceName ?? "";
    const reason = whyElsewhere(service, state);
    if (reason === undefined)
      adopt(serviceSpec(service, needs, hasExternal), byService.get(name) ?? [], false);
    else elsewhere.push({ name, reason });
  }
  const others = placed.filter((task) => stays(task) && !adopted.has(task));
  for (const [group, tasks] of Map.groupBy(others, ({ group = "" }) => group)) {
    const [first] = tasks;
    if (first === undefined) continue;
    // The prefix prevents that a user-defined task group has the same name as a service.
    const name = group.includes(":") ? group : `group:${group}`;
    adopt(
      { name, group, task: needs.of(first), desiredCount: tasks.length, ...providersOf(tasks) },
      tasks,
      true,
    );
  }

  const instances = new Map(simulation.instances.map((one) => [one.id, one]));
  const leaving = Map.groupBy(
    placed.filter((task) => !stays(task)),
    idOfTask,
  );
  for (const one of state.instances) {
    const instance = instances.get(idOf(one));
    if (instance) asAgentSays(instance, one, leaving.get(instance.id) ?? []);
  }
  return { simulation, elsewhere };
}

/** The distribution of tasks over capacity providers, for standalone tasks. */
function providersOf(tasks: readonly Task[]): Pick<WorkloadSpec, "capacityProviders" | "shares"> {
  const counts = Map.groupBy(
    tasks.filter(({ capacityProviderName }) => capacityProviderName !== undefined),
    ({ capacityProviderName = "" }) => capacityProviderName,
  );
  if (counts.size === 0) return {};
  return {
    capacityProviders: [...counts.keys()],
    shares: [...counts].map(([capacityProvider, { length }]) => ({ capacityProvider, base: length })),
  };
}

/** Sorts all lists, so that the same cluster always gives the same result. */
function inOrder(state: ClusterState): ClusterState {
  const by = <T>(items: T[], key: (item: T) => string | undefined): T[] =>
    [...items].sort((one, other) => (key(one) ?? "").localeCompare(key(other) ?? ""));
  return {
    ...state,
    instances: by(state.instances, ({ containerInstanceArn }) => containerInstanceArn),
    services: by(state.services, ({ serviceName }) => serviceName),
    tasks: by(state.tasks, ({ taskArn }) => taskArn),
  };
}

/** A task that is stopping keeps its resources, but does not count as a task of its service. */
function stays({ desiredStatus }: Task): boolean {
  return desiredStatus !== "STOPPED";
}

/**
 * Returns the same object for the same task definition. The simulator compares objects to detect tasks that must be
 * replaced.
 */
export class Needs {
  readonly #known = new Map<string, TaskSpec>();
  readonly #state: ClusterState;

  constructor(state: ClusterState) {
    this.#state = state;
  }

  of(task: Task): TaskSpec {
    return this.ofDefinition(task.taskDefinitionArn ?? "") ?? needsOfTask(task);
  }

  ofDefinition(arn: string): TaskSpec | undefined {
    const definition = this.#state.definitions.get(arn);
    if (definition === undefined) return undefined;
    const needs = this.#known.get(arn) ?? {
      ...taskNeeds(definition),
      volumes: volumesAttachedOnce(definition),
    };
    this.#known.set(arn, needs);
    return needs;
  }
}

function whyElsewhere(
  service: Service,
  { capacityProviders, definitions }: ClusterState,
): string | undefined {
  switch (whereRuns(service, capacityProviders)) {
    case "fargate":
      return "runs on AWS Fargate";
    case "managed":
      return "runs on Amazon ECS Managed Instances, which ECS launches for its tasks";
    case "unknown":
      return "has task sets (deployment controller CODE_DEPLOY or EXTERNAL), which are not simulated";
    case "external":
    case "instances":
      return definitions.has(service.taskDefinition ?? "")
        ? undefined
        : `its task definition ${lastPart(service.taskDefinition ?? "")} is not described`;
  }
}

/**
 * @param hasExternal Whether the cluster has external instances. Only services with launch type EXTERNAL run there,
 *   and these run nowhere else.
 */
function serviceSpec(service: Service, needs: Needs, hasExternal: boolean): WorkloadSpec {
  const isDaemon = service.schedulingStrategy === "DAEMON";
  const { minimumHealthyPercent, maximumPercent, strategy } = service.deploymentConfiguration ?? {};
  const isExternal = service.launchType === "EXTERNAL";
  return {
    name: service.serviceName ?? "",
    task: needs.ofDefinition(service.taskDefinition ?? "") ?? { cpu: Number.NaN, memoryMiB: Number.NaN },
    ...(isDaemon ? { daemon: true } : { desiredCount: service.desiredCount ?? 0 }),
    capacityProviders: (service.capacityProviderStrategy ?? []).flatMap(
      ({ capacityProvider }) => capacityProvider ?? [],
    ),
    constraints: [
      ...(isExternal || hasExternal
        ? [memberOf(`attribute:${externalAttribute} ${isExternal ? "exists" : "!exists"}`)]
        : []),
      ...constraintsIn(service),
    ],
    strategies: strategiesIn(service),
    ...(minimumHealthyPercent !== undefined && { minimumHealthyPercent }),
    ...(maximumPercent !== undefined && { maximumPercent }),
    ...(strategy !== undefined && { deploymentStrategy: strategy }),
    ...(service.availabilityZoneRebalancing === "ENABLED" && { zoneRebalancing: true }),
  };
}

function instanceSpec(one: ContainerInstance): InstanceSpec {
  const spec = specOf(one);
  return {
    ...spec,
    // For an unknown instance type, the number of network interfaces is unknown.
    registered: {
      ...resourcesOf(one.registeredResources),
      ...(!isKnownType(spec) && { interfaces: Number.NaN }),
    },
    agentConnected: one.agentConnected !== false,
    status: one.status ?? "ACTIVE",
  };
}

/**
 * Applies the remaining resources that the agent reports, including those that the simulator does not model. Tasks
 * that are stopping still use theirs.
 */
function asAgentSays(instance: Instance, described: ContainerInstance, leaving: Task[]): void {
  const interfaces = leaving.filter((task) => (needsOfTask(task).networkMode ?? "") === "awsvpc").length;
  giveWhatIsLeft(instance, described);
  instance.left.interfaces -= interfaces;
  instance.runningTasksCount = described.runningTasksCount ?? instance.runningTasksCount;
  for (const { group = "" } of leaving) instance.groups.set(group, (instance.groups.get(group) ?? 0) + 1);
}
