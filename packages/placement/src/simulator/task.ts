import type { PlacementConstraint, PlacementStrategy } from "../rules/types.ts";

/** What a task needs of an instance. */
export interface TaskSpec {
  /** CPU units, 1,024 a virtual CPU. */
  cpu: number;
  memoryMiB: number;
  /** @default 0 */
  gpus?: number;
  /** `awsvpc`, `bridge`, `host` or `none`. @default "awsvpc" */
  networkMode?: string;
  /** TCP ports of the instance itself, in the modes bridge and host. @default - none */
  hostPorts?: number[];
  /** UDP ports of the instance itself, in the modes bridge and host. @default - none */
  udpHostPorts?: number[];
  /**
   * Names of volumes that one instance holds at a time, such as an EBS volume that a volume plugin attaches. ECS places without a
   * look at them, and a task elsewhere does not start before the volume is free.
   *
   * @default - none
   */
  volumes?: string[];
  /** Attributes that ECS asks for by itself, such as `ecs.os-type`. @default - none */
  requires?: Record<string, string>;
  /** The task definition's. @default - none */
  constraints?: PlacementConstraint[];
}

/** How much of a service's tasks goes to a capacity provider. */
export interface ProviderShare {
  capacityProvider: string;
  /** Tasks that go there before the others. @default 0 */
  base?: number;
  /** Of the tasks beyond all bases, in proportion. @default 0 */
  weight?: number;
}

/** Tasks of one kind: a service, or one run of standalone tasks. */
export interface WorkloadSpec {
  name: string;
  task: TaskSpec;
  /** A daemon has none: it runs once on every instance that its constraints leave. @default 1 */
  desiredCount?: number;
  /** @default false */
  daemon?: boolean;
  /**
   * Names of the capacity providers whose instances it may use. Base and weight count for `managedSizes`; placement lets the
   * strategies choose between several.
   *
   * @default - every instance
   */
  capacityProviders?: string[];
  /** How it shares its tasks out between its capacity providers. @default - not known */
  shares?: ProviderShare[];
  /** The service's. @default - none */
  constraints?: PlacementConstraint[];
  /** @default - over zones for a service, random for a run */
  strategies?: PlacementStrategy[];
  /** Tasks that must stay during a deployment, in percent of the desired. @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
  /** Percent of the desired tasks that may run during a deployment. @default 200; 100 for a daemon */
  maximumPercent?: number;
  /** How a deployment replaces its tasks: `BLUE_GREEN` or `CODE_DEPLOY`, for example. @default "ROLLING" */
  deploymentStrategy?: string;
  /** Whether ECS moves its tasks to even out zones. It is simulated when instances join. @default false */
  zoneRebalancing?: boolean;
  /**
   * Group of a run's tasks. Those of a service have `service:<name>`, so for one this is that, where its name in ECS is
   * not `name`.
   *
   * @default - `service:<name>`; for a run `family:<family>`, as ECS has it
   */
  group?: string;
  /** Family of a run's task definition. @default - the run's name */
  family?: string;
}
