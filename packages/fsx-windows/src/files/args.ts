import {
  checkClients,
  checkKeyArn,
  checkKeys,
  checkSecretArn,
  checkWithoutEffect,
  type Faults,
  given,
  checkRetention,
  heldReference,
  type Client,
  type SiteArgs,
  type Retention,
  subjectOf,
  type VpcArgs,
} from "@ballast/contracts";
import { StoreKind } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { checkDirectoryShape } from "../directory/args.ts";
import { heldDirectory, type DirectoryShape } from "../directory/shape.ts";
import { checkParameterName, checkPasswordSource } from "./parameterName.ts";
import { checkFileSystem, Deployment, type FileSystemArgs } from "./fileSystemArgs.ts";

/**
 * How tasks access the share. `native`: ECS mounts it when it starts a task. `globalMapping`: each instance maps it to
 * a drive letter for all containers, and tasks mount a folder of that drive.
 */
export const ShareMode = {
  /** ECS mounts the share for each task. */
  Native: "native",
  /** Each instance maps the share to a drive letter for all its containers. */
  GlobalMapping: "globalMapping",
} as const;
export type ShareMode = (typeof ShareMode)[keyof typeof ShareMode];

/** The credentials with which ECS connects to the share, in mode `native`. */
export interface ShareLogin {
  /** Full ARN of a secret: JSON with `username`, without the domain, and `password`. */
  secretArn: pulumi.Input<string>;
  /** Customer-managed key of that secret. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Settings for mode `globalMapping`. */
export interface GlobalMapping {
  /** Drive letter, D to Z, the same on every instance. @default "G" */
  driveLetter?: string;
  /** The user name with its domain: `CORP\app-share`. */
  userName: pulumi.Input<string>;
  /**
   * The password, which the component stores in a SecureString. In the state it is encrypted.
   *
   * @default - none; give `passwordParameterName`
   */
  password?: pulumi.Input<string>;
  /**
   * Name of an existing SecureString; the state then does not contain the password.
   *
   * @default - none; give `password`
   */
  passwordParameterName?: pulumi.Input<string>;
  /** Customer-managed key that encrypts the SecureString. @default - the account's key for Systems Manager */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Creates a Systems Manager document that removes access to the folder for everyone except this account; run it once.
   *
   * @default false
   */
  hardening?: boolean;
}

export interface FsxWindowsArgs extends SiteArgs, VpcArgs, FileSystemArgs {
  /** Private subnets, keyed by zone: one for `singleAz`, two for `multiAz`. They cannot be changed later. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /**
   * Key of the subnet with the preferred file server, which is active while both are available.
   *
   * @default - the first
   */
  preferredZone?: string;
  /** Directory that the file server joins. It cannot be changed later. */
  directory: DirectoryShape;
  /** Security groups of the container instances, because the instances mount shares, not the tasks. */
  clients: Record<string, Client>;
  /** Also allows clients to administer the file system with PowerShell (TCP 5985). @default false */
  administration?: boolean;
  /** How tasks reach the share. @default "native" */
  mode?: ShareMode;
  /** Name of the share on the file system. @default "share" */
  shareName?: string;
  /** Folder of the share with the application's data; see `folderPath`. */
  folder: string;
  /** Path at which containers mount it, for example `C:\state`. The image must contain it as an empty folder. */
  containerPath: string;
  /** Names of the containers that mount it. @default - every container of the task */
  containers?: string[];
  /** Required for mode `native`. @default - none */
  login?: ShareLogin;
  /** Required for mode `globalMapping`. @default - none */
  mapping?: GlobalMapping;
  /**
   * Customer-managed key that encrypts files and backups; it cannot be changed later.
   *
   * @default - the account's key for Amazon FSx
   */
  kmsKeyArn?: pulumi.Input<string>;
  /** Whether files, backups and audit logs remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the files and their audit log. Waives the rule `data-retention`, for these only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/** AWS Backup developer guide, "Feature availability by resource", note 8 (2026-04). */
const noDrill =
  "has no effect: AWS Backup tests restores of file systems in AWS Managed Microsoft AD alone, and this directory is self-managed. Leave it out, and restore one by hand.";

export function check(faults: Faults, args: FsxWindowsArgs, name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name))
    faults.add("name", `${given(name)} also names a volume; use letters, digits, - and _, at most 63.`);
  checkFileSystem(faults, args, {
    name,
    region: args.site.region,
    kind: StoreKind.WindowsFiles,
    ...(args.directory.selfManaged !== undefined && { noDrill }),
  });
  checkRetention(faults, args);
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn, args.site.region);
  checkKeyArn(faults, "login.kmsKeyArn", args.login?.kmsKeyArn);
  checkKeyArn(faults, "mapping.kmsKeyArn", args.mapping?.kmsKeyArn, args.site.region);
  checkSubnets(faults, args);
  checkDirectoryShape(faults, args.directory);
  checkKeys(faults, "clients", args.clients, { from: 1 });
  checkClients(faults, "clients", args.clients);
  checkShare(faults, args);
  checkMode(faults, args);
}

/** The arguments with references to secrets that are what they must be, if they are only known later, too. */
export function heldArgs(name: string, args: FsxWindowsArgs): FsxWindowsArgs {
  const { login, directory } = args;
  return {
    ...args,
    directory: heldDirectory(subjectOf("FsxWindows", name), directory),
    ...(login && {
      login: {
        ...login,
        secretArn: heldReference(subjectOf("FsxWindows", name), "login.secretArn", login.secretArn),
      },
    }),
  };
}

function checkSubnets(faults: Faults, args: FsxWindowsArgs): void {
  const { deployment, subnetIds, preferredZone } = args;
  const servers: Record<Deployment, number> = { multiAz: 2, singleAz: 1 };
  const count = servers[deployment ?? Deployment.MultiAz] ?? 2;
  checkKeys(faults, "subnetIds", subnetIds, { from: count, to: count });
  if (count === 1) {
    const why = 'a file system of deployment "singleAz" has one file server. Leave it out.';
    checkWithoutEffect(faults, "", args, ["preferredZone"], why);
  } else if (preferredZone !== undefined && !Object.hasOwn(subnetIds, preferredZone))
    faults.add("preferredZone", `${given(preferredZone)} is not a key of subnetIds.`);
}

const folderName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export function checkFolder(faults: Faults, path: string, folder: string): void {
  if (!folderName.test(folder) || folder.endsWith("."))
    faults.add(path, `${given(folder)} is not a folder's name, for example "app-state".`);
}

function checkShare(faults: Faults, args: FsxWindowsArgs): void {
  if (args.shareName !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(args.shareName))
    faults.add("shareName", `${given(args.shareName)} is not a share's name, for example "share".`);
  checkFolder(faults, "folder", args.folder);
  if (!/^[A-Z]:\\[^\\/:*?"<>|]+(\\[^\\/:*?"<>|]+)*$/i.test(args.containerPath))
    faults.add(
      "containerPath",
      `${given(args.containerPath)} is not an absolute path of Windows, for example "C:\\\\state".`,
    );
}

function checkMode(faults: Faults, args: FsxWindowsArgs): void {
  const mode = args.mode ?? ShareMode.Native;
  const checks: Record<ShareMode, () => void> = {
    native: () => {
      if (args.login === undefined) faults.add("login", 'is missing; mode "native" logs in with a secret.');
      checkSecretArn(faults, "login.secretArn", args.login?.secretArn);
      if (args.mapping)
        faults.add("mapping", 'is for mode "globalMapping", but the mode is "native"; leave it out.');
    },
    globalMapping: () => {
      if (args.login)
        faults.add("login", 'is for mode "native", but the mode is "globalMapping"; leave it out.');
      if (args.mapping === undefined)
        faults.add("mapping", 'is missing; mode "globalMapping" needs an account and its password.');
      else checkMapping(faults, args.mapping);
    },
  };
  // An unknown mode is a fault of its own.
  checks[mode]?.();
}

export function checkDriveLetter(faults: Faults, path: string, letter: string): void {
  if (!/^[D-Z]$/.test(letter))
    faults.add(path, `${given(letter)} is not a letter from D to Z, without a colon.`);
}

function checkMapping(faults: Faults, mapping: GlobalMapping): void {
  checkDriveLetter(faults, "mapping.driveLetter", mapping.driveLetter ?? "G");
  if (typeof mapping.userName === "string" && !/^[^\\@\s]+\\[^\\@\s]+$/.test(mapping.userName))
    faults.add(
      "mapping.userName",
      `${given(mapping.userName)} is not an account with its domain, "CORP\\\\app-share".`,
    );
  const { password, passwordParameterName } = mapping;
  checkPasswordSource(faults, { password, passwordParameterName }, "mapping.");
  checkParameterName(faults, "mapping.passwordParameterName", mapping.passwordParameterName);
}
