import * as aws from "@pulumi/aws";
import {
  heldId,
  isOn,
  retentionOptions,
  entryOf,
  isDiscarded,
  storeProtection,
  subjectOf,
} from "@ballast/contracts";
import { allow, StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { reachDirectory } from "../directory/ports.ts";
import type { FsxWindowsArgs } from "./args.ts";
import { AuditLevel, backupIdForm, Deployment, StorageType } from "./fileSystemArgs.ts";

/** Creation and deletion take 20 to 45 minutes, a restored backup longer. */
const patience = "120m";

// In the form of Amazon FSx's API.
const auditLevels: Record<AuditLevel, string> = { failures: "FAILURE_ONLY", all: "SUCCESS_AND_FAILURE" };
const storageTypes: Record<StorageType, string> = { ssd: "SSD", hdd: "HDD" };
const deployments: Record<Deployment, { type: string; hasPreferredZone: boolean }> = {
  multiAz: { type: "MULTI_AZ_1", hasPreferredZone: true },
  singleAz: { type: "SINGLE_AZ_2", hasPreferredZone: false },
};

/** The file server's own group: SMB from clients by name, and the domain's controllers. */
export function createServerGroup(
  name: string,
  args: FsxWindowsArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-server`,
    { vpcId: args.vpcId, description: `File server ${name}`, tags: { Name: `${name}-server` } },
    child,
  );
  allow(
    name,
    {
      serverGroupId: group.id,
      clients: args.clients,
      ports: { smb: 445, ...(args.administration && { winrm: 5985 }) },
      description: `File server ${name}`,
    },
    child,
  );
  const reach = {
    groupId: group.id,
    prefixListId: args.directory.prefixListId,
    description: "file server",
  };
  reachDirectory(`${name}-to-directory`, reach, child);
  return group;
}

export function createFileSystem(
  name: string,
  args: FsxWindowsArgs,
  group: aws.ec2.SecurityGroup,
  child: pulumi.ComponentResourceOptions,
): aws.fsx.WindowsFileSystem {
  const { type, hasPreferredZone } = deployments[args.deployment ?? Deployment.MultiAz];
  const zones = Object.keys(args.subnetIds);
  return new aws.fsx.WindowsFileSystem(
    `${name}-files`,
    {
      ...domain(args),
      deploymentType: type,
      subnetIds: Object.values(args.subnetIds),
      preferredSubnetId: hasPreferredZone
        ? entryOf(args.subnetIds, args.preferredZone ?? entryOf(zones, 0, "subnetIds"), "subnetIds")
        : undefined,
      securityGroupIds: [group.id],
      storageType: storageTypes[args.storageType ?? StorageType.Ssd],
      storageCapacity: args.storageGiB,
      throughputCapacity: args.throughputMBps,
      kmsKeyId: args.kmsKeyArn,
      backupId: heldId(subjectOf("FsxWindows", name), "backupId", args.backupId, backupIdForm),
      automaticBackupRetentionDays: isOn(args.backup) ? (args.backupDays ?? 7) : 0,
      dailyAutomaticBackupStartTime: args.backupTime,
      weeklyMaintenanceStartTime: args.maintenanceTime,
      diskIopsConfiguration:
        args.ssdIops === undefined ? undefined : { mode: "USER_PROVISIONED", iops: args.ssdIops },
      aliases: args.aliases,
      copyTagsToBackups: true,
      skipFinalBackup: isDiscarded(args.retention),
      auditLogConfiguration: audit(name, args, child),
      tags: { Name: name },
    },
    {
      ...child,
      ...retentionOptions(args.retention),
      customTimeouts: { create: patience, update: patience, delete: patience },
    },
  );
}

/** A file system for AWS Backup, with the metadata that restore testing cannot infer (developer guide, "Restore testing inferred metadata", 2026-04). */
export function backedUp(
  name: string,
  args: FsxWindowsArgs,
  files: aws.fsx.WindowsFileSystem,
  group: aws.ec2.SecurityGroup,
): BackedUpStore {
  const { site, backup, directory, kmsKeyArn } = args;
  return {
    site,
    arn: files.arn,
    kind: StoreKind.WindowsFiles,
    backup,
    stays: !isDiscarded(args.retention),
    protection: storeProtection(args),
    says: `file system ${name}`,
    restore: {
      subnetIds: pulumi.jsonStringify(Object.values(args.subnetIds)),
      securityGroupIds: pulumi.jsonStringify([group.id]),
      windowsConfiguration: pulumi.jsonStringify({
        activeDirectoryId: directory.directoryId,
        preferredSubnetId: files.preferredSubnetId,
        throughputCapacity: args.throughputMBps,
      }),
      ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
    },
  };
}

/** A self-managed domain's account is in a secret that Amazon FSx reads itself. */
function domain({
  directory,
}: FsxWindowsArgs): Pick<aws.fsx.WindowsFileSystemArgs, "activeDirectoryId" | "selfManagedActiveDirectory"> {
  const { selfManaged, directoryId, domainName, dnsIps } = directory;
  if (selfManaged === undefined) return { activeDirectoryId: directoryId };
  return {
    selfManagedActiveDirectory: {
      domainName,
      dnsIps,
      domainJoinServiceAccountSecret: selfManaged.joinSecretArn,
      organizationalUnitDistinguishedName: selfManaged.organizationalUnit,
      fileSystemAdministratorsGroup: selfManaged.administratorsGroup,
    },
  };
}

/** Amazon FSx writes to groups whose names start like this, and to no other. */
function audit(
  name: string,
  args: FsxWindowsArgs,
  child: pulumi.ComponentResourceOptions,
): aws.types.input.fsx.WindowsFileSystemAuditLogConfiguration {
  if (!isOn(args.audit))
    return { fileAccessAuditLogLevel: "DISABLED", fileShareAccessAuditLogLevel: "DISABLED" };
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-audit`,
    { namePrefix: `/aws/fsx/windows/${name}-`, retentionInDays: args.auditRetentionDays ?? 90 },
    { ...child, ...retentionOptions(args.retention) },
  );
  const level = auditLevels[args.auditLevel ?? AuditLevel.Failures];
  return {
    auditLogDestination: logs.arn,
    fileAccessAuditLogLevel: level,
    fileShareAccessAuditLogLevel: level,
  };
}
