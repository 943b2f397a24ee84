import type * as pulumi from "@pulumi/pulumi";

/** A copy of each backup in another region, in case the stack's region is lost. */
export interface BackupCopy {
  /** `eu-west-1`. */
  region: string;
  /** Days to keep a copy, at least those between two copied backups. @default - as for the copied backup */
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

/** Your own examination of what a drill restored. */
export interface DrillValidation {
  /**
   * Full ARN of a Lambda function of yours in the store's region, which is called after this package's own examination. Its event has
   * `restoreJobId`, `resourceType`, `restoredResourceArn`, `recoveryPointArn` and `sourceResourceArn`. It returns
   * `{ "status": "SUCCESSFUL" }` or `{ "status": "FAILED" }`, each with an optional `message`, within 7 minutes.
   *
   * @default - none: nothing reads the restored data
   */
  functionArn?: pulumi.Input<string>;
}

/**
 * A restore test by AWS Backup: it restores the newest recovery point to a new resource next to the store. A function of the
 * component examines the result by the AWS API, reports success or failure, and AWS Backup deletes it.
 */
export interface RestoreDrill {
  /** Cron expression of AWS Backup, in UTC. @default "cron(0 4 1 * ? *)": once a month */
  schedule?: string;
  /**
   * How the restored resource is examined. `{}` is the component's own examination.
   *
   * @default {} without `validationHours`; with it, nothing examines the resource, and you report the result
   */
  validate?: DrillValidation;
  /**
   * Hours for which AWS Backup waits for a result, 1 to 168. Without `validate`, the restored resource remains for that time, so that a
   * person or a program of yours can check it and report the result. It is charged like the store.
   *
   * @default 1: the function reports within minutes, and the resource is deleted then
   */
  validationHours?: number;
}

/** How a store is backed up. */
export interface StoreBackup {
  /** False turns every backup off, which requires a reason. @default true */
  enabled?: boolean;
  /** Why backups are off. @default - none; required when `enabled` is false */
  reason?: string;
  /** Last day on which the reason applies, in UTC, for example `2027-03-31`. @default - no expiry date */
  expires?: string;
  /**
   * When AWS Backup creates a recovery point, in a vault of the component: a cron expression, in UTC. The component
   * creates the vault if `schedule`, `days` or `drill` is set, or `copyTo` for anything but EBS volumes.
   *
   * @default - every day at 02:00 if there is a vault, otherwise only the service's own backups
   */
  schedule?: string;
  /** Days to keep a recovery point in the vault, 1 to 36,500. @default 7 if there is a vault */
  days?: number;
  /** Copies in another region. @default - none: data that is lost with the region cannot be restored */
  copyTo?: BackupCopy;
  /** Restores that prove the backups. @default - none */
  drill?: RestoreDrill;
}
