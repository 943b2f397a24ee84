import type { CapacityProvider, ContainerInstance, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";

/** A snapshot of a cluster as ECS describes it. */
export interface ClusterState {
  name: string;
  instances: ContainerInstance[];
  services: Service[];
  /** Tasks that are not stopped. */
  tasks: Task[];
  /** Known task definitions of services and tasks, by ARN. */
  definitions: Map<string, TaskDefinition>;
  /** Known capacity providers that the services use. */
  capacityProviders: CapacityProvider[];
}

/** On which kind of capacity ECS runs a service's tasks. */
export type Runs = "instances" | "external" | "fargate" | "managed" | "unknown";

export function whereRuns(service: Service, capacityProviders: CapacityProvider[]): Runs {
  const { launchType, capacityProviderStrategy = [], taskDefinition } = service;
  const names = capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? []);
  const managed = new Set(
    capacityProviders.filter((one) => one.managedInstancesProvider).map(({ name }) => name),
  );
  if (launchType === "FARGATE" || names.some((name) => /^FARGATE(_SPOT)?$/.test(name))) return "fargate";
  if (launchType === "MANAGED_INSTANCES" || names.some((name) => managed.has(name))) return "managed";
  // With task sets, the task definition is set on each task set.
  if (taskDefinition === undefined) return "unknown";
  return launchType === "EXTERNAL" ? "external" : "instances";
}

/**
 * `main` of `arn:…:container-instance/main/0123`; undefined for ARNs in the old format, which do not contain the
 * cluster.
 */
export function clusterOfArn(arn: string): string | undefined {
  const parts = arn.split("/");
  return parts.length === 3 ? parts[1] : undefined;
}
