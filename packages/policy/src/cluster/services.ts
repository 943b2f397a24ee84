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
