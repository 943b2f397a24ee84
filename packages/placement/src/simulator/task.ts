import type { PlacementConstraint, PlacementStrategy } from "../rules/types.ts";

/** What a task requires from an instance. */
export interface TaskSpec {
  /** CPU units; 1,024 per vCPU. */
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
   * Names of volumes that can be attached to one instance at a time, such as an EBS volume of a volume plugin. ECS ignores them when it
   * places tasks; a task on another instance starts only when the volume is detached.
   *
   * @default - none
   */
  volumes?: string[];
  /** Attributes that ECS requires by itself, such as `ecs.os-type`. @default - none */
  requires?: Record<string, string>;
  /** The task definition's. @default - none */
  constraints?: PlacementConstraint[];
}

/** The share of a service's tasks that a capacity provider runs. */
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
  /** Not for a daemon, which runs once on every instance that its constraints allow. @default 1 */
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
  /** How ECS divides its tasks between its capacity providers. @default - unknown */
  shares?: ProviderShare[];
  /** The service's. @default - none */
  constraints?: PlacementConstraint[];
  /** @default - over zones for a service, random for a run */
  strategies?: PlacementStrategy[];
  /** Tasks that must stay during a deployment, in percent of the desired. @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
  /** Percent of the desired tasks that may run during a deployment. @default 200; 100 for a daemon */
  maximumPercent?: number;
  /**
   * How a deployment replaces its tasks. With `BLUE_GREEN`, `CANARY` and `LINEAR`, all new tasks run before an old one
   * stops, whatever the percentages; others, such as `CODE_DEPLOY`, are not simulated.
   *
   * @default "ROLLING"
   */
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
