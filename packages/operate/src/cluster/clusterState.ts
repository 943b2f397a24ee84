import type { CapacityProvider, ContainerInstance, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";

/** A cluster as ECS describes it, at one moment. */
export interface ClusterState {
  name: string;
  instances: ContainerInstance[];
  services: Service[];
  /** Those that are not stopped. */
  tasks: Task[];
  /** By ARN: of the services, and of the tasks where they are known. */
  definitions: Map<string, TaskDefinition>;
  /** Those that services name, where they are known. */
  capacityProviders: CapacityProvider[];
}

/** Where ECS runs a service's tasks. */
export type Runs = "instances" | "external" | "fargate" | "managed" | "unknown";

export function whereRuns(service: Service, capacityProviders: CapacityProvider[]): Runs {
  const { launchType, capacityProviderStrategy = [], taskDefinition } = service;
  const names = capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? []);
  const managed = new Set(
    capacityProviders.filter((one) => one.managedInstancesProvider).map(({ name }) => name),
  );
  if (launchType === "FARGATE" || names.some((name) => /^FARGATE(_SPOT)?$/.test(name))) return "fargate";
  if (launchType === "MANAGED_INSTANCES" || names.some((name) => managed.has(name))) return "managed";
  // Task sets have task definitions of their own.
  if (taskDefinition === undefined) return "unknown";
  return launchType === "EXTERNAL" ? "external" : "instances";
}

/** `main` of `arn:…:container-instance/main/0123`; undefined for the ARNs of old, which do not name it. */
export function clusterOfArn(arn: string): string | undefined {
  const parts = arn.split("/");
  return parts.length === 3 ? parts[1] : undefined;
}
