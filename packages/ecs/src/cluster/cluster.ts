import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkKeys,
  checkLogRetention,
  checkProtection,
  checkRetention,
  checkWithoutEffect,
  entryOf,
  type Faults,
  isOn,
  joinWatchParts,
  retentionOptions,
  storeProtection,
  waiversOf,
  whenReady,
  type Protection,
  type Retention,
  type WatchPart,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { CapacityArgs } from "../capacity/capacityArgs.ts";
import { Ec2Capacity } from "../capacity/ec2Capacity.ts";
import { suffixed, watchCluster } from "./watched.ts";
import { checkDefaultCapacity, defaultStrategies, type DefaultShare } from "./defaultCapacity.ts";

export interface ClusterArgs {
  /** Container instances, keyed by capacity name. @default - none: AWS Fargate only */
  capacities?: Record<string, CapacityArgs>;
  /** Offers AWS Fargate and Fargate Spot in addition to the capacities. @default true */
  fargate?: boolean;
  /**
   * Where tasks and services run that name neither a capacity nor a launch type, keyed by capacity name, `fargate` or
   * `fargateSpot`. A `Service` of this package always has one or the other.
   *
   * @default - none: each task and service must name one
   */
  defaultCapacity?: Record<string, DefaultShare>;
  /** CloudWatch Container Insights with its enhanced metrics. @default - on */
  containerInsights?: Protection;
  /** Logs ECS Exec sessions; required if a task definition allows them. @default false */
  executeCommand?: boolean;
  /** Days to keep the log of ECS Exec sessions. Only with `executeCommand`. @default 90 */
  logRetentionDays?: number;
  /** Whether this log remains when the stack is destroyed. Only with `executeCommand`. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the log of ECS Exec sessions. Waives the rule `data-retention`, for that log only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * A cluster and the list of its capacity providers. AWS only replaces the complete list, so this component must be its
 * only owner.
 *
 * Charges: Container Insights per metric, and the capacities.
 */
export class Cluster extends pulumi.ComponentResource {
  /**
   * ARN of the cluster, known once it has its capacity. Resources that use it are created after the capacity and
   * deleted before it.
   */
  readonly clusterArn: pulumi.Output<string>;
  /** Name of the cluster, known immediately; `clusterArn` waits for the capacity. */
  readonly clusterName: pulumi.Output<string>;
  /**
   * Names of the capacity providers, keyed by capacity name, with `fargate` and `fargateSpot` if offered. They are
   * known once services can use them.
   */
  readonly capacityProviderNames: Record<string, pulumi.Output<string>>;
  /**
   * Names of the Auto Scaling groups, keyed by capacity name. Their instances have the name in the tag
   * `aws:autoscaling:groupName`.
   */
  readonly autoScalingGroupNames: Record<string, pulumi.Output<string>>;
  /**
   * ARNs of the state machines that replace outdated instances, keyed by capacity name, without capacities that are not
   * patched.
   */
  readonly patchStateMachineArns: Record<string, pulumi.Output<string>>;
  /** For `Watch`: monitors whether the capacities' instances launch, join the cluster and get new AMIs. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ClusterArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Cluster", name, args, check);
    super("ballast-ecs:index:Cluster", name, {}, opts);
    const child = { parent: this };

    const cluster = createCluster(name, args, child);
    const capacities = Object.entries(args.capacities ?? {}).map(
      ([key, capacity]) =>
        [key, new Ec2Capacity(`${name}-${key}`, { ...capacity, clusterName: cluster.name }, child)] as const,
    );
    const providers: Record<string, pulumi.Input<string>> = {
      ...Object.fromEntries(capacities.map(([key, capacity]) => [key, capacity.capacityProviderName])),
      ...((args.fargate ?? true) && fargateProviders),
    };
    const association = new aws.ecs.ClusterCapacityProviders(
      `${name}-providers`,
      {
        clusterName: cluster.name,
        capacityProviders: Object.values(providers),
        defaultCapacityProviderStrategies: defaultStrategies(args.defaultCapacity, providers),
      },
      child,
    );

    this.clusterArn = whenReady(cluster.arn, [association.id]);
    this.clusterName = cluster.name;
    this.capacityProviderNames = Object.fromEntries(
      Object.entries(providers).map(([key, provider]) => [key, whenReady(provider, [association.id])]),
    );
    this.autoScalingGroupNames = Object.fromEntries(
      capacities.map(([key, capacity]) => [key, capacity.autoScalingGroupName]),
    );
    this.patchStateMachineArns = Object.fromEntries(
      capacities.flatMap(([key, { patchStateMachineArn }]) =>
        patchStateMachineArn === undefined ? [] : [[key, patchStateMachineArn]],
      ),
    );
    const launching = watchCluster({
      name,
      clusterName: cluster.name,
      containerInsights: isOn(args.containerInsights),
      capacities: Object.fromEntries(
        Object.entries(args.capacities ?? {}).map(([key, capacity]) => [
          key,
          { args: capacity, autoScalingGroupName: entryOf(this.autoScalingGroupNames, key) },
        ]),
      ),
    });
    this.watchPart = joinWatchParts([
      launching,
      ...capacities.map(([key, { watchPart }]) => suffixed(key, watchPart)),
    ]);
    this.waivers = waiversOf({
      "ecs-container-insights": { [`${name}-cluster`]: args.containerInsights },
      ...(args.executeCommand && { "data-retention": { [`${name}-sessions`]: storeProtection(args) } }),
    });
    this.registerOutputs({
      clusterArn: this.clusterArn,
      clusterName: this.clusterName,
      capacityProviderNames: this.capacityProviderNames,
      autoScalingGroupNames: this.autoScalingGroupNames,
      patchStateMachineArns: this.patchStateMachineArns,
      waivers: this.waivers,
    });
  }
}

const fargateProviders = { fargate: "FARGATE", fargateSpot: "FARGATE_SPOT" };

function check(faults: Faults, args: ClusterArgs): void {
  checkKeys(faults, "capacities", args.capacities ?? {});
  for (const key of ["fargate", "fargatespot"].filter((key) => key in (args.capacities ?? {}))) {
    faults.add(`capacities.${key}`, "has the name of AWS Fargate's own provider; rename it.");
  }
  if (!(args.fargate ?? true) && Object.keys(args.capacities ?? {}).length === 0) {
    faults.add(
      "capacities",
      "is empty and fargate is off, so no task could run; add a capacity or leave fargate on.",
    );
  }
  const kinds = (words: object, fargate: boolean) =>
    Object.fromEntries(Object.keys(words).map((key) => [key, fargate]));
  checkDefaultCapacity(faults, "defaultCapacity", args.defaultCapacity ?? {}, {
    ...kinds(args.capacities ?? {}, false),
    ...((args.fargate ?? true) && kinds(fargateProviders, true)),
  });
  checkProtection(faults, "containerInsights", args.containerInsights);
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
  if (!args.executeCommand) {
    const why = "without executeCommand there is no record of sessions. Leave it out, or set executeCommand.";
    checkWithoutEffect(faults, "", args, ["logRetentionDays", "retention", "retentionReason"], why);
  }
}

function createCluster(
  name: string,
  args: ClusterArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ecs.Cluster {
  return new aws.ecs.Cluster(
    `${name}-cluster`,
    {
      settings: [
        { name: "containerInsights", value: isOn(args.containerInsights) ? "enhanced" : "disabled" },
      ],
      configuration: args.executeCommand
        ? { executeCommandConfiguration: recordSessions(name, args, child) }
        : undefined,
    },
    child,
  );
}

function recordSessions(
  name: string,
  args: ClusterArgs,
  child: pulumi.ComponentResourceOptions,
): aws.types.input.ecs.ClusterConfigurationExecuteCommandConfiguration {
  const sessions = new aws.cloudwatch.LogGroup(
    `${name}-sessions`,
    { retentionInDays: args.logRetentionDays ?? 90 },
    { ...child, ...retentionOptions(args.retention) },
  );
  return { logging: "OVERRIDE", logConfiguration: { cloudWatchLogGroupName: sessions.name } };
}
