import { isOn, type Site, entryOf } from "@ballast/contracts";
import {
  DomainUser,
  PasswordRenewal,
  ShareMode,
  type Directory,
  type DirectoryArgs,
  type FsxWindows,
  type FsxWindowsArgs,
  type GlobalMapping,
  type ShareLogin,
} from "@ballast/fsx-windows";
import * as pulumi from "@pulumi/pulumi";
import { requireZones, type StackNetwork } from "../shared/network.ts";
import { auditOf, namedZones, passwordKey, zoneCount, type Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

// The settings as the components of @ballast/fsx-windows take them.

export function directoryArgs(
  { domain, retention, retentionReason }: Settings,
  site: Site,
  { vpcId, privateSubnetIds }: StackNetwork,
): DirectoryArgs {
  const { name, shortName, controllerCidrBlocks, resolver } = domain;
  const common: DirectoryArgs = {
    site,
    vpcId,
    domainName: name,
    shortName,
    controllerCidrBlocks,
    resolverSubnetIds: resolver ? firstZones(privateSubnetIds, 2) : undefined,
  };
  switch (domain.source) {
    case "existing":
      return { ...common, existing: { directoryId: domain.directoryId, dnsIps: domain.dnsIps } };
    case "selfManaged": {
      const { dnsIps, joinSecretArn, kmsKeyArn, organizationalUnit, administratorsGroup } = domain;
      const selfManaged = { dnsIps, joinSecretArn, kmsKeyArn, organizationalUnit, administratorsGroup };
      return { ...common, selfManaged };
    }
    case "managed":
      return {
        ...common,
        retention,
        retentionReason: retentionReason?.directory,
        managed: { subnetIds: firstZones(privateSubnetIds, 2), edition: domain.edition },
      };
  }
}

export function fileArgs(
  settings: Settings,
  network: StackNetwork,
): Omit<FsxWindowsArgs, "site" | "vpcId" | "directory" | "clients" | "folder" | "containerPath"> {
  requireZones(namedZones(settings), network);
  const { files, retention, retentionReason, logRetentionDays } = settings;
  const { privateSubnetIds } = network;
  const { zones, auditOffReason, ...sizes } = files;
  const subnetIds = zones
    ? Object.fromEntries(zones.map((zone) => [zone, entryOf(privateSubnetIds, zone, "privateSubnetIds")]))
    : firstZones(privateSubnetIds, zoneCount[files.deployment]);
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

export type ShareAccess = { folder: string } & (
  | { mode: typeof ShareMode.Native; login: ShareLogin; mapping?: undefined }
  | { mode: typeof ShareMode.GlobalMapping; mapping: GlobalMapping; login?: undefined }
);

/** The account with which tasks or instances open the share, and the place of its password. */
export function shareAccess(
  { share, retention, retentionReason }: Settings,
  directory: Directory,
): ShareAccess {
  const { mode, folder, user, kmsKeyArn } = share;
  switch (mode) {
    case ShareMode.Native: {
      const secretArn =
        share.secretArn ??
        new DomainUser(ownName("login"), {
          userName: user,
          kmsKeyArn,
          retention,
          retentionReason: retentionReason?.login,
        }).secretArn;
      return { mode, folder, login: { secretArn, kmsKeyArn } };
    }
    case ShareMode.GlobalMapping:
      return {
        mode,
        folder,
        mapping: {
          userName: `${directory.shortName}\\${user}`,
          driveLetter: share.driveLetter,
          passwordParameterName: share.passwordParameter,
          password:
            share.passwordParameter === undefined
              ? new pulumi.Config().requireSecret(passwordKey)
              : undefined,
          kmsKeyArn,
          hardening: share.hardening,
        },
      };
  }
}

/** Keeps the account's password from expiring, where AWS runs the directory. */
export function renewPassword(
  { share, image }: Settings,
  site: Site,
  { directoryId }: Directory,
  access: ShareAccess,
  { mapping }: FsxWindows,
): PasswordRenewal | undefined {
  if (directoryId === undefined || !isOn(share.renewPassword)) return undefined;
  return new PasswordRenewal(ownName("share-password"), {
    site,
    directoryId,
    userName: share.user,
    secretArn: access.login?.secretArn,
    parameterName: mapping?.passwordParameter,
    kmsKeyArn: share.kmsKeyArn,
    // Before that, the account may not be there.
    enabled: image.tag !== undefined,
  });
}
