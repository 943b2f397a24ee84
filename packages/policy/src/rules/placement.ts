import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import {
  checkServicePlacement,
  checkTaskPlacement,
  explainNotSimulated,
  explainOrders,
  explainUnplaced,
  judgeLosses,
  normalizeStrategies,
  rebalancingObstacle,
  simulate,
  type Judgement,
  type PlacementProblem,
  type ServicePlacement,
  type Simulation,
} from "@ballast/placement";
import type { StackCluster } from "../cluster/clusters.ts";
import { judgedCluster } from "../cluster/judgedCluster.ts";
import { scalingObstacle } from "../cluster/scaling.ts";
import {
  isDaemon,
  namesAttribute,
  percentagesOf,
  strategiesIn,
  taskDefinitionOf,
} from "../cluster/services.ts";
import { constraintsIn } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Rule, Violation } from "../rule.ts";

export const placementRules: Rule[] = [
  {
    id: "ecs-placement",
    severity: "error",
    sentence: "Placement constraints and strategies are valid for ECS.",
    why: "ECS rejects invalid ones when the service or the task definition is created, in the middle of a deployment.",
    fix: "Correct the constraint or the strategy that the message names.",
    types: [aws.taskDefinition, aws.service],
    check: (resource, stack) => problems(resource, stack, "error"),
  },
  {
    id: "ecs-placement-query",
    severity: "warning",
    sentence: "Placement constraints mean what they seem to mean.",
    why: "A query that ECS interprets differently prevents tasks from being placed, without an error.",
    fix: "Write the query as the message proposes.",
    types: [aws.taskDefinition, aws.service],
    check: (resource, stack) => problems(resource, stack, "warning"),
  },
  {
    id: "ecs-windows-family",
    severity: "error",
    sentence: "A Windows task is placed on instances with the same version of Windows.",
    why: "A container of another version does not start, and ECS considers only the CPU architecture.",
    fix: "Constrain placement by attribute:ecs.os-family, in the task definition.",
    types: [aws.taskDefinition],
    *check(resource, stack) {
      const family = text(fields(resource.inputs["runtimePlatform"])["operatingSystemFamily"]);
      if (!family.startsWith("WINDOWS") || isForFargate(resource)) return;
      const services = stack.referring(aws.service, "taskDefinition", resource);
      const constrained = [resource, ...services].map(({ inputs }) =>
        namesAttribute(inputs, "ecs.os-family"),
      );
      const [own, ...ofServices] = constrained;
      if (!own && (ofServices.length === 0 || ofServices.includes(false)))
        yield `is not constrained to instances of ${family}`;
    },
  },
  {
    id: "ecs-zone-rebalancing",
    severity: "error",
    sentence: "Availability Zone rebalancing is set explicitly, and enabled only where ECS supports it.",
    why: "ECS enables it by default for new services, and rejects it if it contradicts the placement settings.",
    fix: "Set availabilityZoneRebalancing to DISABLED, or change the placement settings so that ECS accepts it.",
    types: [aws.service],
    *check(resource, stack) {
      const rebalancing = text(resource.inputs["availabilityZoneRebalancing"]);
      if (!["ENABLED", "DISABLED"].includes(rebalancing)) yield "does not set availabilityZoneRebalancing";
      if (rebalancing !== "ENABLED") return;
      const { maximumPercent } = percentagesOf(resource.inputs);
      const obstacle = rebalancingObstacle(placementOf(stack, resource), maximumPercent);
      if (obstacle) yield `enables zone rebalancing, but ${obstacle}`;
    },
  },
  {
    id: "ecs-placeable",
    severity: "error",
    sentence: "Every task fits on its cluster's container instances, at the maximum number of instances.",
    why: "A task that does not fit stays PENDING, and the deployment that waits for it fails.",
    fix: "Configure more or larger instances, or reserve less CPU and memory; ballast place shows where tasks are placed.",
    types: [aws.cluster],
    *check(resource, stack) {
      const judged = judgedCluster(stack, resource);
      if (judged === undefined) return;
      const { cluster, waiting } = judged;
      for (const one of waiting) {
        const resource = cluster.resources[one.workload];
        if (!resource) continue;
        const obstacle = scalingObstacle(cluster, one.workload);
        const message = `cannot be placed ${explainOrders(one)}: ${explainUnplaced(one.example)}${obstacle}`;
        yield { resource, message };
      }
    },
  },
  {
    id: "ecs-placeable-after-loss",
    severity: "warning",
    sentence: "After the loss of one container instance, its tasks fit on the others.",
    why: "Otherwise these tasks do not run until the Auto Scaling group has replaced the instance, which takes minutes.",
    fix: "Allow one more instance in each zone that has too little room; ballast place STACK --drain ID shows what happens.",
    types: [aws.cluster],
    *check(resource, stack) {
      const judged = judgedCluster(stack, resource);
      if (judged === undefined) return;
      const { cluster, waiting } = judged;
      yield* notSimulated(cluster, simulate(cluster));
      yield* afterLoss(cluster, waiting);
    },
  },
];

function* problems(
  resource: Resource,
  stack: Stack,
  severity: PlacementProblem["severity"],
): Iterable<Violation> {
  const found =
    resource.type === aws.service
      ? checkServicePlacement(placementOf(stack, resource))
      : checkTaskPlacement(constraintsIn(resource.inputs), isForFargate(resource));
  for (const problem of found.filter((one) => one.severity === severity))
    yield { part: problem.path, message: `${problem.path} ${problem.message.replace(/\.$/, "")}` };
}

function placementOf(stack: Stack, service: Resource): ServicePlacement {
  const definition = taskDefinitionOf(stack, service);
  return {
    fargate: definition !== undefined && isForFargate(definition),
    daemon: isDaemon(service.inputs),
    constraints: constraintsIn(service.inputs),
    strategies: normalizeStrategies(strategiesIn(service.inputs)),
    taskConstraints: constraintsIn(definition?.inputs),
    serviceName: text(service.state["name"]),
  };
}

function isForFargate(definition: Resource): boolean {
  return list(definition.inputs["requiresCompatibilities"]).includes("FARGATE");
}

/** Services for which the available capacity is unknown. Other services are simulated without them. */
function* notSimulated({ unreadable = [], resources }: StackCluster, whole: Simulation): Iterable<Violation> {
  for (const { name, reason } of unreadable) {
    const resource = resources[name];
    if (resource) yield { resource, message: `is not simulated: ${reason}` };
  }
  for (const one of whole.notSimulated) {
    const resource = resources[one.workload];
    if (resource) yield { resource, message: `cannot be evaluated: ${explainNotSimulated(one)}` };
  }
}

function* afterLoss(cluster: StackCluster, waiting: readonly Judgement[]): Iterable<Violation> {
  const before = new Set(waiting.map(({ workload }) => workload));
  for (const one of judgeLosses(cluster)) {
    const resource = cluster.resources[one.workload];
    // Tasks without room before the loss are reported by the other rule.
    if (!resource || before.has(one.workload)) continue;
    const bound = one.example.funnel.removed.some(({ step }) => step.includes("ecs.availability-zone"));
    const orders = one.waits < one.of ? ` ${explainOrders(one)}` : "";
    const message =
      `cannot be placed again when ${one.instance} is lost${orders}: ${explainUnplaced(one.example)}` +
      (bound ? "; it can run only in its zone, and waits for a new instance there" : "");
    yield { resource, message };
  }
}
