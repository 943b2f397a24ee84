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
 * Amazon FSx for Windows File Server for Windows containers on container instances: files that outlive tasks, instances and,
 * with `multiAz`, a zone, and that many tasks share.
 *
 * `native`: the task definition names the file system, and ECS mounts its share on an instance that is a member of the
 * domain, with a login that only ECS reads. `globalMapping`: State Manager has each instance map the share under a drive
 * letter (`DomainMembers` with `mapping`), and tasks mount a folder of the drive. It works with any version of ECS, but
 * every container of the instance could reach the drive, and the instance holds the login.
 *
 * Tasks land where the share is: an attribute of the instance says so, and an instance gets its attributes only when its boot
 * script has seen that it is a member of the domain and, with `globalMapping`, that the folder answers. Not by an
 * association that starts the agent: one that fails halfway, or runs again after a restart in another order, would leave an
 * agent that takes tasks, whereas the boot script decides once on every start and lets no agent start before.
 *
 * Costs storage and backups by the gigabyte and month, throughput by the month, about twice as much over two zones, and
 * audit logs by the gigabyte. Creation and deletion take 20 to 45 minutes.
 */
export class FsxWindows extends pulumi.ComponentResource {
  /** `fs-…`, for `aws fsx` commands and alarms. */
  readonly fileSystemId: pulumi.Output<string>;
  /** For IAM policies and backup plans. */
  readonly fileSystemArn: pulumi.Output<string>;
  /** Name of the file server in the domain; it stays when the server fails over. */
  readonly dnsName: pulumi.Output<string>;
  /** `\\server\share`. */
  readonly sharePath: pulumi.Output<string>;
  /** Admits `clients` and nobody else. */
  readonly securityGroupId: pulumi.Output<string>;
  /**
   * Where a container finds the folder: `native` mounts the share at `containerPath`, and the application makes the folder in
   * it if it is missing; `globalMapping` mounts the folder itself there. On the share it is the same folder.
   */
  readonly folderPath: string;
  /** For capacities; after the directory's. */
  readonly instancePart: InstancePart;
  /** For task definitions whose containers mount the folder. */
  readonly taskPart: TaskPart;
  /** For `Watch`; without the daily backups, for which AWS documents neither a metric nor an event (2026-11). */
  readonly watchPart: WatchPart;
  /** For `DomainMembers`; undefined in mode `native`. */
  readonly mapping: ShareMapping | undefined;
  /** Run it once on an instance; undefined without `mapping.hardening`. */
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
