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
  /** Keyed by the container's name. */
  containers: Record<string, ContainerArgs>;
  /** Where its tasks run. @default "fargate" */
  launchType?: LaunchType;
  /** Operating system and processor of the containers' images. @default "linuxX86" */
  platform?: Platform;
  /** Network mode of its tasks. `bridge` requires Linux container instances. @default "awsvpc" */
  networkMode?: NetworkMode;
  /**
   * CPU units of the whole task; 1024 are one virtual CPU.
   *
   * @default 256 on AWS Fargate; none on container instances, where you set it per container
   */
  cpu?: number;
  /**
   * Memory of the whole task.
   *
   * @default 512 on AWS Fargate; none on container instances, where you set it per container
   */
  memoryMiB?: number;
  /** GiB of ephemeral storage of a Fargate task, 21 to 200. @default - 20, as in AWS Fargate */
  ephemeralStorageGiB?: number;
  /** Keyed by name; containers and parts mount them. @default - none */
  volumes?: Record<string, TaskVolume>;
  /**
   * Owner of a volume's root folder when the containers that mount it start, keyed by volume name. An additional
   * container, which runs as root, sets the owner at each start of a task. Linux only. File systems that determine
   * owners themselves, such as EFS with an access point, reject the change, and the task does not start.
   *
   * @default - unchanged
   */
  volumeOwners?: Record<string, VolumeOwner>;
  /** Container instances on which its tasks can run. @default - any */
  placementConstraints?: PlacementConstraint[];
  /** IAM policy statements for the application. @default - nothing */
  taskStatements?: Statement[];
  /**
   * IAM policy statements for ECS to start a task, in addition to those for images, logs, secrets and parameters.
   *
   * @default - nothing
   */
  executionStatements?: Statement[];
  /** Parts of storage, registry and directory components. @default - none */
  parts?: Record<string, TaskPart>;
  /**
   * Allows shells in running containers (ECS Exec). On Linux, ECS Exec works only in containers with a writable root
   * file system, so at least one needs `readonlyRootFilesystem: { enabled: false, reason }`. A pipeline that registers
   * revisions must keep this setting; `ballast exec` reports if it does not.
   *
   * @default false
   */
  executeCommand?: boolean;
  /**
   * `pipeline` if a pipeline registers new revisions; services then keep the revision that it deployed.
   *
   * @default "program"
   */
  owner?: TaskDefinitionOwner;
  /** Family name, under which ECS numbers revisions. @default - `<stack>-<name>` */
  family?: string;
  /** Days to keep the containers' logs. @default 90 */
  logRetentionDays?: number;
  /** Whether the logs remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for these logs. Waives the rule `data-retention`, for these logs only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}
