import schema from "#schema" with { type: "json" };
import {
  checkArguments,
  joinWatchParts,
  mountsOf,
  protectionOf,
  waiversOf,
  isOn,
  storeProtection,
  type InstancePart,
  type TaskPart,
  type Waivers,
  type WatchPart,
  required,
} from "@ballast/contracts";
import { backUp } from "@ballast/ecs";
import { attribute, memberOf } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import { domainAttribute } from "../directory/directory.ts";
import { readSecret } from "../statements.ts";
import { check, heldArgs, ShareMode, type FsxWindowsArgs, type ShareLogin } from "./args.ts";
import { backedUp, createFileSystem, createServerGroup } from "./fileSystem.ts";
import { createMapping, shareAttribute, shareValue, type ShareMapping } from "./globalMapping.ts";
import { watchFiles } from "./watched.ts";

/**
 * Amazon FSx for Windows File Server for Windows containers on container instances. Many tasks share the files, which
 * survive the loss of tasks, instances and, with `multiAz`, of a zone.
 *
 * `native`: the task definition names the file system, and ECS mounts its share on an instance that is a member of the
 * domain, with credentials that only ECS reads. `globalMapping`: State Manager maps the share to a drive letter on each
 * instance (`DomainMembers` with `mapping`), and tasks mount a folder of the drive. It works with any version of ECS,
 * but every container of the instance can access the drive, and the instance has the credentials.
 *
 * Tasks are placed only on instances with an attribute for the share. An instance gets its attributes only after its
 * boot script has checked that the instance is a member of the domain and, with `globalMapping`, that the folder is
 * accessible. An association that starts the agent would be less safe: if it fails halfway, or runs in another order
 * after a restart, the agent accepts tasks too early. The boot script checks on every start, before the agent starts.
 *
 * Charges: storage and backups per gigabyte and month, throughput per MBps and month (in two zones about twice as much), and
 * audit logs per gigabyte. Creation and deletion take 20 to 45 minutes.
 */
export class FsxWindows extends pulumi.ComponentResource {
  /** `fs-…`, for `aws fsx` commands and alarms. */
  readonly fileSystemId: pulumi.Output<string>;
  /** ARN of the file system, for IAM policies and backup plans. */
  readonly fileSystemArn: pulumi.Output<string>;
  /** DNS name of the file server in the domain; it stays the same after a failover. */
  readonly dnsName: pulumi.Output<string>;
  /** `\\server\share`. */
  readonly sharePath: pulumi.Output<string>;
  /** Security group of the file server; only `clients` can connect to it. */
  readonly securityGroupId: pulumi.Output<string>;
  /**
   * Path of the folder in a container. In mode `native`, `containerPath` is the share, and the application must create
   * the folder in it if it is missing. In mode `globalMapping`, `containerPath` is the folder itself. On the share it
   * is the same folder.
   */
  readonly folderPath: string;
  /** For capacities; pass it after the directory's part. */
  readonly instancePart: InstancePart;
  /** For task definitions whose containers mount the folder. */
  readonly taskPart: TaskPart;
  /**
   * For `Watch`. It does not monitor the daily backups, for which AWS documents neither a metric nor an event
   * (2026-11).
   */
  readonly watchPart: WatchPart;
  /** For `DomainMembers`; undefined in mode `native`. */
  readonly mapping: ShareMapping | undefined;
  /** Name of the Systems Manager document to run once on an instance; undefined without `mapping.hardening`. */
  readonly hardeningDocumentName: pulumi.Output<string> | undefined;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: FsxWindowsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "FsxWindows", name, args, check);
    super("ballast-fsx-windows:index:FsxWindows", name, {}, opts);
    const child = { parent: this };

    const group = createServerGroup(name, args, child);
    const held = heldArgs(name, args);
    const files = createFileSystem(name, held, group, child);
    const shareName = args.shareName ?? "share";
    this.sharePath = pulumi.interpolate`\\\\${files.dnsName}\\${shareName}`;
    const mapped = args.mapping && createMapping(name, args, args.mapping, this.sharePath, child);

    this.fileSystemId = files.id;
    this.fileSystemArn = files.arn;
    this.dnsName = files.dnsName;
    this.securityGroupId = group.id;
    this.instancePart = mapped?.instancePart ?? {};
    this.mapping = mapped?.mapping;
    this.hardeningDocumentName = mapped?.hardeningDocumentName;
    this.folderPath = mapped ? args.containerPath : `${args.containerPath}\\${args.folder}`;
    this.taskPart = mapped
      ? mappedTask(name, args, mapped.mapping)
      : nativeTask(name, held, required(held.login, "login"), shareName, files);
    const backups = backUp(name, backedUp(name, args, files, group), child);
    this.watchPart = joinWatchParts([watchFiles(name, args, files.id), backups.watchPart]);
    this.waivers = waiversOf({
      "data-retention": {
        [`${name}-files`]: storeProtection(args),
        ...backups.protections,
        ...(isOn(args.audit) && { [`${name}-audit`]: storeProtection(args) }),
      },
      "fsx-audit": { [`${name}-files`]: args.audit },
      "fsx-backup": { [`${name}-files`]: protectionOf(args.backup) },
    });
    this.registerOutputs({
      fileSystemId: this.fileSystemId,
      dnsName: this.dnsName,
      sharePath: this.sharePath,
      securityGroupId: this.securityGroupId,
      folderPath: this.folderPath,
      mode: args.mode ?? ShareMode.Native,
      mounts: mountsOf(this.taskPart),
      waivers: this.waivers,
    });
  }
}

function mountPoints(name: string, { containerPath, containers }: FsxWindowsArgs): TaskPart["mountPoints"] {
  return { [name]: { sourceVolume: name, containerPath, ...(containers && { containers }) } };
}

/** ECS finds the server, reads the login and mounts the share, all by the execution role. */
function nativeTask(
  name: string,
  args: FsxWindowsArgs,
  { secretArn, kmsKeyArn }: ShareLogin,
  rootDirectory: string,
  files: { id: pulumi.Output<string> },
): TaskPart {
  return {
    volumes: {
      [name]: {
        fsxWindowsFileServerVolumeConfiguration: {
          fileSystemId: files.id,
          rootDirectory,
          authorizationConfig: { credentialsParameter: secretArn, domain: args.directory.domainName },
        },
      },
    },
    mountPoints: mountPoints(name, args),
    executionStatements: [
      // Describing knows no resource.
      { actions: ["fsx:DescribeFileSystems"], resources: ["*"] },
      ...readSecret(args.site, secretArn, kmsKeyArn),
    ],
    placementConstraints: [memberOf(attribute(domainAttribute).equals(args.directory.domainName))],
  };
}

/** The drive is the share already, so the path on it starts with the folder. */
function mappedTask(name: string, args: FsxWindowsArgs, { driveLetter, folder }: ShareMapping): TaskPart {
  return {
    volumes: { [name]: { hostPath: `${driveLetter}:\\${folder}` } },
    mountPoints: mountPoints(name, args),
    placementConstraints: [memberOf(attribute(shareAttribute).equals(shareValue(name)))],
  };
}
