import * as aws from "@pulumi/aws";
import {
  checkAutoName,
  checkLogRetention,
  checkOneOf,
  checkWhole,
  Faults,
  given,
  isOn,
  mergeTaskParts,
  OperatingSystem,
  Retention,
  retentionOptions,
  waiversOf,
  type MergedTaskPart,
  type PlacementConstraint,
  type Site,
  type Statement,
  type TaskPart,
  type TaskVolume,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkTaskConstraints } from "../service/placement.ts";
import { checkContainers, checkFargateSize, checkParts } from "./checks.ts";
import { renderContainers, type ContainerArgs } from "./containers.ts";
import { createRoles, type Roles } from "./roles.ts";
import {
  LaunchType,
  operatingSystemOf,
  Platform,
  runtimePlatform,
  TaskDefinitionOwner,
  type TaskDefinitionShape,
} from "./shape.ts";

export interface TaskDefinitionArgs {
  site: Site;
  /** By the container's name. */
  containers: Record<string, ContainerArgs>;
  /** Where its tasks run. @default "fargate" */
  launchType?: LaunchType;
  /** Operating system and processor of the containers' images. @default "linuxX86" */
  platform?: Platform;
  /**
   * CPU units of the whole task, 1024 a virtual CPU. @default 256 on AWS Fargate; on container instances none:
   * set it per container
   */
  cpu?: number;
  /** Memory of the whole task. @default 512 on AWS Fargate; on container instances none: set it per container */
  memoryMiB?: number;
  /** Disk of a Fargate task, 21 to 200. @default - AWS Fargate's own 20 GiB */
  ephemeralStorageGiB?: number;
  /** By name; containers and parts mount them. @default - none */
  volumes?: Record<string, TaskVolume>;
  /** Container instances on which its tasks may run. @default - any */
  placementConstraints?: PlacementConstraint[];
  /** What the application may do. @default - nothing */
  taskStatements?: Statement[];
  /** What ECS may do to start a task, beyond images, logs, secrets and parameters. @default - nothing */
  executionStatements?: Statement[];
  /** What storage, registry and directory components bring. @default - none */
  parts?: Record<string, TaskPart>;
  /** Lets people open a shell in running containers (ECS Exec). @default false */
  executeCommand?: boolean;
  /** `pipeline` if deliveries register new revisions; services then leave theirs alone. @default "program" */
  owner?: TaskDefinitionOwner;
  /** Under which ECS counts revisions. @default - `<stack>-<name>` */
  family?: string;
  /** Days to keep the containers' logs. @default 90 */
  logRetentionDays?: number;
  /** Whether the logs outlive the stack. @default "retain" */
  retention?: Retention;
}

/**
 * A task definition with the two roles it needs, each no wider than its containers, and their log group.
 *
 * Costs nothing by itself but the logs, by the gigabyte.
 */
export class TaskDefinition extends pulumi.ComponentResource implements TaskDefinitionShape {
  /** Known once a task can start from it: its roles stand. */
  readonly arn: pulumi.Output<string>;
  readonly launchType: LaunchType;
  readonly platform: Platform;
  readonly containerPorts: Record<string, number[]>;
  readonly managedVolumes: string[];
  readonly placementConstraints: PlacementConstraint[];
  readonly executeCommand: boolean;
  readonly owner: TaskDefinitionOwner;
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** Why a protection is off, by the rule that it answers. */
  readonly waivers: Record<string, string>;

  constructor(name: string, args: TaskDefinitionArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = check(name, args);
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
        images: Object.values(args.containers).map((container) => container.image),
        references: references(args.containers, plan.part),
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
    this.containerPorts = mapValues(args.containers, (container) => container.ports ?? []);
    this.managedVolumes = Object.keys(plan.volumes).filter((key) => plan.volumes[key]?.configureAtLaunch);
    this.placementConstraints = plan.placementConstraints;
    this.executeCommand = args.executeCommand ?? false;
    this.owner = args.owner ?? TaskDefinitionOwner.Program;
    this.executionRoleArn = roles.execution.arn;
    this.taskRoleArn = roles.task.arn;
    this.logGroupName = logs.name;
    this.waivers = waiversOf({
      "ecs-readonly-root": Object.values(args.containers)
        .map((container) => container.readonlyRootFilesystem)
        .find((protection) => !isOn(protection)),
    });
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

/** The arguments with their defaults and parts joined in. */
interface TaskPlan {
  part: MergedTaskPart;
  launchType: LaunchType;
  platform: Platform;
  volumes: Record<string, TaskVolume>;
  placementConstraints: PlacementConstraint[];
  cpu: number | undefined;
  memoryMiB: number | undefined;
}

function check(name: string, args: TaskDefinitionArgs): TaskPlan {
  const faults = new Faults(`TaskDefinition ${given(name)}`);
  const part = mergeTaskParts(faults, args.parts);
  const plan = planTask(args, part);
  const containers = Object.keys(args.containers);
  const volumes = Object.keys(plan.volumes);

  // The longest of the roles' names, in a name that IAM caps at 64.
  checkAutoName(faults, `${name}-execution`, 64, "an IAM role");
  checkOneOf(faults, "launchType", args.launchType, LaunchType);
  checkOneOf(faults, "platform", args.platform, Platform);
  checkOneOf(faults, "owner", args.owner, TaskDefinitionOwner);
  checkOneOf(faults, "retention", args.retention, Retention);
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  for (const key of Object.keys(args.volumes ?? {}).filter((key) => key in part.volumes)) {
    faults.add(`volumes.${key}`, "a part brings a volume of this name too; rename this one.");
  }
  checkContainers(faults, args.containers, volumes, operatingSystemOf(plan.platform));
  checkParts(faults, args.parts ?? {}, containers, volumes);
  checkTaskConstraints(faults, plan.placementConstraints, plan.launchType);
  if (plan.launchType === LaunchType.Fargate) checkFargate(faults, args, plan);
  else if (args.ephemeralStorageGiB !== undefined) {
    faults.add(
      "ephemeralStorageGiB",
      "is a disk of AWS Fargate's; on container instances tasks share the root volume.",
    );
  }
  faults.throwIfAny();
  return plan;
}

function planTask(args: TaskDefinitionArgs, part: MergedTaskPart): TaskPlan {
  const launchType = args.launchType ?? LaunchType.Fargate;
  const platform = args.platform ?? Platform.LinuxX86;
  const onFargate = launchType === LaunchType.Fargate;
  return {
    part,
    launchType,
    platform,
    volumes: { ...args.volumes, ...part.volumes },
    placementConstraints: [
      ...(args.placementConstraints ?? []),
      ...part.placementConstraints,
      ...(onFargate ? [] : windowsConstraint(platform)),
    ],
    cpu: args.cpu ?? (onFargate ? 256 : undefined),
    memoryMiB: args.memoryMiB ?? (onFargate ? 512 : undefined),
  };
}

/** A Windows image on an instance of another build stays PENDING for ever; only a constraint keeps it away. */
function windowsConstraint(platform: Platform): PlacementConstraint[] {
  if (operatingSystemOf(platform) === OperatingSystem.Linux) return [];
  const { operatingSystemFamily } = runtimePlatform(platform);
  return [{ type: "memberOf", expression: `attribute:ecs.os-family == ${operatingSystemFamily}` }];
}

function checkFargate(faults: Faults, args: TaskDefinitionArgs, plan: TaskPlan): void {
  checkFargateSize(faults, plan.cpu ?? 0, plan.memoryMiB ?? 0);
  checkWhole(faults, "ephemeralStorageGiB", args.ephemeralStorageGiB, { from: 21, to: 200, unit: "GiB" });
  for (const [key, volume] of Object.entries(plan.volumes)) {
    if (
      volume.hostPath ??
      volume.dockerVolumeConfiguration ??
      volume.fsxWindowsFileServerVolumeConfiguration
    ) {
      faults.add(
        `volumes.${key}`,
        "needs a container instance; AWS Fargate mounts EFS, ECS-managed EBS and task-local volumes.",
      );
    }
  }
  for (const [name, container] of Object.entries(args.containers)) {
    if (container.gpus)
      faults.add(`containers.${name}.gpus`, 'AWS Fargate has no GPUs; use launchType: "ec2".');
  }
  if (operatingSystemOf(plan.platform) === OperatingSystem.Windows && (plan.cpu ?? 0) < 1024) {
    faults.add(
      "cpu",
      `${given(plan.cpu)} is too small for Windows on AWS Fargate; 1024 is its smallest size.`,
    );
  }
}

function references(containers: Record<string, ContainerArgs>, part: MergedTaskPart): pulumi.Input<string>[] {
  return [
    ...Object.values(containers).flatMap(({ repositoryCredentials, secrets }) => [
      ...(repositoryCredentials === undefined ? [] : [repositoryCredentials]),
      ...Object.values(secrets ?? {}),
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
      networkMode: "awsvpc",
      runtimePlatform: runtimePlatform(plan.platform),
      cpu: plan.cpu?.toString(),
      memory: plan.memoryMiB?.toString(),
      ephemeralStorage:
        args.ephemeralStorageGiB === undefined ? undefined : { sizeInGib: args.ephemeralStorageGiB },
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      containerDefinitions: renderContainers(args.containers, {
        operatingSystem: operatingSystemOf(plan.platform),
        part: plan.part,
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
