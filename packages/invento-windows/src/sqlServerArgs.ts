import type { Client, IdForm, Protection, Retention, SiteArgs, VpcArgs } from "@ballast/contracts";
import type { StoreBackup } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { SqlServerEdition } from "./edition.ts";
import type { DatabaseUser } from "./users/databaseUser.ts";

/** The credentials of a database user that is created and rotated outside of this component. */
export interface ApplicationSecret {
  /** Full ARN of a secret with JSON that contains `username` and `password`. */
  secretArn: pulumi.Input<string>;
  /** Customer-managed key that encrypts it. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Backups of individual databases as files in Amazon S3, which SQL Server writes and reads itself. */
export interface NativeBackup {
  /**
   * Customer-managed key of the bucket, and of files that are encrypted before the upload.
   *
   * @default - the account's key for Amazon S3
   */
  kmsKeyArn?: pulumi.Input<string>;
  /** Days to keep overwritten or deleted files. @default 30 */
  oldVersionDays?: number;
}

/** When a server runs. Outside of these hours RDS charges only for storage and backups. */
export interface RunningHours {
  /** Time from which it must be available, for example `07:00`, not before 00:30: it starts 30 minutes earlier. */
  from: string;
  /** Time at which it stops, on the same day, for example `19:00`. */
  until: string;
  /** Days on which it runs, at least two, for example `MON-FRI` or `MON,WED`. @default "MON-FRI" */
  days?: string;
  /** Time zone, for example `Europe/Berlin`. @default "UTC" */
  timeZone?: string;
}

export interface SqlServerArgs extends SiteArgs, VpcArgs {
  /** Private or isolated subnets, keyed by zone: at least two, even without Multi-AZ. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Clients that may connect to port 1433. No other client can connect. */
  clients: Record<string, Client>;
  /** Edition of SQL Server. RDS includes the licence, which is charged per hour. */
  edition: SqlServerEdition;
  /** `16.00` for SQL Server 2022 with automatic minor version upgrades, or a full version. */
  engineVersion: string;
  /** For example `db.m5.large`. */
  instanceClass: string;
  /** A standby in another zone, to which RDS fails over. Not available for Express. @default - on */
  multiAz?: Protection;
  /** Initial storage in GiB, 20 to 65,536; at least 100 for io1 and io2. It cannot shrink. */
  allocatedStorageGiB: number;
  /**
   * GiB up to which RDS may grow the storage automatically, at least 10 % more than the initial storage.
   *
   * @default - twice the initial storage
   */
  maximumStorageGiB?: number;
  /** `gp3`, `gp2`, `io1` or `io2`. @default "gp3" */
  storageType?: string;
  /** I/O operations per second; required for io1 and io2. @default - the type's default */
  iops?: number;
  /** MiB per second, gp3 only. @default - the type's default */
  storageThroughput?: number;
  /** Collation of the server; it cannot be changed later. @default - RDS's default, SQL_Latin1_General_CP1_CI_AS */
  collation?: string;
  /**
   * Windows name of the time zone, for example `W. Europe Standard Time`; it cannot be changed later.
   *
   * @default - UTC
   */
  timeZone?: string;
  /** User name of the administrator; cannot be changed in place. RDS manages the password. @default "admin" */
  masterUsername?: string;
  /** Customer-managed key of the administrator's secret, and of those of `users`. @default - the account's key for Secrets Manager */
  masterSecretKmsKeyArn?: pulumi.Input<string>;
  /**
   * When the rotation of the passwords of the administrator and of `users` can start: `rate(30 days)`, at midnight, or
   * `cron(0 3 ? * SUN *)`, in UTC. A rotation starts on the hour, so the minutes must be 0, and the year must be `*`.
   *
   * @default - every seven days
   */
  rotationSchedule?: string;
  /**
   * Length in hours of the rotation window, which begins at `rotationSchedule` and must end on the same UTC day.
   *
   * @default 1
   */
  rotationWindowHours?: number;
  /**
   * The application's separate database user with least privilege, created and rotated outside of this component.
   *
   * @default - the application uses the administrator's credentials
   */
  applicationSecret?: ApplicationSecret;
  /**
   * Logins of applications, by keys of your choice. A function creates each login with its secret and its user in a
   * database; another function rotates it. Both run in `subnetIds`, which need a route to Secrets Manager. A login that is
   * removed here stays on the server.
   *
   * @default - none
   */
  users?: Record<string, DatabaseUser>;
  /** Key of the login in `users` that `taskPart` passes to the application. @default - see applicationSecret */
  applicationUser?: string;
  /**
   * Customer-managed key of storage, backups and snapshots; it cannot be changed later.
   *
   * @default - the account's key for RDS
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Daily backups by Amazon RDS, with point-in-time recovery. With further settings, recovery points in AWS Backup are
   * created in addition.
   *
   * @default - only those of RDS
   */
  backup?: StoreBackup;
  /** Days to keep them, 1 to 35. @default 7 */
  backupDays?: number;
  /** UTC, for example `02:00-03:00`; not within the maintenance window. @default - RDS chooses */
  backupWindow?: string;
  /**
   * UTC, for example `Sun:03:30-Sun:05:00`. Updates, and changes that interrupt the server, wait for this window.
   *
   * @default - RDS chooses
   */
  maintenanceWindow?: string;
  /**
   * When the server runs. It is stopped outside of these hours, and cannot be changed then. Not possible with a
   * standby. Requires a `backupWindow`, a `maintenanceWindow` and a `rotationSchedule` within these hours and, with AWS
   * Backup, a `backup.schedule`. RDS starts a server that has been stopped for seven days; the next `until` stops it
   * again.
   *
   * @default - it always runs
   */
  runningHours?: RunningHours;
  /**
   * A private bucket for backup files of individual databases, and the option group with which the server writes and
   * reads them: `msdb.dbo.rds_backup_database`. To remove it again, first assign RDS's default option group to the
   * server.
   *
   * @default - none
   */
  nativeBackup?: NativeBackup;
  /** Certificate authority (CA) of the server's certificate. @default "rds-ca-rsa2048-g1" */
  caCertificate?: string;
  /** Snapshot from which the server is created, for example to restore a backup. @default - empty */
  snapshotIdentifier?: pulumi.Input<string>;
  /** Days to keep the server's logs. @default 90 */
  logRetentionDays?: number;
  /** Whether database, backups and logs remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for database, backups and logs. Waives the rule `data-retention`, for these only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * The choices for the server that do not depend on its network: for settings that are rejected before the first
 * resource exists.
 */
export type ServerChoice = Omit<SqlServerArgs, "site" | "vpcId" | "subnetIds" | "clients">;

/** RDS names the server by it, for the whole account and region, and takes no underscores, which names of stacks may have. */
export function identifierOf(name: string): string {
  return `${pulumi.getStack().replaceAll("_", "-")}-${name}`;
}

/** Automated snapshots begin with `rds:`, those of AWS Backup with `awsbackup:`; a shared one is named by its ARN. */
export const snapshotForm: IdForm = {
  what: "the identifier or ARN of a DB snapshot",
  pattern: /^(arn:[a-z-]+:rds:[a-z0-9-]+:\d{12}:snapshot:)?(rds:|awsbackup:)?[A-Za-z][A-Za-z0-9-]{0,254}$/,
  example: "rds:prod-shop-2027-01-31-02-05",
};

export const usualRotationHours = 1;

/** Of Secrets Manager: without a length, a window would stay open until the end of the UTC day. */
export function rotationRules({
  rotationSchedule,
  rotationWindowHours = usualRotationHours,
}: Pick<SqlServerArgs, "rotationSchedule" | "rotationWindowHours">): {
  scheduleExpression: string;
  duration: string;
} {
  return { scheduleExpression: rotationSchedule ?? "rate(7 days)", duration: `${rotationWindowHours}h` };
}
