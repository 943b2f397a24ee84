import * as aws from "@pulumi/aws";
import {
  heldId,
  isDiscarded,
  isOn,
  regionalArn,
  required,
  retentionOptions,
  subjectOf,
  whenReady,
} from "@ballast/contracts";
import { hasVault, StoreKind } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { RexrayEfsArgs } from "./args.ts";
import { fileSystemIdForm } from "./check.ts";
import { Throughput } from "./modes.ts";

/** A file system as its users need to know it. */
export interface FileSystem {
  /** Known once it can be mounted in every zone, by whom its policy admits. */
  fileSystemId: pulumi.Output<string>;
  arn: pulumi.Output<string>;
  accessPointId: pulumi.Output<string>;
  accessPointArn: pulumi.Output<string>;
}

/** The file system of mode `native`, in the state. */
export function createFileSystem(
  name: string,
  args: RexrayEfsArgs,
  securityGroupId: pulumi.Output<string>,
  child: pulumi.ComponentResourceOptions,
): FileSystem {
  // The second tag shows searches for leftovers of plugins that this is not one.
  const tags = { Name: `${pulumi.getStack()}-${name}`, "ballast:managed": "pulumi" };
  const fileSystem =
    args.fileSystemId === undefined ? ownFileSystem(name, args, tags, child) : existing(name, args);
  new aws.efs.BackupPolicy(
    `${name}-backup`,
    {
      fileSystemId: fileSystem.id,
      backupPolicy: { status: automaticBackups(args) ? "ENABLED" : "DISABLED" },
    },
    // Without it nothing would back up the files of a stack that is gone: the provider's deletion switches backups off.
    { ...child, retainOnDelete: staysAfter(args) },
  );
  const accessPoint = createAccessPoint(name, args, fileSystem, tags, child);
  const policy = new aws.efs.FileSystemPolicy(
    `${name}-policy`,
    {
      fileSystemId: fileSystem.id,
      policy: fileSystemPolicy(fileSystem.arn, accessPoint.arn, isOn(args.rootSquash)),
    },
    child,
  );
  const mountTargets = Object.entries(args.subnetIds).map(
    ([zone, subnetId]) =>
      new aws.efs.MountTarget(
        `${name}-target-${zone}`,
        { fileSystemId: fileSystem.id, subnetId, securityGroups: [securityGroupId] },
        child,
      ),
  );
  const usable = [policy.id, accessPoint.id, ...mountTargets.map((target) => target.id)];
  return {
    fileSystemId: whenReady(fileSystem.id, usable),
    arn: fileSystem.arn,
    accessPointId: accessPoint.id,
    accessPointArn: accessPoint.arn,
  };
}

/** EFS's own daily backups: a second vault would hold every file once more. */
export function automaticBackups({ backup }: RexrayEfsArgs): boolean {
  return isOn(backup) && !hasVault(backup, StoreKind.Files);
}

/** The properties that the file system's other resources need. */
type Files = Pick<aws.efs.FileSystem, "id" | "arn">;

function ownFileSystem(
  name: string,
  args: RexrayEfsArgs,
  tags: Record<string, string>,
  child: pulumi.ComponentResourceOptions,
): Files {
  return new aws.efs.FileSystem(
    `${name}-files`,
    {
      encrypted: true,
      kmsKeyId: args.kmsKeyArn,
      throughputMode: args.throughput ?? Throughput.Elastic,
      provisionedThroughputInMibps: args.provisionedMiBps,
      lifecyclePolicies: [
        { transitionToIa: idleFor(args.infrequentAccessDays ?? 30) },
        { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
      ],
      tags,
    },
    { ...child, ...retentionOptions(args.retention) },
  );
}

function existing(name: string, { site, fileSystemId }: RexrayEfsArgs): Files {
  const id = pulumi.output(
    heldId(
      subjectOf("RexrayEfs", name),
      "fileSystemId",
      required(fileSystemId, "fileSystemId"),
      fileSystemIdForm,
    ),
  );
  return { id, arn: regionalArn(site, "elasticfilesystem", pulumi.interpolate`file-system/${id}`) };
}

/** Whether the file system stays when its stack goes. */
export function staysAfter({ fileSystemId, retention }: RexrayEfsArgs): boolean {
  return fileSystemId !== undefined || !isDiscarded(retention);
}

function idleFor(days: number): string {
  return `AFTER_${days}_${days === 1 ? "DAY" : "DAYS"}`;
}

/** Clients that mount through it act as one user, in one directory that is created for that user. */
function createAccessPoint(
  name: string,
  { directory = {} }: RexrayEfsArgs,
  fileSystem: Files,
  tags: Record<string, string>,
  child: pulumi.ComponentResourceOptions,
): aws.efs.AccessPoint {
  const { path = "/data", userId = 1000, groupId = 1000, permissions = "0750" } = directory;
  return new aws.efs.AccessPoint(
    `${name}-access`,
    {
      fileSystemId: fileSystem.id,
      posixUser: { uid: userId, gid: groupId },
      rootDirectory: { path, creationInfo: { ownerUid: userId, ownerGid: groupId, permissions } },
      tags,
    },
    child,
  );
}

const clientActions = ["ClientMount", "ClientWrite", "ClientRootAccess"].map(
  (action) => `elasticfilesystem:${action}`,
);

/**
 * It allows nothing: a task's own role does. Without a policy EFS lets everyone in whom the network lets in, unencrypted,
 * as root; with this one nobody without a role, and with a role nobody in clear, past the mount targets or past the access
 * point.
 */
function fileSystemPolicy(
  fileSystemArn: pulumi.Input<string>,
  accessPointArn: pulumi.Input<string>,
  rootSquash: boolean,
): pulumi.Output<string> {
  const deny = (sid: string, actions: string | string[], condition?: Record<string, unknown>) => ({
    Sid: sid,
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: actions,
    Resource: fileSystemArn,
    Condition: condition,
  });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      deny("EncryptedInTransit", "*", { Bool: { "aws:SecureTransport": "false" } }),
      // A client that names no access point has no such key, and StringNotEquals holds for it as well.
      deny("ThroughTheAccessPoint", clientActions, {
        StringNotEquals: { "elasticfilesystem:AccessPointArn": accessPointArn },
      }),
      deny("ThroughMountTargets", clientActions, {
        Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" },
      }),
      ...(rootSquash ? [deny("NobodyIsRoot", "elasticfilesystem:ClientRootAccess")] : []),
    ],
  });
}
