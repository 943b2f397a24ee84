import * as aws from "@pulumi/aws";
import {
  checkAutoName,
  checkKeys,
  checkProtection,
  checkWhole,
  Faults,
  given,
  isOn,
  listed,
  mergeServiceParts,
  Retention,
  waiversOf,
  type ManagedVolume,
  type PlacementConstraint,
  type PlacementStrategy,
  type Protection,
  type ServicePart,
  type Site,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { LaunchType, TaskDefinitionOwner, type TaskDefinitionShape } from "../task/shape.ts";
import { createVolumeConfiguration } from "./managedVolume.ts";
import {
  checkServicePlacement,
  normalizeStrategies,
  rebalancingObstacle,
  type ServicePlacement,
} from "./placement.ts";

export const Scheduling = { Replica: "replica", Daemon: "daemon" } as const;
export type Scheduling = (typeof Scheduling)[keyof typeof Scheduling];

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
  /** Private subnets, by zone. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of its tasks, at most five. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /** Where its tasks get their compute. @default - AWS Fargate; needed for container instances */
  capacity?: Record<string, CapacityShare>;
  /** @default - none */
  loadBalancers?: Record<string, LoadBalancerTarget>;
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
  /** Why a protection is off, by the rule that it answers. */
  readonly waivers: Record<string, string>;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planService(name, args);
    super("ballast-ecs:index:Service", name, {}, opts);
    const child = { parent: this };

    const service = createService(name, args, plan, child);

    this.serviceName = service.name;
    this.serviceArn = service.arn;
    this.waivers = waiversOf({
      "ecs-circuit-breaker": args.circuitBreaker,
      "ecs-public-address": args.privateOnly,
    });
    this.registerOutputs({
      serviceName: this.serviceName,
      serviceArn: this.serviceArn,
      waivers: this.waivers,
    });
  }
}

/** The arguments with their defaults and parts joined in. */
interface ServicePlan {
  daemon: boolean;
  desiredCount: number | undefined;
  minimumHealthyPercent: number;
  maximumPercent: number;
  zoneRebalancing: boolean;
  subnetIds: pulumi.Input<string>[];
  volume: ManagedVolume | undefined;
  placement: ServicePlacement;
}

/** Joins what was said, and refuses it with everything that is wrong with it. */
function planService(name: string, args: ServiceArgs): ServicePlan {
  const faults = new Faults(`Service ${given(name)}`);
  const daemon = args.scheduling === Scheduling.Daemon;
  const asked = mergeServiceParts(faults, args.parts, { ...args, volumeConfiguration: args.managedVolume });
  const maximumPercent = asked.maximumPercent ?? (daemon ? 100 : 200);
  const placement: ServicePlacement = {
    launchType: args.taskDefinition.launchType,
    daemon,
    constraints: args.placementConstraints ?? [],
    strategies: normalizeStrategies(args.placementStrategies ?? []),
    taskConstraints: args.taskDefinition.placementConstraints ?? [],
  };
  const obstacle = rebalancingObstacle(placement, maximumPercent);
  const plan: ServicePlan = {
    daemon,
    desiredCount: daemon ? undefined : (asked.desiredCount ?? 1),
    minimumHealthyPercent: asked.minimumHealthyPercent ?? (daemon ? 0 : 100),
    maximumPercent,
    zoneRebalancing: asked.zoneRebalancing ?? obstacle === undefined,
    subnetIds: Object.entries(args.subnetIds)
      .filter(([key]) => asked.subnetKeys?.includes(key) ?? true)
      .map(([, id]) => id),
    volume: asked.volumeConfiguration,
    placement,
  };

  checkAutoName(faults, `${name}-service`, 255, "an ECS service");
  if (asked.zoneRebalancing && obstacle) {
    faults.add("zoneRebalancing", `cannot be on, because ${obstacle}; leave it out and ECS's rules decide.`);
  }
  for (const key of (asked.subnetKeys ?? []).filter((key) => !(key in args.subnetIds))) {
    faults.add(
      "subnetIds",
      `has no ${given(key)}, which a part needs; there are ${listed(Object.keys(args.subnetIds))}.`,
    );
  }
  checkCounts(faults, args, plan);
  checkServicePlacement(faults, placement);
  checkCapacity(faults, args);
  checkTargets(faults, args);
  if (plan.volume && !args.taskDefinition.managedVolumes?.includes(plan.volume.volume)) {
    faults.add(
      "managedVolume.volume",
      `${given(plan.volume.volume)} is no volume of the task definition with configureAtLaunch; there are ` +
        `${listed(args.taskDefinition.managedVolumes ?? []) || "none"}.`,
    );
  }
  checkProtection(faults, "circuitBreaker", args.circuitBreaker);
  checkProtection(faults, "privateOnly", args.privateOnly);
  faults.throwIfAny();
  return plan;
}

function checkCounts(faults: Faults, args: ServiceArgs, plan: ServicePlan): void {
  if (plan.daemon && args.desiredCount !== undefined) {
    faults.add(
      "desiredCount",
      `is ${given(args.desiredCount)}, but a daemon runs once per instance; leave it out.`,
    );
  }
  checkWhole(faults, "desiredCount", args.desiredCount, { from: 0, to: 5000 });
  checkWhole(faults, "minimumHealthyPercent", plan.minimumHealthyPercent, { from: 0, to: 100 });
  checkWhole(faults, "maximumPercent", plan.maximumPercent, { from: 100, to: 200 });
  checkWhole(faults, "steadyStateMinutes", args.steadyStateMinutes, { from: 1, to: 180, unit: "minutes" });
  if (plan.minimumHealthyPercent === 100 && plan.maximumPercent === 100) {
    faults.add(
      "minimumHealthyPercent",
      "and maximumPercent are both 100, so no task could ever be replaced; lower or raise one.",
    );
  }
  checkKeys(faults, "securityGroupIds", args.securityGroupIds, { from: 1, to: 5 });
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 1, to: 16 });
}

function checkCapacity(faults: Faults, args: ServiceArgs): void {
  const onFargate = args.taskDefinition.launchType === LaunchType.Fargate;
  const shares = Object.entries(args.capacity ?? {});
  if (!onFargate && shares.length === 0) {
    faults.add(
      "capacity",
      "is empty, and tasks on container instances scale their capacity only through a provider; name one.",
    );
  }
  if (!onFargate && !isOn(args.privateOnly)) {
    faults.add(
      "privateOnly",
      "tasks on container instances never get a public address; leave it out and use a load balancer.",
    );
  }
  if (onFargate && args.scheduling === Scheduling.Daemon) {
    faults.add("scheduling", '"daemon" needs container instances; AWS Fargate has none.');
  }
  if (shares.filter(([, share]) => share.base).length > 1) {
    faults.add("capacity", "has more than one share with a base; ECS takes one.");
  }
  for (const [key, share] of shares) {
    checkWhole(faults, `capacity.${key}.weight`, share.weight, { from: 0, to: 1000 });
    checkWhole(faults, `capacity.${key}.base`, share.base, { from: 0, to: 100_000 });
  }
}

function checkTargets(faults: Faults, args: ServiceArgs): void {
  const { containerPorts } = args.taskDefinition;
  for (const [key, target] of Object.entries(args.loadBalancers ?? {})) {
    const ports = containerPorts[target.containerName];
    if (ports === undefined) {
      faults.add(
        `loadBalancers.${key}.containerName`,
        `${given(target.containerName)} is no container of the task; there are ${listed(Object.keys(containerPorts))}.`,
      );
    } else if (!ports.includes(target.containerPort)) {
      faults.add(
        `loadBalancers.${key}.containerPort`,
        `${given(target.containerPort)} is no port of ${given(target.containerName)}; it listens on ${listed(ports) || "none"}.`,
      );
    }
  }
  if (args.healthCheckGraceSeconds !== undefined && !args.loadBalancers) {
    faults.add(
      "healthCheckGraceSeconds",
      "has no load balancer whose checks it could wait for; leave it out.",
    );
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
      cluster: args.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: plan.desiredCount,
      schedulingStrategy: plan.daemon ? "DAEMON" : "REPLICA",
      launchType: onFargate && !args.capacity ? "FARGATE" : undefined,
      platformVersion: onFargate ? "LATEST" : undefined,
      capacityProviderStrategies: args.capacity && shares(args.capacity),
      // Without it, ECS refuses to change the shares of a service that runs.
      forceNewDeployment: args.capacity ? true : undefined,
      networkConfiguration: {
        subnets: plan.subnetIds,
        securityGroups: Object.values(args.securityGroupIds),
        assignPublicIp: !isOn(args.privateOnly),
      },
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
