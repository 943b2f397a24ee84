import * as aws from "@pulumi/aws";
import {
  isOn,
  Retention,
  waiversOf,
  joinWaivers,
  waiversWithin,
  type ManagedVolume,
  type PlacementConstraint,
  type PlacementStrategy,
  type Protection,
  type ServicePart,
  type Site,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { LaunchType, TaskDefinitionOwner, type TaskDefinitionShape } from "../task/shape.ts";
import { createVolumeConfiguration } from "./managedVolume.ts";
import type { Scheduling } from "./scheduling.ts";
import { planService, type ServicePlan } from "./servicePlan.ts";

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
  containerName: string;
  containerPort: number;
}

export interface ServiceArgs {
  site: Site;
  clusterArn: pulumi.Input<string>;
  taskDefinition: TaskDefinitionShape;
  /** Private subnets, by zone; none in network mode bridge, where tasks are where their instances are. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of its tasks, at most five; none in network mode bridge. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * Where its tasks get their compute.
   *
   * @default - AWS Fargate; a daemon runs on every container instance; needed for others there
   */
  capacity?: Record<string, CapacityShare>;
  /** @default - none */
  loadBalancers?: Record<string, LoadBalancerTarget>;
  /**
   * Its name in ECS, for other services that are placed beside it or away from it (`service:<name>`), before it
   * exists. A service with a name of its own is deleted before it is replaced.
   *
   * @default - Pulumi makes one up
   */
  serviceName?: string;
  /** @default 1; a daemon has none */
  desiredCount?: number;
  /** Tasks that must stay healthy during a deployment. @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
  /** Tasks that may run during a deployment. @default 200; 100 for a daemon */
  maximumPercent?: number;
  /** Failed load balancer checks that do not count after a task's start. @default 60 with a load balancer */
  healthCheckGraceSeconds?: number;
  /** @default "replica" */
  scheduling?: Scheduling;
  /** Whether ECS moves tasks to even out the zones. @default - on where ECS can */
  zoneRebalancing?: boolean;
  /** @default - none */
  placementConstraints?: PlacementConstraint[];
  /** @default - ECS spreads over zones */
  placementStrategies?: PlacementStrategy[];
  /** An EBS volume per task, made and deleted with it. @default - none */
  managedVolume?: ManagedVolume;
  /** What storage components bring. @default - none */
  parts?: Record<string, ServicePart>;
  /** Ends a deployment whose tasks do not come up, and goes back. @default - on */
  circuitBreaker?: Protection;
  /** Keeps tasks of AWS Fargate without a public address. @default - on */
  privateOnly?: Protection;
  /** How long an update waits for its tasks to run and be healthy. @default 20 */
  steadyStateMinutes?: number;
  /** `discard` lets a destroy end tasks that still run. @default "retain" */
  retention?: Retention;
}

/**
 * A service whose deployment succeeds only when its tasks run: an update waits for the steady state, and goes back
 * to what ran before if that is not reached.
 *
 * Costs what its tasks cost on AWS Fargate; nothing on container instances that run anyway.
 */
export class Service extends pulumi.ComponentResource {
  /** For placement by `task:group == service:<name>`, alarms and deliveries. */
  readonly serviceName: pulumi.Output<string>;
  readonly serviceArn: pulumi.Output<string>;
  /** Why protections are off, by rule and by the member that each is for. */
  readonly waivers: Waivers;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planService(name, args);
    super("ballast-ecs:index:Service", name, {}, opts);
    const child = { parent: this };

    const service = createService(name, args, plan, child);

    this.serviceName = service.name;
    this.serviceArn = service.arn;
    this.waivers = joinWaivers(
      waiversOf({
        "ecs-circuit-breaker": { [`${name}-service`]: args.circuitBreaker },
        "ecs-public-address": { [`${name}-service`]: args.privateOnly },
      }),
      waiversWithin(`${name}-service`, plan.waivers),
    );
    this.registerOutputs({
      serviceName: this.serviceName,
      serviceArn: this.serviceArn,
      waivers: this.waivers,
    });
  }
}

function createService(
  name: string,
  args: ServiceArgs,
  plan: ServicePlan,
  child: pulumi.ComponentResourceOptions,
): aws.ecs.Service {
  const { taskDefinition } = args;
  const onFargate = taskDefinition.launchType === LaunchType.Fargate;
  const minutes = `${args.steadyStateMinutes ?? 20}m`;
  const targets = Object.values(args.loadBalancers ?? {});
  return new aws.ecs.Service(
    `${name}-service`,
    {
      name: args.serviceName,
      cluster: args.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: plan.desiredCount,
      schedulingStrategy: plan.daemon ? "DAEMON" : "REPLICA",
      launchType: args.capacity ? undefined : taskDefinition.launchType.toUpperCase(),
      platformVersion: onFargate ? "LATEST" : undefined,
      capacityProviderStrategies: args.capacity && shares(args.capacity),
      // Without it, ECS refuses to change the shares of a service that runs.
      forceNewDeployment: args.capacity ? true : undefined,
      networkConfiguration: plan.ownAddresses
        ? {
            subnets: plan.subnetIds,
            securityGroups: Object.values(args.securityGroupIds),
            assignPublicIp: !isOn(args.privateOnly),
          }
        : undefined,
      loadBalancers: targets.length > 0 ? targets.map((target) => ({ ...target })) : undefined,
      healthCheckGracePeriodSeconds: targets.length > 0 ? (args.healthCheckGraceSeconds ?? 60) : undefined,
      deploymentMinimumHealthyPercent: plan.minimumHealthyPercent,
      deploymentMaximumPercent: plan.maximumPercent,
      deploymentCircuitBreaker: { enable: isOn(args.circuitBreaker), rollback: isOn(args.circuitBreaker) },
      availabilityZoneRebalancing: plan.zoneRebalancing ? "ENABLED" : "DISABLED",
      placementConstraints: plan.placement.constraints.map((constraint) => ({ ...constraint })),
      orderedPlacementStrategies: plan.placement.strategies.map((strategy) => ({ ...strategy })),
      volumeConfiguration: plan.volume && createVolumeConfiguration(name, plan.volume, args.site, child),
      enableExecuteCommand: taskDefinition.executeCommand ?? false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      forceDelete: args.retention === Retention.Discard,
    },
    {
      ...child,
      ignoreChanges: taskDefinition.owner === TaskDefinitionOwner.Pipeline ? ["taskDefinition"] : [],
      deleteBeforeReplace: args.serviceName !== undefined,
      customTimeouts: { create: minutes, update: minutes, delete: minutes },
    },
  );
}

function shares(
  capacity: Record<string, CapacityShare>,
): aws.types.input.ecs.ServiceCapacityProviderStrategy[] {
  return Object.values(capacity).map(({ capacityProviderName, weight, base }) => ({
    capacityProvider: capacityProviderName,
    weight: weight ?? 1,
    base: base ?? 0,
  }));
}
