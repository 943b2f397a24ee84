import { constraintsIn, taskNeeds } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import type { PlacementStrategy, WorkloadSpec } from "@ballast/placement";

/** @returns undefined for tasks of AWS Fargate, or of a task definition that is not of this stack. */
export function serviceSpec(stack: Stack, service: Resource): WorkloadSpec | undefined {
  const definition = taskDefinitionOf(stack, service);
  if (definition === undefined || !list(definition.inputs["requiresCompatibilities"]).includes("EC2"))
    return undefined;
  const { inputs } = service;
  return {
    name: service.name.replace(/-service$/, ""),
    // What other services are placed by.
    group: `service:${text(service.state["name"])}`,
    task: taskNeeds(definition.inputs),
    desiredCount: maximumOf(stack, service) ?? Number(inputs["desiredCount"] ?? 1),
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

/** The most tasks to which Application Auto Scaling may scale a service; undefined for one that it does not scale. */
function maximumOf(stack: Stack, service: Resource): number | undefined {
  const cluster = stack.referred(aws.cluster, service.inputs["cluster"]);
  const path = `service/${text(cluster?.state["name"])}/${text(service.state["name"])}`;
  const target = stack.ofType(aws.scalableTarget).find(({ inputs }) => inputs["resourceId"] === path);
  if (target === undefined) return undefined;
  const scheduled = stack
    .ofType(aws.scheduledAction)
    .filter(({ inputs }) => inputs["resourceId"] === path)
    .map(({ inputs }) => Number(fields(inputs["scalableTargetAction"])["maxCapacity"] ?? 0));
  return Math.max(Number(target.inputs["maxCapacity"]), ...scheduled);
}

/** @returns undefined for a task definition that is not of this stack. */
export function taskDefinitionOf(stack: Stack, service: Resource): Resource | undefined {
  return stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
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
