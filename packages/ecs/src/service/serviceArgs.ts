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
  /**
   * Name of the capacity provider, from a `Cluster`'s `capacityProviderNames`, which are known once the cluster can use
   * them.
   */
  capacityProviderName: pulumi.Input<string>;
  /** Relative share of the tasks that exceed the bases. @default 1 */
  weight?: number;
  /** Number of tasks that run here before the weights apply; only one share can set it. @default 0 */
  base?: number;
}

/** A load balancer's target group, and the container that receives its requests. */
export interface LoadBalancerTarget {
  /** ARN from a load balancer's `targetGroupArns`, which are known once its listener exists. */
  targetGroupArn: pulumi.Input<string>;
  /**
   * ARN of its load balancer. With it, `watchPart` reports if no task responds.
   *
   * @default - only running tasks are watched
   */
  loadBalancerArn?: pulumi.Input<string>;
  /**
   * ARN of the second target group of its listener, to which deployments move traffic.
   *
   * @default - none; required if `deployment.strategy` moves traffic
   */
  alternateTargetGroupArn?: pulumi.Input<string>;
  /**
   * ARN of the listener rule (application load balancer) or the listener (network load balancer) that sends traffic to
   * the target groups.
   *
   * @default - none; required if `deployment.strategy` moves traffic
   */
  productionListenerRuleArn?: pulumi.Input<string>;
  /** Name of the container that receives the requests. */
  containerName: string;
  /** TCP port of that container, one of its `ports`. */
  containerPort: number;
}

export interface ServiceArgs extends SiteArgs {
  /** The cluster that runs the tasks. */
  clusterArn: pulumi.Input<string>;
  /** The task definition of its tasks. */
  taskDefinition: TaskDefinitionShape;
  /** Private subnets, keyed by zone; none in network mode bridge, where tasks use the network of their instances. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Security groups of its tasks, at most five; none in network mode bridge. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * Capacity providers on which its tasks run.
   *
   * @default - AWS Fargate; on container instances every instance for a daemon, otherwise required unless
   * `selfManagedInstances` is set
   */
  capacity?: Record<string, CapacityShare>;
  /**
   * Runs its tasks on container instances that joined the cluster without a capacity provider, for example
   * Elastigroup's. Their owner scales and drains them. ECS can choose any instance of the cluster, so pass a part of
   * those instances, or add a placement constraint that only they satisfy.
   *
   * @default false
   */
  selfManagedInstances?: boolean;
  /** Target groups that send requests to its tasks, keyed by name. @default - none */
  loadBalancers?: Record<string, LoadBalancerTarget>;
  /**
   * Its name in ECS. Set it if the placement of other services refers to it (`service:<name>`) before it exists. A
   * service with a fixed name is deleted before it is replaced.
   *
   * @default - Pulumi generates one
   */
  serviceName?: string;
  /** Desired number of tasks. @default 1; none for a daemon; with `scaling` initially its `minimum` */
  desiredCount?: number;
  /**
   * Lets Application Auto Scaling change the number of tasks; updates of the stack then do not change it. A service
   * that runs one task at a time must have a maximum of 1, and can have schedules that stop and start it.
   *
   * @default - the number is fixed
   */
  scaling?: ServiceScaling;
  /** Percent of the desired tasks that must stay healthy during a deployment. @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
  /** Percent of the desired tasks that may run during a deployment. @default 200; 100 for a daemon */
  maximumPercent?: number;
  /** How a new revision is deployed, and what ends a deployment. @default - rolling, with the circuit breaker */
  deployment?: ServiceDeployment;
  /** Names under which clients find its tasks: DNS of the VPC, Service Connect, or both. @default - none */
  discovery?: ServiceDiscovery;
  /**
   * Seconds after a task's start in which failed load balancer checks do not count.
   *
   * @default 60 with a load balancer
   */
  healthCheckGraceSeconds?: number;
  /** How ECS decides the number of tasks. @default "replica" */
  scheduling?: Scheduling;
  /** Whether ECS moves tasks to balance the zones. @default - on if ECS supports it for the service */
  zoneRebalancing?: boolean;
  /**
   * Container instances on which its tasks can run, in addition to the task definition's constraints.
   *
   * @default - none
   */
  placementConstraints?: PlacementConstraint[];
  /** How ECS chooses among these instances, in this order. @default - ECS spreads over zones */
  placementStrategies?: PlacementStrategy[];
  /** An EBS volume for each task, created and deleted with the task. @default - none */
  managedVolume?: ManagedVolume;
  /** Parts of storage components. @default - none */
  parts?: Record<string, ServicePart>;
  /** Ends a deployment whose tasks do not start, and rolls back. @default - on */
  circuitBreaker?: Protection;
  /** Tasks on AWS Fargate have no public IP address. @default - on */
  privateOnly?: Protection;
  /**
   * Minutes for which an update waits until its tasks run and are healthy.
   *
   * @default 20, plus the waiting times that `deployment` configures, plus 10 each time that it moves traffic of a load
   *   balancer and once more: ECS waits so long for a network load balancer
   */
  steadyStateMinutes?: number;
  /**
   * Minutes for which tasks can be missing or fail health checks before the alarm of `watchPart`; it must be longer
   * than the grace period.
   *
   * @default - the grace period, plus 5 minutes (15 on Windows) to stop a task, place it and pull its image
   */
  toleratedMinutes?: number;
  /**
   * Whether the cluster has Container Insights, which counts its tasks. Without it, `watchPart` only monitors whether
   * targets of load balancers respond.
   *
   * @default true
   */
  containerInsights?: boolean;
  /** With `discard`, `pulumi destroy` stops running tasks. @default "retain" */
  retention?: Retention;
}
