import { containers, fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import type { PlacementConstraint, PlacementStrategy, TaskSpec, WorkloadSpec } from "@ballast/placement";
import { aws } from "@ballast/aws";

/** @returns undefined for tasks of AWS Fargate, or of a task definition that is not of this stack. */
export function serviceSpec(stack: Stack, service: Resource): WorkloadSpec | undefined {
  const definition = stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
  if (definition === undefined || !list(definition.inputs["requiresCompatibilities"]).includes("EC2"))
    return undefined;
  const { inputs } = service;
  return {
    name: service.name.replace(/-service$/, ""),
    // What other services are placed by.
    group: `service:${text(service.state["name"])}`,
    task: taskSpec(definition.inputs),
    desiredCount: Number(inputs["desiredCount"] ?? 1),
    daemon: inputs["schedulingStrategy"] === "DAEMON",
    capacityProviders: list(inputs["capacityProviderStrategies"]).map((share) =>
      text(fields(share)["capacityProvider"]),
    ),
    constraints: constraintsIn(inputs),
    strategies: strategiesIn(inputs),
    minimumHealthyPercent: Number(inputs["deploymentMinimumHealthyPercent"] ?? 100),
    maximumPercent: Number(inputs["deploymentMaximumPercent"] ?? 200),
  };
}

export function constraintsIn(inputs: Fields | undefined): PlacementConstraint[] {
  return list(inputs?.["placementConstraints"])
    .map(fields)
    .map(({ type, expression }) => ({
      type: text(type),
      ...(expression !== undefined && { expression: text(expression) }),
    }));
}

/** Whether a placement constraint is about an attribute of instances. */
export function namesAttribute(inputs: Fields, attribute: string): boolean {
  return constraintsIn(inputs).some(({ expression }) => expression?.includes(`attribute:${attribute}`));
}

export function strategiesIn(inputs: Fields): PlacementStrategy[] {
  return list(inputs["orderedPlacementStrategies"])
    .map(fields)
    .map(({ type, field }) => ({ type: text(type), ...(field !== undefined && { field: text(field) }) }));
}

/** ECS's words for processors, as instances say them. */
const architectures: Record<string, string> = { X86_64: "x86_64", ARM64: "arm64" };

function taskSpec(definition: Fields): TaskSpec {
  const all = containers(definition);
  const sum = (pick: (container: Fields) => unknown): number =>
    all.reduce((total, container) => total + Number(pick(container) ?? 0), 0);
  const platform = fields(definition["runtimePlatform"]);
  const windows = text(platform["operatingSystemFamily"]).startsWith("WINDOWS");
  const architecture = architectures[text(platform["cpuArchitecture"])];
  const networkMode = text(definition["networkMode"]) || "bridge";
  return {
    // What the task reserves as a whole, or else what its containers do together.
    cpu: Number(definition["cpu"] ?? sum((container) => container["cpu"])),
    memoryMiB: Number(
      definition["memory"] ?? sum((container) => container["memoryReservation"] ?? container["memory"]),
    ),
    gpus: sum(gpus),
    networkMode,
    hostPorts: networkMode === "awsvpc" ? [] : all.flatMap(hostPorts),
    requires: {
      "ecs.os-type": windows ? "windows" : "linux",
      ...(architecture !== undefined && { "ecs.cpu-architecture": architecture }),
    },
    constraints: constraintsIn(definition),
  };
}

function gpus(container: Fields): number {
  return list(container["resourceRequirements"])
    .map(fields)
    .filter(({ type }) => type === "GPU")
    .reduce((total, { value }) => total + Number(value), 0);
}

/** Port 0 is any that is free. */
function hostPorts(container: Fields): number[] {
  return list(container["portMappings"])
    .map((mapping) => Number(fields(mapping)["hostPort"] ?? 0))
    .filter((port) => port > 0);
}
