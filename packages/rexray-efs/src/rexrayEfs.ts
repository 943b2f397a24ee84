import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  joinWatchParts,
  mountsOf,
  protectionOf,
  waiversOf,
  storeProtection,
  type InstancePart,
  type ServicePart,
  type Survival,
  type TaskPart,
  type Waivers,
  type WatchPart,
  required,
} from "@ballast/contracts";
import { allow, backUp, StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { RexrayEfsArgs } from "./args.ts";
import { check } from "./check.ts";
import { createFileSystem, staysAfter, type FileSystem } from "./fileSystem.ts";
import { FileSystemMode, survivalOf } from "./modes.ts";
import { nativeParts, pluginParts } from "./parts.ts";
import { watchFileSystem } from "./watched.ts";

const nfsPort = 2049;

/**
 * One Amazon EFS file system that many tasks in several zones share. All tasks read what one of them writes.
 * `FileSystemMode` describes the modes. In both, the files survive the end of a task and the loss of an instance or a
 * zone. When the stack is destroyed, `retention` decides in mode `native`. In mode `plugin` the files always remain,
 * because the stack does not know what the plugin created.
 *
 * Pass `taskPart` to the task definitions, or `readerPart` to those that only read. Pass `servicePart` to their
 * services and, on container instances, `instancePart` to their capacities. Deployments are rolling updates: old and
 * new tasks share the files.
 *
 * Charges: stored data per gigabyte and month, at a lower price if it is not read; with elastic throughput also data
 * read and written, per gigabyte; and the backups. There is no charge for idle time.
 */
export class RexrayEfs extends pulumi.ComponentResource {
  /** Id of the file system, known when it can be mounted; undefined in mode `plugin`. */
  readonly fileSystemId: pulumi.Output<string> | undefined;
  /** ARN of the access point; undefined in mode `plugin`. */
  readonly accessPointArn: pulumi.Output<string> | undefined;
  /** Security group of the mount targets; `clients` can connect to it. */
  readonly securityGroupId: pulumi.Output<string>;
  /** For task definitions whose tasks read and write the files. */
  readonly taskPart: TaskPart;
  /** For task definitions whose tasks only read the same files, at the same path. */
  readonly readerPart: TaskPart;
  /** For the services of tasks that mount the files. */
  readonly servicePart: ServicePart;
  /** For capacities whose tasks mount the files. */
  readonly instancePart: InstancePart;
  /** For `Watch`. Empty in mode `plugin`, because the id of a file system outside the Pulumi state is unknown. */
  readonly watchPart: WatchPart;
  /** Which events the files survive. */
  readonly survives: Survival;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: RexrayEfsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "RexrayEfs", name, args, check);
    super("ballast-rexray-efs:index:RexrayEfs", name, {}, opts);
    const child = { parent: this };

    const group = createGroup(name, args, child);
    const mode = args.mode ?? FileSystemMode.Native;
    const building: Record<FileSystemMode, () => FileSystem | undefined> = {
      native: () => createFileSystem(name, args, group.id, child),
      plugin: () => void pulumi.log.warn(deprecation, this),
    };
    const fileSystem = building[mode]();
    const backups =
      fileSystem &&
      backUp(name, backedUp(name, args, fileSystem), child, { failure: "failure", silence: "backup" });
    const parts = fileSystem
      ? nativeParts(name, args, fileSystem)
      : pluginParts(name, args, required(args.plugin, "plugin"), group.id);

    this.fileSystemId = fileSystem?.fileSystemId;
    this.accessPointArn = fileSystem?.accessPointArn;
    this.securityGroupId = group.id;
    this.taskPart = parts.task;
    this.readerPart = parts.reader;
    this.servicePart = parts.service;
    this.instancePart = parts.instance;
    this.watchPart =
      fileSystem && backups
        ? joinWatchParts([watchFileSystem({ name, args, fileSystem }), backups.watchPart])
        : {};
    this.survives = survivalOf(mode, staysAfter(args));
    // An existing file system is not a resource of this stack, so there is nothing to waive.
    this.waivers =
      fileSystem && args.fileSystemId === undefined
        ? waiversOf({
            "data-retention": {
              [`${name}-files`]: storeProtection(args),
              ...backups?.protections,
            },
            "efs-backup": { [`${name}-files`]: protectionOf(args.backup) },
            "efs-root-access": { [`${name}-files`]: args.rootSquash },
          })
        : {};
    this.registerOutputs({
      fileSystemId: this.fileSystemId,
      accessPointArn: this.accessPointArn,
      securityGroupId: this.securityGroupId,
      survives: this.survives,
      mounts: mountsOf(this.taskPart),
      waivers: this.waivers,
    });
  }
}

/** A file system for AWS Backup, which restores with the account's key for EFS unless another key is specified. */
function backedUp(name: string, args: RexrayEfsArgs, { arn }: FileSystem): BackedUpStore {
  const { site, backup, kmsKeyArn } = args;
  return {
    site,
    arn,
    kind: StoreKind.Files,
    backup,
    stays: staysAfter(args),
    protection: storeProtection(args),
    says: `file system ${name}`,
    ...(kmsKeyArn !== undefined && { restore: { kmsKeyId: kmsKeyArn } }),
  };
}

const deprecation =
  'mode "plugin" uses REX-Ray, which has been abandoned since 2019. The file systems that it creates are unencrypted, have no backups ' +
  'and are not in the Pulumi state. Use mode "native".';

function createGroup(
  name: string,
  { vpcId, clients }: RexrayEfsArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-group`,
    { vpcId, description: `Files of ${name}`, tags: { Name: name } },
    child,
  );
  allow(
    name,
    { serverGroupId: group.id, clients, ports: { nfs: nfsPort }, description: `Files of ${name}` },
    child,
  );
  return group;
}
