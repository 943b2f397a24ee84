import { type Site, entryOf } from "@ballast/contracts";
import {
  DomainUser,
  ShareMode,
  type Directory,
  type DirectoryArgs,
  type FsxWindowsArgs,
  type GlobalMapping,
  type ShareLogin,
} from "@ballast/fsx-windows";
import * as pulumi from "@pulumi/pulumi";
import type { StackNetwork } from "../shared/network.ts";
import { auditOf, passwordKey, zoneCount, type Settings } from "./settings.ts";

// The settings as the components of @ballast/fsx-windows take them.

export function directoryArgs(
  { domain, retention, retentionReason }: Settings,
  site: Site,
  { vpcId, privateSubnetIds }: StackNetwork,
): DirectoryArgs {
  const { name, shortName, controllerCidrBlocks, resolver, source: _source, ...of } = domain;
  const common: DirectoryArgs = {
    site,
    vpcId,
    domainName: name,
    shortName,
    controllerCidrBlocks,
    resolverSubnetIds: resolver ? firstZones(privateSubnetIds, 2) : undefined,
  };
  if ("directoryId" in of) return { ...common, existing: of };
  if ("joinSecretArn" in of) return { ...common, selfManaged: of };
  return {
    ...common,
    retention,
    retentionReason: retentionReason?.directory,
    managed: { subnetIds: firstZones(privateSubnetIds, 2), edition: of.edition },
  };
}

export function fileArgs(
  { files, retention, retentionReason, logRetentionDays }: Settings,
  { privateSubnetIds }: StackNetwork,
): Omit<FsxWindowsArgs, "site" | "vpcId" | "directory" | "clients" | "folder" | "containerPath"> {
  const { zones, auditOffReason, ...sizes } = files;
  const missing = (zones ?? []).filter((zone) => !Object.hasOwn(privateSubnetIds, zone));
  if (missing.length > 0) {
    throw new pulumi.RunError(
      `${pulumi.getProject()}:settings.files.zones: there is no private subnet in ${missing.join(", ")}; this network has ` +
        `${Object.keys(privateSubnetIds).join(", ")}. Nothing was registered.`,
    );
  }
  const subnetIds = zones
    ? Object.fromEntries(zones.map((zone) => [zone, entryOf(privateSubnetIds, zone, "privateSubnetIds")]))
    : firstZones(privateSubnetIds, zoneCount(files.deployment));
  return {
    ...sizes,
    subnetIds,
    audit: auditOf(auditOffReason),
    auditRetentionDays: auditOffReason === undefined ? logRetentionDays : undefined,
    retention,
    retentionReason: retentionReason?.files,
  };
}

function firstZones(subnetIds: Record<string, string>, count: number): Record<string, string> {
  return Object.fromEntries(Object.entries(subnetIds).slice(0, count));
}

export interface ShareAccess {
  mode: ShareMode;
  folder: string;
  login?: ShareLogin;
  mapping?: GlobalMapping;
}

/** By which account tasks or instances open the share, and where its password is. */
export function shareAccess(
  { share, retention, retentionReason }: Settings,
  directory: Directory,
): ShareAccess {
  const { mode, folder, user, kmsKeyArn } = share;
  if (mode === ShareMode.Native) {
    const secretArn =
      share.secretArn ??
      new DomainUser("login", {
        userName: user,
        kmsKeyArn,
        retention,
        retentionReason: retentionReason?.login,
      }).secretArn;
    return { mode, folder, login: { secretArn, kmsKeyArn } };
  }
  return {
    mode,
    folder,
    mapping: {
      userName: `${directory.shortName}\\${user}`,
      driveLetter: share.driveLetter,
      passwordParameterName: share.passwordParameter,
      password:
        share.passwordParameter === undefined ? new pulumi.Config().requireSecret(passwordKey) : undefined,
      kmsKeyArn,
      hardening: share.hardening,
    },
  };
}
