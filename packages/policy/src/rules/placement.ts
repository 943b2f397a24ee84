import {
  checkServicePlacement,
  checkTaskPlacement,
  explainUnplaced,
  normalizeStrategies,
  QueryError,
  rebalancingObstacle,
  simulate,
  type PlacementProblem,
  type ServicePlacement,
  type Simulation,
} from "@ballast/placement";
import { clustersOf, type StackCluster } from "../cluster/clusters.ts";
import { constraintsIn, strategiesIn } from "../cluster/services.ts";
import { list, text } from "../read.ts";
import type { Resource, Rule, Stack, Violation } from "../rule.ts";
import { aws } from "./types.ts";

export const placementRules: Rule[] = [
  {
    id: "ecs-placement",
    severity: "error",
    sentence: "Placement constraints and strategies are such as ECS takes.",
    why: "ECS refuses others when the service or the task definition is made, in the middle of a deployment.",
    mend: "Correct the constraint or the strategy where the message points.",
    check: (stack) => problems(stack, "error"),
  },
  {
    id: "ecs-placement-query",
    severity: "warning",
    sentence: "Placement constraints mean what they seem to.",
    why: "A query that ECS reads in another sense keeps tasks from being placed, without an error.",
    mend: "Write the query as the message proposes.",
    check: (stack) => problems(stack, "warning"),
  },
  {
    id: "ecs-zone-rebalancing",
    severity: "error",
    sentence: "Zone rebalancing is said, and on only where ECS can.",
    why: "ECS switches it on for new services, and refuses it where placement contradicts it.",
    mend: "Set availabilityZoneRebalancing to DISABLED, or let placement allow it.",
    *check(stack) {
      for (const resource of stack.ofType(aws.service)) {
        const rebalancing = text(resource.inputs["availabilityZoneRebalancing"]);
        if (!["ENABLED", "DISABLED"].includes(rebalancing))
          yield { resource, message: "leaves zone rebalancing to a default" };
        if (rebalancing !== "ENABLED") continue;
        const maximumPercent = Number(resource.inputs["deploymentMaximumPercent"] ?? 200);
        const obstacle = rebalancingObstacle(placementOf(stack, resource), maximumPercent);
        if (obstacle) yield { resource, message: `asks for zone rebalancing, but ${obstacle}` };
      }
    },
  },
  {
    id: "ecs-placeable",
    severity: "error",
    sentence:
      "Every task has room on its cluster's container instances, when there are as many as there may be.",
    why: "A task that fits nowhere stays PENDING, and the deployment that waits for it fails.",
    mend: "Give the capacity more or larger instances, or ask for less; ballast place shows where tasks go.",
    *check(stack) {
      for (const cluster of clustersOf(stack)) {
        const outcome = attempt(cluster);
        if ("simulation" in outcome) yield* waiting(cluster, outcome.simulation);
      }
    },
  },
  {
    id: "ecs-placeable-after-loss",
    severity: "warning",
    sentence: "Losing one container instance leaves room for its tasks.",
    why: "Until its group has replaced it, which takes minutes, these tasks run nowhere.",
    mend: "Allow one instance more in each zone that counts; ballast place STACK --drain ID shows what happens.",
    *check(stack) {
      for (const cluster of clustersOf(stack)) {
        const outcome = attempt(cluster);
        if ("simulation" in outcome) yield* afterLoss(cluster, outcome.simulation);
        else yield { resource: cluster.cluster, message: `is not simulated: ${outcome.reason}` };
      }
    },
  },
];

function* problems(stack: Stack, severity: PlacementProblem["severity"]): Iterable<Violation> {
  for (const resource of [...stack.ofType(aws.taskDefinition), ...stack.ofType(aws.service)]) {
    const found =
      resource.type === aws.service
        ? checkServicePlacement(placementOf(stack, resource))
        : checkTaskPlacement(constraintsIn(resource.inputs), isForFargate(resource));
    for (const problem of found.filter((one) => one.severity === severity))
      yield { resource, message: `${problem.path} ${problem.message.replace(/\.$/, "")}` };
  }
}

function placementOf(stack: Stack, service: Resource): ServicePlacement {
  const definition = stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
  return {
    fargate: definition !== undefined && isForFargate(definition),
    daemon: service.inputs["schedulingStrategy"] === "DAEMON",
    constraints: constraintsIn(service.inputs),
    strategies: normalizeStrategies(strategiesIn(service.inputs)),
    taskConstraints: constraintsIn(definition?.inputs),
    serviceName: text(service.state["name"]),
  };
}

function isForFargate(definition: Resource): boolean {
  return list(definition.inputs["requiresCompatibilities"]).includes("FARGATE");
}

function* waiting({ resources }: StackCluster, { unplaced }: Simulation): Iterable<Violation> {
  for (const one of unplaced) {
    const resource = resources[one.workload];
    if (resource) yield { resource, message: `cannot be placed: ${explainUnplaced(one)}` };
  }
}

/** One instance of each kind and zone: the others of it would leave the same room. */
function* afterLoss(cluster: StackCluster, whole: Simulation): Iterable<Violation> {
  const before = new Set(whole.unplaced.map(({ workload }) => workload));
  const said = new Set<string>();
  for (const id of representatives(whole)) {
    const simulation = simulate(cluster);
    simulation.lose(id);
    for (const one of simulation.unplaced) {
      const resource = cluster.resources[one.workload];
      // What had no room before is the other rule's; and once is enough.
      if (!resource || before.has(one.workload) || said.has(one.workload)) continue;
      said.add(one.workload);
      const bound = one.funnel.removed.some(({ step }) => step.includes("ecs.availability-zone"));
      yield {
        resource,
        message:
          `cannot be placed again when ${id} is lost: ${explainUnplaced(one)}` +
          (bound ? "; it is bound to its zone, and waits for a new instance there" : ""),
      };
    }
  }
}

/** The fullest instance of each capacity provider in each zone. */
function representatives({ instances }: Simulation): string[] {
  const fullest = new Map<string, (typeof instances)[number]>();
  for (const instance of instances) {
    const kind = `${instance.capacityProvider} ${instance.availabilityZone}`;
    const known = fullest.get(kind);
    if (!known || known.runningTasksCount < instance.runningTasksCount) fullest.set(kind, instance);
  }
  return [...fullest.values()].map(({ id }) => id);
}

/** What ECS refuses cannot be simulated, nor can an instance type that is newer than the table of them. */
function attempt(cluster: StackCluster): { simulation: Simulation } | { reason: string } {
  try {
    return { simulation: simulate(cluster) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof QueryError) return { reason: error.message };
    throw error;
  }
}
