import type {
  PlacementConstraint,
  Retention,
  Statement,
  TaskPart,
  TaskVolume,
  SiteArgs,
} from "@ballast/contracts";
import type { ContainerArgs } from "./containers.ts";
import type { VolumeOwner } from "./volumeOwners.ts";
import type { TaskDefinitionOwner, LaunchType, NetworkMode, Platform } from "./shape.ts";

export interface TaskDefinitionArgs extends SiteArgs {
  /** By the container's name. */
  containers: Record<string, ContainerArgs>;
  /** Where its tasks run. @default "fargate" */
  launchType?: LaunchType;
  /** Operating system and processor of the containers' images. @default "linuxX86" */
  platform?: Platform;
  /** How its tasks are connected. `bridge` is for Linux container instances. @default "awsvpc" */
  networkMode?: NetworkMode;
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
  /**
   * By the name of a volume: the user to whom its root folder belongs when the containers that mount it start. A container of its
   * own, which runs as root, sets that at each start of a task. Linux only; a file system that decides itself who owns what, such as
   * one behind an EFS access point, refuses it, and the task does not start.
   *
   * @default - as the volume has it
   */
  volumeOwners?: Record<string, VolumeOwner>;
  /** Container instances on which its tasks may run. @default - any */
  placementConstraints?: PlacementConstraint[];
  /** What the application may do. @default - nothing */
  taskStatements?: Statement[];
  /** What ECS may do to start a task, beyond images, logs, secrets and parameters. @default - nothing */
  executionStatements?: Statement[];
  /** What storage, registry and directory components bring. @default - none */
  parts?: Record<string, TaskPart>;
  /**
   * Lets people open a shell in running containers (ECS Exec). On Linux at least one container needs a root file system that can be
   * written, `readonlyRootFilesystem: { enabled: false, reason }`: AWS supports ECS Exec in no other. A pipeline that registers
   * revisions must keep it so; `ballast exec` says if it does not.
   *
   * @default false
   */
  executeCommand?: boolean;
  /** `pipeline` if deliveries register new revisions; services then leave theirs alone. @default "program" */
  owner?: TaskDefinitionOwner;
  /** Under which ECS counts revisions. @default - `<stack>-<name>` */
  family?: string;
  /** Days to keep the containers' logs. @default 90 */
  logRetentionDays?: number;
  /** Whether the logs outlive the stack. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for these logs. Waives the rule `data-retention`, for these logs only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}
