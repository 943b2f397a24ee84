import { constraintsIn, taskNeeds } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import {
  defaultPercentages,
  type Percentages,
  type PlacementStrategy,
  type WorkloadSpec,
} from "@ballast/placement";
import { blockVolumesOf } from "./blockVolumes.ts";

/** Undefined for tasks on AWS Fargate, or for a task definition of another stack. */
export function serviceSpec(stack: Stack, service: Resource): WorkloadSpec | undefined {
  const definition = taskDefinitionOf(stack, service);
  if (definition === undefined || !list(definition.inputs["requiresCompatibilities"]).includes("EC2"))
    return undefined;
  const { inputs } = service;
  const shares = list(inputs["capacityProviderStrategies"])
    .map(fields)
    .map(({ capacityProvider, base, weight }) => ({
      capacityProvider: text(capacityProvider),
      ...(base !== undefined && { base: Number(base) }),
      ...(weight !== undefined && { weight: Number(weight) }),
    }));
  const volumes = blockVolumesOf(stack, definition);
  return {
    name: service.name.replace(/-service$/, ""),
    // The group by which other services' placement constraints refer to this service's tasks.
    group: `service:${text(service.state["name"])}`,
    task: { ...taskNeeds(definition.inputs), ...(volumes.length > 0 && { volumes }) },
    // Default of the Pulumi provider. The count of a daemon service depends on the number of instances.
    desiredCount: maximumOf(stack, service) ?? Number(inputs["desiredCount"] ?? (isDaemon(inputs) ? 1 : 0)),
    daemon: isDaemon(inputs),
    capacityProviders: shares.map(({ capacityProvider }) => capacityProvider),
    ...(shares.length > 1 && { shares }),
    constraints: constraintsIn(inputs),
    strategies: strategiesIn(inputs),
    ...percentagesOf(inputs),
    ...(!isRolling(inputs) && { deploymentStrategy: deploymentStrategyOf(inputs) }),
    ...(inputs["availabilityZoneRebalancing"] === "ENABLED" && { zoneRebalancing: true }),
  };
}

/** The percentages that the service sets, or ECS's defaults. */
export function percentagesOf(service: Fields): Percentages {
  const { minimumHealthyPercent, maximumPercent } = defaultPercentages(isDaemon(service));
  return {
    minimumHealthyPercent: Number(service["deploymentMinimumHealthyPercent"] ?? minimumHealthyPercent),
    maximumPercent: Number(service["deploymentMaximumPercent"] ?? maximumPercent),
  };
}

/** Whether the service uses ECS rolling deployments, rather than CodeDeploy or another strategy. */
export function isRolling(service: Fields): boolean {
  return deploymentStrategyOf(service) === "ROLLING";
}

function deploymentStrategyOf(service: Fields): string {
  const { type = "ECS" } = fields(service["deploymentController"]);
  const { strategy = "ROLLING" } = fields(service["deploymentConfiguration"]);
  return type === "ECS" ? text(strategy) : text(type);
}

export function isDaemon(service: Fields): boolean {
  return service["schedulingStrategy"] === "DAEMON";
}

/**
 * The maximum number of tasks to which Application Auto Scaling can scale a service; undefined if it does not
 * scale the service.
 */
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

/** Undefined for a task definition of another stack. */
export function taskDefinitionOf(stack: Stack, service: Resource): Resource | undefined {
  return stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
}

/** Whether a placement constraint refers to an instance attribute. */
export function namesAttribute(inputs: Fields, attribute: string): boolean {
  return constraintsIn(inputs).some(({ expression }) => expression?.includes(`attribute:${attribute}`));
}

export function strategiesIn(inputs: Fields): PlacementStrategy[] {
  return list(inputs["orderedPlacementStrategies"])
    .map(fields)
    .map(({ type, field }) => ({ type: text(type), ...(field !== undefined && { field: text(field) }) }));
}
