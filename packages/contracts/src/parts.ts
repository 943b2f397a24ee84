import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PlacementConstraint } from "./placement.ts";
import type { Statement } from "./statement.ts";
import type { Waiver } from "./waivers.ts";

// A storage, registry or directory package does not reach into a cluster: it exposes parts, and the capacity,
// the task definition and the service that use it merge them. Equal keys, or values that differ where there can
// be one, are faults.

/** The operating system of a container instance. */
export const OperatingSystem = {
  /** Amazon Linux; boot steps are Bash. */
  Linux: "linux",
  /** Windows Server; boot steps are PowerShell. */
  Windows: "windows",
} as const;
export type OperatingSystem = (typeof OperatingSystem)[keyof typeof OperatingSystem];

/**
 * `beforeAgent`: Docker runs, no task can be placed yet, and a step can wait for Systems Manager. `afterAgent`: the ECS
 * agent has started.
 */
export const BootPhase = {
  /** Before the ECS agent starts: no task can run yet. */
  BeforeAgent: "beforeAgent",
  /** After the ECS agent has started. */
  AfterAgent: "afterAgent",
} as const;
export type BootPhase = (typeof BootPhase)[keyof typeof BootPhase];

/** Conditions that boot steps wait for and provide. Your own parts may add conditions with other names. */
export const BootCondition = {
  /** The machine's network is up. The machine provides it. */
  Network: "network",
  /** Docker runs. The machine provides it. */
  Docker: "docker",
  /** The Systems Manager agent runs, and State Manager's associations with it. The machine provides it. */
  SsmAgent: "ssmAgent",
  /** The ECS agent runs. The machine provides it to steps of phase `afterAgent`. */
  Agent: "agent",
  /** A volume is mounted. */
  Volume: "volume",
  /** A Docker volume plugin is installed and enabled. */
  VolumePlugin: "volumePlugin",
  /** The instance is a member of its domain. An association of State Manager may bring it without a step. */
  Domain: "domain",
  /** A share is mapped. */
  Share: "share",
} as const;
export type BootCondition = (typeof BootCondition)[keyof typeof BootCondition];

/** One step of a container instance's boot script, which runs on every start, outside of user data. */
export interface BootStep {
  /** When the step runs. */
  phase: BootPhase;
  /**
   * Conditions that the script needs to finish: values of `BootCondition`, or conditions that another step provides.
   * The step runs after every step that provides one of them. Include conditions that the script only polls.
   *
   * @default - the conditions that the machine provides in this phase, and all previous steps
   */
  waitsFor?: string[];
  /**
   * Conditions that are true after the script has ended: values of `BootCondition`, or your own names in lower camel
   * case.
   *
   * @default - nothing
   */
  provides?: string[];
  /** Operating system of the script; instances with another one reject the part. */
  operatingSystem: OperatingSystem;
  /**
   * Bash for Linux, PowerShell (ASCII) for Windows; it must be idempotent. It fails, and prevents the agent from
   * accepting tasks, if a command fails (Bash), or on an error or a failing last program (PowerShell, which must not
   * call `exit`). It must not contain secrets, because everyone with permission to describe the instance can read user
   * data.
   */
  script: pulumi.Input<string>;
}

/** A block volume that only one container instance at a time can attach. */
export interface InstanceVolume {
  /**
   * True for a volume that the same instance has from its boot to its termination. A capacity has at most one such volume, and
   * at most two instances: the one with the volume and its replacement.
   *
   * @default false
   */
  untilTermination?: boolean;
  /** Full ARN of the customer-managed key that encrypts it. @default - the account's key for EBS */
  kmsKeyArn?: pulumi.Input<string>;
}

/** What a container instance needs so that its tasks can use a component. @part */
export interface InstancePart {
  /** Steps of the boot script, in this order unless `waitsFor` requires another. @default - none */
  bootSteps?: Record<string, BootStep>;
  /** IAM policy statements for the instance's role. @default - none */
  statements?: Statement[];
  /** Custom attributes (ECS_INSTANCE_ATTRIBUTES) for placement constraints. @default - none */
  attributes?: Record<string, string>;
  /** Tags of the instance, with which IAM policies can be restricted to instances with this part. @default - none */
  tags?: Record<string, string>;
  /** Keys of the zones in which instances can use the component. @default - any zone */
  zones?: string[];
  /**
   * Name of a volume that the same instance has from its boot to its termination, without a snapshot before the instance is
   * replaced.
   *
   * @deprecated Use `volumes` with `untilTermination`.
   * @default - none
   */
  exclusiveVolume?: string;
  /** Security groups of the instance, keyed by a name that the requiring component chooses. @default - none */
  securityGroupIds?: Record<string, pulumi.Input<string>>;
  /**
   * Block volumes that instances attach, keyed by the volume's tag `Name`. A snapshot of each is created before its
   * instance is replaced.
   *
   * @default - none
   */
  volumes?: Record<string, InstanceVolume>;
}

/** A volume of a task definition: exactly one of these kinds, or none for a volume that is deleted with the task. */
export interface TaskVolume {
  /** Path on the container instance. @default - none */
  hostPath?: pulumi.Input<string>;
  /** True for an EBS volume that ECS creates when the service launches a task. @default false */
  configureAtLaunch?: boolean;
  /** A volume of a Docker volume plugin. @default - none */
  dockerVolumeConfiguration?: pulumi.Input<aws.types.input.ecs.TaskDefinitionVolumeDockerVolumeConfiguration>;
  /** Amazon EFS. @default - none */
  efsVolumeConfiguration?: pulumi.Input<aws.types.input.ecs.TaskDefinitionVolumeEfsVolumeConfiguration>;
  /** Amazon FSx for Windows File Server. @default - none */
  fsxWindowsFileServerVolumeConfiguration?: pulumi.Input<aws.types.input.ecs.TaskDefinitionVolumeFsxWindowsFileServerVolumeConfiguration>;
}

/** Where a volume is mounted in containers. */
export interface PartMountPoint {
  /** Name of a volume of the task definition. */
  sourceVolume: string;
  /** Absolute path in the containers. */
  containerPath: string;
  /** Mounts the volume read-only. @default false */
  readOnly?: boolean;
  /** Names of the containers. @default - every container of the task */
  containers?: string[];
}

/** A value that ECS fetches and passes to containers as an environment variable. */
export interface PartSecret {
  /** ARN of a secret (`<arn>:json-key::` selects one field) or of an SSM parameter. */
  valueFrom: pulumi.Input<string>;
  /** Names of the containers. @default - every container of the task */
  containers?: string[];
}

/** What a task definition needs so that its tasks can use a component. @part */
export interface TaskPart {
  /** Keyed by the volume's name. @default - none */
  volumes?: Record<string, TaskVolume>;
  /** Where its volumes are mounted, keyed by a name that the part chooses. @default - none */
  mountPoints?: Record<string, PartMountPoint>;
  /** Keyed by the environment variable's name. @default - none */
  secrets?: Record<string, PartSecret>;
  /** IAM policy statements for the application (task role). @default - none */
  taskStatements?: Statement[];
  /** IAM policy statements for ECS to start the task (execution role). @default - none */
  executionStatements?: Statement[];
  /** Container instances on which tasks can use the component. @default - none */
  placementConstraints?: PlacementConstraint[];
  /**
   * Keyed by rule, then by the volume or container of the task definition for which the rule is waived.
   *
   * @default - none
   */
  waivers?: Record<string, Record<string, Waiver>>;
}

/** An EBS volume that ECS creates and deletes with each task of a service: fast temporary storage, not persistent. */
export interface ManagedVolume {
  /** Name of the task definition's volume with `configureAtLaunch`. */
  volume: string;
  /** GiB. @default - the snapshot's size; required without a snapshot */
  sizeGiB?: number;
  /** Snapshot from which the volume is created. @default - blank */
  snapshotId?: pulumi.Input<string>;
  /** `gp3`, `gp2`, `io1`, `io2`, `st1` or `sc1`. @default "gp3" */
  volumeType?: string;
  /** I/O operations per second. @default - the type's default */
  iops?: number;
  /** MiB per second, gp3 only. @default - the type's default */
  throughput?: number;
  /** `xfs`, `ext4`, `ext3`; `ntfs` on Windows. @default "xfs" */
  fileSystemType?: string;
  /** ARN of the customer-managed key that encrypts it; never an alias. @default - the account's key for EBS */
  kmsKeyId?: pulumi.Input<string>;
}

/** A block volume to which tasks of a service write. */
export interface ServiceVolume {
  /** Full ARN of the volume. */
  volumeArn: pulumi.Input<string>;
  /** Full ARN of the customer-managed key that encrypts it. @default - the account's key for EBS */
  kmsKeyArn?: pulumi.Input<string>;
}

/** What a service must comply with so that its tasks can use a component. @part */
export interface ServicePart {
  /** Required desired count; a service with a different one is rejected. @default - the service's value */
  desiredCount?: number;
  /** Percent of the desired tasks that must stay healthy during a deployment. @default - the service's value */
  minimumHealthyPercent?: number;
  /** Percent of the desired tasks that may run during a deployment. @default - the service's value */
  maximumPercent?: number;
  /** Whether ECS can move tasks to balance the zones. @default - the service's value */
  zoneRebalancing?: boolean;
  /** Keys of the subnets that tasks can use. @default - all of the service's subnets */
  subnetKeys?: string[];
  /** The EBS volume that ECS creates for each task. @default - none */
  volumeConfiguration?: ManagedVolume;
  /**
   * EBS volumes of the stack to which its tasks write, keyed by the volume's tag `Name`. `deployment.snapshotBefore`
   * creates snapshots of them.
   *
   * @default - none
   */
  volumes?: Record<string, ServiceVolume>;
  /** Keyed by rule, then by the volume of the service for which the rule is waived. @default - none */
  waivers?: Record<string, Record<string, Waiver>>;
}
