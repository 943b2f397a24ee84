import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  isOn,
  waiversOf,
  joinWaivers,
  joinWatchParts,
  waiversWithin,
  type Waivers,
  type WatchPart,
  isDiscarded,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { discoveryArgs } from "../discovery/discovery.ts";
import { TaskDefinitionOwner, isFargate, leftToOwner } from "../task/shape.ts";
import { defaultSteadyStateMinutes } from "./checkDeployment.ts";
import { deploymentArgs } from "./deployment.ts";
import { metricsOf } from "./metrics.ts";
import { createSnapshotBefore } from "../snapshot/snapshotBefore.ts";
import { createScaling } from "./scaling.ts";
import { createVolumeConfiguration } from "./managedVolume.ts";
import { planService, type ServicePlan } from "./servicePlan.ts";
import { graceSeconds } from "./targets.ts";
import { watchService } from "./watched.ts";
import type { CapacityShare, ServiceArgs } from "./serviceArgs.ts";

/**
 * A service whose deployment succeeds only if its tasks run: an update waits for the steady state. If it is not
 * reached, ECS rolls back to the previous deployment.
 *
 * Charges: its tasks on AWS Fargate; nothing in addition to existing container instances.
 */
export class Service extends pulumi.ComponentResource {
  /** Name of the service, for placement by `task:group == service:<name>`, alarms and pipelines. */
  readonly serviceName: pulumi.Output<string>;
  /** ARN of the service, for policies and pipelines. */
  readonly serviceArn: pulumi.Output<string>;
  /**
   * Ids of the snapshots from before the last deployment, keyed by the volume's tag `Name`; undefined without
   * `deployment.snapshotBefore`, and if a pipeline owns the task definition: then its action has them.
   */
  readonly snapshotIds: pulumi.Output<Record<string, string>> | undefined;
  /**
   * Name of the function that a pipeline invokes before it deploys; undefined without `deployment.snapshotBefore`, and if
   * the program owns the task definition.
   */
  readonly snapshotFunctionName: pulumi.Output<string> | undefined;
  /** For `Watch`: monitors the tasks, which the cluster's Container Insights counts. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = checkArguments(schema, "Service", name, args, planService);
    super("ballast-ecs:index:Service", name, {}, opts);
    const child = { parent: this };

    const snapshot = args.deployment?.snapshotBefore
      ? createSnapshotBefore(name, args, plan.saved, child)
      : undefined;
    const service = createService(name, args, plan, child, snapshot?.invocation);
    const metrics = metricsOf(args.clusterArn, service.name);
    if (args.scaling) createScaling(name, args.scaling, args.loadBalancers, metrics, child);

    this.serviceName = service.name;
    this.serviceArn = service.arn;
    this.snapshotIds = snapshot?.snapshotIds;
    this.snapshotFunctionName = snapshot?.functionName;
    this.watchPart = joinWatchParts([
      watchService({ name, args, plan, metrics, serviceArn: service.arn }),
      snapshot?.watchPart ?? {},
    ]);
    this.waivers = joinWaivers(
      waiversOf({
        "ecs-circuit-breaker": { [`${name}-service`]: args.circuitBreaker },
        "ecs-public-address": { [`${name}-service`]: args.privateOnly },
        "data-retention": { [`${name}-snapshot`]: snapshot?.logs },
        "ecs-snapshot-called": { [`${name}-snapshot`]: args.deployment?.snapshotCall },
      }),
      waiversWithin(`${name}-service`, plan.waivers),
    );
    this.registerOutputs({
      serviceName: this.serviceName,
      serviceArn: this.serviceArn,
      snapshotIds: this.snapshotIds,
      snapshotFunctionName: this.snapshotFunctionName,
      waivers: this.waivers,
    });
  }
}

function createService(
  name: string,
  args: ServiceArgs,
  plan: ServicePlan,
  child: pulumi.ComponentResourceOptions,
  snapshot: aws.lambda.Invocation | undefined,
): aws.ecs.Service {
  const { taskDefinition } = args;
  const onFargate = isFargate(taskDefinition.launchType);
  const minutes = `${args.steadyStateMinutes ?? defaultSteadyStateMinutes(args)}m`;
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
      ...deploymentArgs(name, args, child),
      ...discoveryArgs(name, args, child),
      healthCheckGracePeriodSeconds: targets.length > 0 ? graceSeconds(args) : undefined,
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
      forceDelete: isDiscarded(args.retention),
    },
    {
      ...child,
      // Explicit, because no value creates this dependency: the task definition is known before the snapshot.
      ...(snapshot && { dependsOn: snapshot }),
      ignoreChanges: [
        ...leftToOwner[taskDefinition.owner ?? TaskDefinitionOwner.Program],
        // Application Auto Scaling changes it, once the service exists.
        ...(args.scaling ? ["desiredCount"] : []),
      ],
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
