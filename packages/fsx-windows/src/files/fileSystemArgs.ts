import { windowsThroughputs } from "@ballast/aws/services/values/files";
import {
  checkLogRetention,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  given,
  isOn,
  listed,
  checkId,
  type Faults,
  type IdForm,
  type Protection,
} from "@ballast/contracts";
import { checkBackup, type BackedUpPlace, type StoreBackup } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";

/** `multiAz` has a second file server in another zone, to which it fails over. */
export const Deployment = {
  /** Two file servers in two zones with automatic failover. */
  MultiAz: "multiAz",
  /** One file server in one zone. */
  SingleAz: "singleAz",
} as const;
export type Deployment = (typeof Deployment)[keyof typeof Deployment];

/** Disks of the file system. */
export const StorageType = {
  /** Solid-state disks, from 32 GiB. */
  Ssd: "ssd",
  /** Magnetic disks, from 2,000 GiB: cheaper and slower. */
  Hdd: "hdd",
} as const;
export type StorageType = (typeof StorageType)[keyof typeof StorageType];

/** Which accesses Amazon FSx records, for the folders that have audit controls. */
export const AuditLevel = {
  /** Denied accesses only. */
  Failures: "failures",
  /** Granted and denied accesses. */
  All: "all",
} as const;
export type AuditLevel = (typeof AuditLevel)[keyof typeof AuditLevel];

/** Size and safety of a file system: what its settings may say. */
export interface FileSystemArgs {
  /** Number of file servers and zones. It cannot be changed later. @default "multiAz" */
  deployment?: Deployment;
  /** GiB: 32 to 65,536 for SSD, at least 2,000 for HDD. It can grow, by at least 10 %, and cannot shrink. */
  storageGiB: number;
  /** Type of the disks. It cannot be changed later. @default "ssd" */
  storageType?: StorageType;
  /**
   * MB per second: a power of two from 8 to 2,048, and in some regions 4,608, 6,144, 9,216 or 12,288. A change takes minutes, and
   * interrupts a `singleAz` file system.
   */
  throughputMBps: number;
  /**
   * A daily backup by Amazon FSx, kept for `backupDays`. With further settings, recovery points in AWS Backup are created
   * in addition. AWS Backup can test restores only with AWS Managed Microsoft AD.
   *
   * @default - the daily backup
   */
  backup?: StoreBackup;
  /** Days to keep a daily backup, 7 to 90. @default 7 */
  backupDays?: number;
  /** Backup from which the file system is created, to restore it. @default - empty */
  backupId?: pulumi.Input<string>;
  /** When the daily backup begins: `HH:MM` in UTC, for example `02:30`. Only with `backup`. @default - Amazon FSx chooses */
  backupTime?: string;
  /**
   * When the weekly maintenance begins, as day and UTC time: `7:03:00`, with 1 for Monday to 7 for Sunday. During the
   * maintenance, a `singleAz` file system is unavailable for about 20 minutes, and a `multiAz` file system fails over.
   *
   * @default - Amazon FSx chooses
   */
  maintenanceTime?: string;
  /**
   * I/O operations per second of SSD, at least 3 for each GiB; the maximum depends on `throughputMBps`. It can be
   * changed in place.
   *
   * @default - 3 for each GiB
   */
  ssdIops?: number;
  /**
   * Up to 50 additional names of the file server, in lower-case letters: `files.corp.example.com`. Amazon FSx only
   * accepts them: each also needs a CNAME record in your DNS and, for Kerberos, service principal names in the domain.
   *
   * @default - only its own name
   */
  aliases?: string[];
  /** Records file accesses in CloudWatch Logs. Requires `throughputMBps` of 32 or more. @default - on */
  audit?: Protection;
  /** Which accesses are recorded. @default "failures" */
  auditLevel?: AuditLevel;
  /** Days to keep audit logs. @default 90 */
  auditRetentionDays?: number;
}

export const backupIdForm: IdForm = {
  what: "the id of a backup",
  pattern: /^backup-[0-9a-f]{8,}$/,
  example: "backup-0123456789abcdef0",
};

/** Amazon FSx API reference, CreateFileSystem, of StorageCapacity (2026-11). */
const smallestGiB: Record<StorageType, number> = { ssd: 32, hdd: 2000 };

/** File access auditing needs as much (FSx for Windows File Server user guide, "Logging end user access"). */
const auditThroughput = 32;

export function checkFileSystem(faults: Faults, args: FileSystemArgs, place: BackedUpPlace = {}): void {
  checkWhole(faults, "storageGiB", args.storageGiB, {
    from: smallestGiB[args.storageType ?? StorageType.Ssd] ?? smallestGiB.ssd,
    to: 65_536,
    unit: "GiB",
  });
  if (!windowsThroughputs.includes(args.throughputMBps))
    faults.add(
      "throughputMBps",
      `${given(args.throughputMBps)} is not available; allowed: ${listed(windowsThroughputs)}.`,
    );
  checkBackup(faults, "backup", args.backup, place);
  checkWhole(faults, "backupDays", args.backupDays, { from: 7, to: 90, unit: "days" });
  if (!isOn(args.backup))
    checkWithoutEffect(faults, "", args, ["backupDays", "backupTime"], "backup is off. Leave it out.");
  checkTimes(faults, args);
  checkIops(faults, args);
  checkAliases(faults, args.aliases);
  checkId(faults, "backupId", args.backupId, backupIdForm);
  checkProtection(faults, "audit", args.audit);
  checkLogRetention(faults, "auditRetentionDays", args.auditRetentionDays);
  if (!isOn(args.audit)) {
    const why = "audit is off. Leave it out.";
    checkWithoutEffect(faults, "", args, ["auditLevel", "auditRetentionDays"], why);
  }
  if (isOn(args.audit) && args.throughputMBps < auditThroughput)
    faults.add(
      "throughputMBps",
      `${given(args.throughputMBps)} is too low for audit logs, which require ${auditThroughput}; raise it, or give ` +
        'audit: { enabled: false, reason: "…" }.',
    );
}

/* Forms, here and below: Amazon FSx API reference, CreateFileSystemWindowsConfiguration (2026-11). */
function checkTimes(faults: Faults, { backupTime, maintenanceTime }: FileSystemArgs): void {
  if (backupTime !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(backupTime))
    faults.add("backupTime", `${given(backupTime)} is not a time; give HH:MM in UTC, for example "02:30".`);
  if (maintenanceTime !== undefined && !/^[1-7]:([01]\d|2[0-3]):[0-5]\d$/.test(maintenanceTime))
    faults.add(
      "maintenanceTime",
      `${given(maintenanceTime)} is not a weekday and a time; give d:HH:MM in UTC, 1 for Monday to 7, for example "7:03:00".`,
    );
}

function checkIops(
  faults: Faults,
  { ssdIops, storageGiB, storageType = StorageType.Ssd }: FileSystemArgs,
): void {
  if (ssdIops === undefined) return;
  if (!hasIops[storageType])
    faults.add("ssdIops", `has no effect on storageType ${given(storageType)}. Leave it out.`);
  else checkWhole(faults, "ssdIops", ssdIops, { from: 3 * storageGiB, to: mostIops });
}

const hasIops: Record<StorageType, boolean> = { ssd: true, hdd: false };

/** Of DiskIopsConfiguration; a throughput can allow less. */
const mostIops = 2_147_483_647;
const mostAliases = 50;

function checkAliases(faults: Faults, aliases: string[] | undefined): void {
  if (aliases === undefined) return;
  if (aliases.length > mostAliases)
    faults.add("aliases", `has ${aliases.length} names; Amazon FSx allows ${mostAliases}.`);
  const label = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
  const form = new RegExp(`^(?=.{4,253}$)${label}(\\.${label})+$`);
  for (const [position, alias] of aliases.entries()) {
    if (!form.test(alias))
      faults.add(
        `aliases[${position}]`,
        `${given(alias)} is not a full name in lower-case letters, as Amazon FSx stores it; give one like "files.corp.example.com".`,
      );
    else if (aliases.indexOf(alias) !== position)
      faults.add(`aliases[${position}]`, `${given(alias)} occurs twice. Leave one out.`);
  }
}
