import * as aws from "@pulumi/aws";
import {
  retentionOptions,
  waiversOf,
  joinWaivers,
  memberKey,
  waiversWithin,
  storeProtection,
  type MergedTaskPart,
  type PlacementConstraint,
  type Statement,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { renderContainers, type ContainerArgs } from "./containers.ts";
import { loggingWaivers } from "./logging.ts";
import type { NamedPort } from "./namedPort.ts";
import { portsByName } from "./portNames.ts";
import { createRoles, type Roles } from "./roles.ts";
import { planTask, type TaskPlan } from "./taskPlan.ts";
import {
  isWindows,
  runtimePlatform,
  TaskDefinitionOwner,
  type LaunchType,
  type NetworkMode,
  type Platform,
  type TaskDefinitionShape,
} from "./shape.ts";
import type { TaskDefinitionArgs } from "./taskDefinitionArgs.ts";

/**
 * A task definition with its two roles, which have only the permissions that its containers need, and its log group.
 *
 * Charges: only the logs, per gigabyte.
 */
export class TaskDefinition extends pulumi.ComponentResource implements TaskDefinitionShape {
  /** ARN of the revision, known once its roles exist, so that a task can start. */
  readonly arn: pulumi.Output<string>;
  readonly launchType: LaunchType;
  readonly platform: Platform;
  readonly networkMode: NetworkMode;
  readonly containerPorts: Record<string, number[]>;
  readonly portNames: Record<string, NamedPort>;
  readonly memoryMiB?: number;
  readonly managedVolumes: string[];
  readonly placementConstraints: PlacementConstraint[];
  readonly executeCommand: boolean;
  readonly owner: TaskDefinitionOwner;
  /** The role with which ECS pulls images, reads secrets and writes logs. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** The role with which the application calls AWS. */
  readonly taskRoleArn: pulumi.Output<string>;
  /** The log group of all its containers. */
  readonly logGroupName: pulumi.Output<string>;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: TaskDefinitionArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTask(name, args);
    super("ballast-ecs:index:TaskDefinition", name, {}, opts);
    const child = { parent: this };

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: args.logRetentionDays ?? 90 },
      { ...child, ...retentionOptions(args.retention) },
    );
    const roles = createRoles(
      name,
      {
        site: args.site,
        images: Object.values({ ...plan.containers, ...plan.owners }).map((container) => container.image),
        references: references({ ...plan.containers, ...plan.owners }, plan.part),
        logGroupArn: logs.arn,
        executionStatements: [...(args.executionStatements ?? []), ...plan.part.executionStatements],
        taskStatements: taskStatements(args, plan.part),
      },
      child,
    );
    const definition = createDefinition(name, args, plan, roles, logs, child);

    this.arn = definition.arn;
    this.launchType = plan.launchType;
    this.platform = plan.platform;
    this.networkMode = plan.networkMode;
    this.containerPorts = mapValues(args.containers, (container) => container.ports ?? []);
    this.portNames = portsByName(args.containers);
    if (plan.memoryMiB !== undefined) this.memoryMiB = plan.memoryMiB;
    this.managedVolumes = Object.keys(plan.volumes).filter((key) => plan.volumes[key]?.configureAtLaunch);
    this.placementConstraints = plan.placementConstraints;
    this.executeCommand = args.executeCommand ?? false;
    this.owner = args.owner ?? TaskDefinitionOwner.Program;
    this.executionRoleArn = roles.execution.arn;
    this.taskRoleArn = roles.task.arn;
    this.logGroupName = logs.name;
    const containers = Object.entries(args.containers);
    this.waivers = joinWaivers(
      waiversOf({
        "data-retention": { [`${name}-logs`]: storeProtection(args) },
        "ecs-readonly-root": Object.fromEntries(
          containers.map(([key, one]) => [memberKey(`${name}-task`, key), one.readonlyRootFilesystem]),
        ),
      }),
      waiversWithin(`${name}-task`, waiversOf({ "ecs-container-logs": loggingWaivers(args.containers) })),
      waiversWithin(`${name}-task`, plan.part.waivers),
    );
    this.registerOutputs({
      arn: this.arn,
      containerPorts: this.containerPorts,
      executionRoleArn: this.executionRoleArn,
      taskRoleArn: this.taskRoleArn,
      logGroupName: this.logGroupName,
      waivers: this.waivers,
    });
  }
}

function references(containers: Record<string, ContainerArgs>, part: MergedTaskPart): pulumi.Input<string>[] {
  return [
    ...Object.values(containers).flatMap(({ repositoryCredentials, secrets, logging, credentialSpec }) => [
      ...(repositoryCredentials === undefined ? [] : [repositoryCredentials]),
      ...Object.values(secrets ?? {}),
      ...Object.values(logging?.secretOptions ?? {}),
      ...(credentialSpec ? [credentialSpec.fileArn, credentialSpec.secretArn] : []),
    ]),
    ...Object.values(part.secrets).map((secret) => secret.valueFrom),
  ];
}

function taskStatements(args: TaskDefinitionArgs, part: MergedTaskPart): Statement[] {
  const shell: Statement = {
    actions: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
      (action) => `ssmmessages:${action}`,
    ),
    // These actions know no resource.
    resources: ["*"],
  };
  return [...(args.taskStatements ?? []), ...part.taskStatements, ...(args.executeCommand ? [shell] : [])];
}

function createDefinition(
  name: string,
  args: TaskDefinitionArgs,
  plan: TaskPlan,
  roles: Roles,
  logs: aws.cloudwatch.LogGroup,
  child: pulumi.ComponentResourceOptions,
): aws.ecs.TaskDefinition {
  return new aws.ecs.TaskDefinition(
    `${name}-task`,
    {
      family: args.family ?? `${pulumi.getStack()}-${name}`,
      requiresCompatibilities: [plan.launchType.toUpperCase()],
      networkMode: plan.networkMode,
      runtimePlatform: runtimePlatform(plan.platform),
      cpu: plan.cpu?.toString(),
      memory: plan.memoryMiB?.toString(),
      ephemeralStorage:
        args.ephemeralStorageGiB === undefined ? undefined : { sizeInGib: args.ephemeralStorageGiB },
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      containerDefinitions: renderContainers(plan, {
        windows: isWindows(plan.platform),
        networkMode: plan.networkMode,
        logGroupName: logs.name,
        region: args.site.region,
      }),
      volumes: Object.entries(plan.volumes).map(([key, volume]) => ({ ...volume, name: key })),
      placementConstraints: plan.placementConstraints.map((constraint) => ({ ...constraint })),
    },
    { ...child, dependsOn: roles.policies },
  );
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
