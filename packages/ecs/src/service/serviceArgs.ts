import type {
  Retention,
  ManagedVolume,
  PlacementConstraint,
  PlacementStrategy,
  Protection,
  ServicePart,
  SiteArgs,
} from "@ballast/contracts";
import type { ServiceDiscovery } from "../discovery/discoveryArgs.ts";
import type { TaskDefinitionShape } from "../task/shape.ts";
import type { ServiceDeployment } from "./deploymentArgs.ts";
import type { ServiceScaling } from "./scalingArgs.ts";
import type { Scheduling } from "./scheduling.ts";
import type * as pulumi from "@pulumi/pulumi";

/** A capacity provider's share of a service's tasks. */
export interface CapacityShare {
  /** From a Cluster's `capacityProviderNames`, which are known once the cluster can use them. */
  capacityProviderName: pulumi.Input<string>;
  /** Tasks beyond the bases, in proportion. @default 1 */
  weight?: number;
  /** Tasks that run here before the weights count; only one share may have it. @default 0 */
  base?: number;
}

/** A load balancer's target group, and the container that serves it. */
export interface LoadBalancerTarget {
  /** From a load balancer's `targetGroupArns`, which are known once its listener stands. */
  targetGroupArn: pulumi.Input<string>;
  /** The load balancer that has it: with it, `watchPart` tells when no task answers. @default - only running tasks are watched */
  loadBalancerArn?: pulumi.Input<string>;
  /** The other target group of its listener, to which deployments move traffic. @default - needed where `deployment.strategy` moves traffic */
  alternateTargetGroupArn?: pulumi.Input<string>;
  /** The rule of an application, or the listener of a network load balancer that sends traffic there. @default - needed where `deployment.strategy` moves traffic */
  productionListenerRuleArn?: pulumi.Input<string>;
  /** The container that serves the requests. */
  containerName: string;
  /** TCP port of that container, one of its `ports`. */
  containerPort: number;
}

export interface ServiceArgs extends SiteArgs {
  /** The cluster that runs the tasks. */
  clusterArn: pulumi.Input<string>;
  /** What each task is. */
  taskDefinition: TaskDefinitionShape;
  /** Private subnets, by zone; none in network mode bridge, where tasks use the network of their instances. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of its tasks, at most five; none in network mode bridge. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * Where its tasks get their compute.
   *
   * @default - AWS Fargate; a daemon runs on every container instance; needed for others there, unless `selfManagedInstances`
   */
  capacity?: Record<string, CapacityShare>;
  /**
   * Runs its tasks on container instances that joined the cluster without a capacity provider, for example Elastigroup's.
   * Their owner scales and drains them. ECS may choose any instance of the cluster: join a part of those instances, or add a
   * placement constraint that only they satisfy.
   *
   * @default false
   */
  selfManagedInstances?: boolean;
  /** Target groups that send requests to its tasks, by name. @default - none */
  loadBalancers?: Record<string, LoadBalancerTarget>;
  /**
   * Its name in ECS, for other services that are placed beside it or away from it (`service:<name>`), before it
   * exists. A service with a name of its own is deleted before it is replaced.
   *
   * @default - Pulumi makes one up
   */
  serviceName?: string;
  /** Tasks to keep running. @default 1; a daemon has none; with `scaling` its minimum, to begin with */
  desiredCount?: number;
  /**
   * Has Application Auto Scaling change the number of tasks; updates of the stack then leave it as it is. A service that runs one
   * task at a time has a maximum of 1, and schedules that switch it off and on.
   *
   * @default - the number stays
   */
  scaling?: ServiceScaling;
  /** Tasks that must stay healthy during a deployment. @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
  /** Tasks that may run during a deployment. @default 200; 100 for a daemon */
  maximumPercent?: number;
  /** How a new revision comes into service, and what ends a deployment. @default - rolling, ended by the circuit breaker */
  deployment?: ServiceDeployment;
  /** Names by which clients find its tasks: DNS of the VPC, Service Connect, or both. @default - none */
  discovery?: ServiceDiscovery;
  /** Failed load balancer checks that do not count after a task's start. @default 60 with a load balancer */
  healthCheckGraceSeconds?: number;
  /** How ECS decides the number of tasks. @default "replica" */
  scheduling?: Scheduling;
  /** Whether ECS moves tasks to even out the zones. @default - on where ECS can */
  zoneRebalancing?: boolean;
  /** Container instances on which its tasks may run, beyond the task definition's. @default - none */
  placementConstraints?: PlacementConstraint[];
  /** How ECS chooses among those instances, in this order. @default - ECS spreads over zones */
  placementStrategies?: PlacementStrategy[];
  /** An EBS volume for each task, created and deleted with the task. @default - none */
  managedVolume?: ManagedVolume;
  /** What storage components bring. @default - none */
  parts?: Record<string, ServicePart>;
  /** Ends a deployment whose tasks do not start, and rolls back. @default - on */
  circuitBreaker?: Protection;
  /** Keeps tasks of AWS Fargate without a public address. @default - on */
  privateOnly?: Protection;
  /** How long an update waits for its tasks to run and be healthy. @default 20, and what a deployment waits on purpose */
  steadyStateMinutes?: number;
  /**
   * Minutes for which tasks may be missing or fail health checks before the alarm of `watchPart`; longer than the grace
   * period.
   *
   * @default - the grace period, and 5 minutes (15 on Windows) to stop, place and pull
   */
  toleratedMinutes?: number;
  /**
   * Whether the cluster has Container Insights, which counts its tasks. Without it `watchPart` knows only whether targets of load
   * balancers answer.
   *
   * @default true
   */
  containerInsights?: boolean;
  /** With `discard`, `pulumi destroy` stops tasks that still run. @default "retain" */
  retention?: Retention;
}
