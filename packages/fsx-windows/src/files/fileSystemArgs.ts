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

/** `multiAz` keeps a second file server in another zone, and fails over to it. */
export const Deployment = {
  /** Two file servers in two zones; fails over by itself. */
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
  /** It never changes. @default "multiAz" */
  deployment?: Deployment;
  /** GiB: 32 to 65,536 of SSD, from 2,000 of HDD. It grows, by a tenth at the least, and never shrinks. */
  storageGiB: number;
  /** It never changes. @default "ssd" */
  storageType?: StorageType;
  /**
   * MB per second: a power of two from 8 to 2,048, and in some regions 4,608, 6,144, 9,216 or 12,288. A change takes minutes, and
   * interrupts a `singleAz` file system.
   */
  throughputMBps: number;
  /**
   * A backup every day by Amazon FSx, kept for `backupDays`; where more is said, recovery points in AWS Backup beside it. AWS Backup
   * tests restores in AWS Managed Microsoft AD alone.
   *
   * @default - the daily backup
   */
  backup?: StoreBackup;
  /** Days to keep a daily backup, 7 to 90. @default 7 */
  backupDays?: number;
  /** Start with what this backup holds: how one is restored. @default - empty */
  backupId?: pulumi.Input<string>;
  /** Records who opened what in CloudWatch Logs. Needs a throughput of 32 or more. @default - on */
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
      `${given(args.throughputMBps)} is not sold; allowed: ${listed(windowsThroughputs)}.`,
    );
  checkBackup(faults, "backup", args.backup, place);
  checkWhole(faults, "backupDays", args.backupDays, { from: 7, to: 90, unit: "days" });
  if (!isOn(args.backup))
    checkWithoutEffect(faults, "", args, ["backupDays"], "backup is off. Leave it out.");
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
      `${given(args.throughputMBps)} is too little for audit logs, which need ${auditThroughput}; raise it, or give ` +
        'audit: { enabled: false, reason: "…" }.',
    );
}
