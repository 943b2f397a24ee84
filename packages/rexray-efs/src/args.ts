import type { Client, Protection, Retention, SiteArgs, VpcArgs } from "@ballast/contracts";
import type { LaunchType, Platform, StoreBackup } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { FileSystemMode, Throughput } from "./modes.ts";

/**
 * The directory of the file system that tasks see as the root, and the POSIX user and group of all accesses,
 * independent of the container's user.
 */
export interface SharedDirectory {
  /**
   * Path of one to four levels. It is created when the first task mounts it; an existing directory is not changed. `/`
   * is allowed only with `fileSystemId`, to see which folders an existing file system has.
   *
   * @default "/data"
   */
  path?: string;
  /** POSIX user id of every access. @default 1000 */
  userId?: number;
  /** POSIX group id of every access. @default 1000 */
  groupId?: number;
  /** Octal permissions of the directory when it is created. @default "0750" */
  permissions?: string;
}

/** The REX-Ray plugin, for mode `plugin`. */
export interface EfsPlugin {
  /**
   * Image with its digest. REX-Ray's own images date from 2019 or earlier and support only IMDSv1, which is disabled on
   * these instances. Use a build that supports IMDSv2, and check it: it runs as root on the instances.
   */
  image: string;
  /**
   * Why this plugin, which is no longer maintained, is used instead of mode `native`. The `waivers` of the task
   * definitions that use it contain the reason.
   */
  reason: string;
  /** The driver's name in the task definition. @default "rexray/efs" */
  alias?: string;
  /** Further settings of the plugin, keyed by name; never a secret. @default - none */
  settings?: Record<string, string>;
}

export interface RexrayEfsArgs extends SiteArgs, VpcArgs {
  /**
   * Subnets of the tasks or, in mode `plugin`, of their instances, keyed by zone. The files are accessible in these
   * zones.
   */
  subnetIds: Record<string, pulumi.Input<string>>;
  /**
   * Security groups that may mount the files: those of tasks, which mount through their own network interface, or those
   * of container instances in network mode `bridge` and in mode `plugin`. NFS has no authentication, so address ranges
   * are rejected.
   */
  clients: Record<string, Client>;
  /**
   * Path at which containers mount the files. On container instances, use a path that does not exist in the image: Docker
   * copies the image's files at that path, with their owner, to an empty volume, and an access point does not allow
   * chown.
   */
  containerPath: string;
  /** Names of the containers that mount it. @default - every container of the task */
  containers?: string[];
  /** Mounts the files so that `taskPart` cannot write to them. @default false */
  readOnly?: boolean;
  /** How tasks mount the files. @default "native" */
  mode?: FileSystemMode;
  /** Where the tasks run; mode `plugin` needs container instances. @default "fargate" */
  launchType?: LaunchType;
  /** Platform of the tasks' images. Windows cannot mount EFS, and the plugin requires `linuxX86`. @default "linuxX86" */
  platform?: Platform;
  /**
   * An existing file system, for example one that AWS Backup restored. It gets mount targets, a policy, daily backups
   * and an access point, and remains when the stack is destroyed. `directory.path` must be the path of its files: AWS
   * Backup restores into `/aws-backup-restore_<time>`. It must not have mount targets in these zones. Mode `native`
   * only.
   *
   * @default - a file system of this component
   */
  fileSystemId?: pulumi.Input<string>;
  /** Mode `native`. @default - `/data`, for user and group 1000 */
  directory?: SharedDirectory;
  /** Mode `native`. @default "elastic" */
  throughput?: Throughput;
  /** MiB per second, for throughput `provisioned`. @default - none */
  provisionedMiBps?: number;
  /**
   * Days without access after which a file moves to Infrequent Access, which is cheaper to store and more expensive to
   * read. The next access moves it back. Mode `native`.
   *
   * @default 30
   */
  infrequentAccessDays?: number;
  /** Customer-managed key that encrypts the files. Mode `native`. @default - the account's key for EFS */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * A daily backup by AWS Backup, kept for 35 days. With further settings, recovery points in the component's own vault
   * replace it. Mode `native`.
   *
   * @default - the daily backup
   */
  backup?: StoreBackup;
  /**
   * Maps root clients to the user nobody. When it is off, root access requires `directory.userId: 0`. Mode `native`.
   *
   * @default - on
   */
  rootSquash?: Protection;
  /** Required for mode `plugin`. @default - none */
  plugin?: EfsPlugin;
  /**
   * Whether the files remain when the stack is destroyed. Mode `native` only: a file system that the plugin created
   * always remains.
   *
   * @default "retain"
   */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the files. Waives the rule `data-retention`, for the files only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}
