import type * as pulumi from "@pulumi/pulumi";

/** A copy of each backup in another region, for the day on which this one is lost. */
export interface BackupCopy {
  /** `eu-west-1`. */
  region: string;
  /** Days to keep a copy. @default - as many as the backup that is copied */
  days?: number;
  /**
   * Full ARN of a customer-managed key of that region, which encrypts the copies. Copies of FSx, RDS and Aurora require it, or a vault.
   *
   * @default - the account's key there
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Full ARN of a vault of AWS Backup in that region, which then encrypts the copies. Not for EBS volumes, whose snapshots Amazon
   * Data Lifecycle Manager copies without a vault.
   *
   * @default - a vault of this component
   */
  vaultArn?: pulumi.Input<string>;
}

/** A restore by AWS Backup that proves a backup: it restores the newest recovery point beside the store, and deletes the result. */
export interface RestoreDrill {
  /** Cron expression of AWS Backup, in UTC. @default "cron(0 4 1 * ? *)": once a month */
  schedule?: string;
  /** Hours for which the result stays, for a person or a program to look at it, 1 to 168. It costs as much as the store. @default - none */
  validationHours?: number;
}

/** How a store is backed up. */
export interface StoreBackup {
  /** False switches every backup off, which requires a reason. @default true */
  enabled?: boolean;
  /** Why backups are off. @default - none; required when `enabled` is false */
  reason?: string;
  /** Last day on which the reason holds, as `2027-03-31`. @default - it holds until somebody takes it back */
  expires?: string;
  /**
   * When AWS Backup makes a recovery point, in a vault of the component: a cron expression, in UTC. `schedule`, `days`, `drill`, and for
   * all but EBS volumes `copyTo`, bring the vault.
   *
   * @default - every day at 02:00 where there is a vault; without one the service's own backups alone
   */
  schedule?: string;
  /** Days to keep a recovery point in the vault, 1 to 36,500. @default 7 where there is a vault */
  days?: number;
  /** Copies in another region. @default - none: what is lost with the region is lost */
  copyTo?: BackupCopy;
  /** Restores that prove the backups. @default - none */
  drill?: RestoreDrill;
}
