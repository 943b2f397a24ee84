import { isRefused } from "@ballast/aws/services/naming";
import { aws } from "@ballast/aws/services/tokens";
import { databaseName } from "@ballast/aws/services/rds";
import { databaseInstance } from "@ballast/aws/services/values/databases";
import { refusedEngine } from "@ballast/aws/services/values/engines";
import { secretRotation } from "@ballast/aws/services/values/rotation";
import { sqlServerVolumes } from "@ballast/aws/services/volumeLimits";
import {
  addRefused,
  checkClients,
  checkId,
  checkKeyArn,
  checkKeys,
  checkLogRetention,
  checkProtection,
  checkSecretArn,
  checkRetention,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  given,
  type IdForm,
  isOn,
  type Client,
  type Protection,
  type Retention,
  type SiteArgs,
  type VpcArgs,
} from "@ballast/contracts";
import { checkBackup, checkVolume, StoreKind, type StoreBackup } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { checkInstanceClass, editionFacts, majorVersion, type SqlServerEdition } from "./edition.ts";

/** The login of a database user that somebody else makes and rotates. */
export interface ApplicationSecret {
  /** Full ARN of a secret that holds JSON with `username` and `password`. */
  secretArn: pulumi.Input<string>;
  /** Customer-managed key that encrypts it. @default - the account's key for Secrets Manager */
  kmsKeyArn?: pulumi.Input<string>;
}

export interface SqlServerArgs extends SiteArgs, VpcArgs {
  /** Private or isolated subnets, by zone: at least two, with Multi-AZ and without. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Who may connect to port 1433. Nobody else can. */
  clients: Record<string, Client>;
  /** What Microsoft calls the edition; RDS brings the licence, by the hour. */
  edition: SqlServerEdition;
  /** `16.00` for SQL Server 2022 with the minor version that RDS keeps up to date, or a full one. */
  engineVersion: string;
  /** For example `db.m5.large`. */
  instanceClass: string;
  /** A standby in another zone, to which RDS fails over. Express has none. @default - on */
  multiAz?: Protection;
  /** GiB to start with, 20 to 65,536; at least 100 for io1 and io2. It never shrinks. */
  allocatedStorageGiB: number;
  /** GiB to which RDS may let it grow by itself, a tenth more than it starts with. @default - twice the start */
  maximumStorageGiB?: number;
  /** `gp3`, `gp2`, `io1` or `io2`. @default "gp3" */
  storageType?: string;
  /** I/O operations per second; needed for io1 and io2. @default - the type's own */
  iops?: number;
  /** MiB per second, gp3 only. @default - the type's own */
  storageThroughput?: number;
  /** Of the server; never changes. @default - RDS's own, SQL_Latin1_General_CP1_CI_AS */
  collation?: string;
  /** Windows' name of it, for example `W. Europe Standard Time`; never changes. @default - UTC */
  timeZone?: string;
  /** Login of the administrator; never changes. Its password is RDS's affair. @default "admin" */
  masterUsername?: string;
  /** Customer-managed key of the administrator's secret. @default - the account's key for Secrets Manager */
  masterSecretKmsKeyArn?: pulumi.Input<string>;
  /**
   * When RDS may begin to change the administrator's password: `rate(30 days)`, at midnight, or `cron(0 3 ? * SUN *)`, in UTC. It
   * begins on the hour, so the minutes are 0, and the year is `*`.
   *
   * @default - every seven days
   */
  rotationSchedule?: string;
  /**
   * Hours within which it changes, from that moment on. They end with the UTC day at the latest.
   *
   * @default 1
   */
  rotationWindowHours?: number;
  /** The application's own, least-privileged user. @default - the application is the administrator */
  applicationSecret?: ApplicationSecret;
  /** Customer-managed key of storage, backups and snapshots; never changes. @default - the account's key for RDS */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Backups every day by Amazon RDS, with every moment in between; where more is said, recovery points in AWS Backup beside them.
   *
   * @default - those of RDS
   */
  backup?: StoreBackup;
  /** Days to keep them, 1 to 35. @default 7 */
  backupDays?: number;
  /** UTC, for example `02:00-03:00`; not within the maintenance window. @default - RDS chooses */
  backupWindow?: string;
  /** UTC, for example `Sun:03:30-Sun:05:00`; updates and changes that interrupt wait for it. @default - RDS chooses */
  maintenanceWindow?: string;
  /** Whose certificate the server shows. @default "rds-ca-rsa2048-g1" */
  caCertificate?: string;
  /** Start from this snapshot, for example to restore a backup. @default - empty */
  snapshotIdentifier?: pulumi.Input<string>;
  /** Days to keep the server's logs. @default 90 */
  logRetentionDays?: number;
  /** Whether database, backups and logs outlive the stack. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is fine for database, backups and logs. The rule `data-retention` is waived with it, for nothing else.
   *
   * @default - none: the rule finds what `discard` does
   */
  retentionReason?: string;
}

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

/** Names that SQL Server or RDS keep (RDS user guide, "Naming constraints"; Microsoft, fixed server principals). */
const reservedLogins = ["sa", "rdsa", "rdsadmin", "public", "guest", "dbo", "sysadmin", "administrator"];

export function checkSqlServer(faults: Faults, args: SqlServerArgs, name: string): void {
  const identifier = identifierOf(name);
  if (isRefused(databaseName, identifier)) {
    faults.add(
      "name",
      `${given(name)} would name the server ${given(identifier)}; RDS takes up to ${databaseName.maximum} ${databaseName.allowed}.`,
    );
  }
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 2 });
  checkKeys(faults, "clients", args.clients, { from: 1 });
  checkClients(faults, "clients", args.clients);
  checkServer(faults, args, args.site.region, name);
}

/** What is chosen of the server, wherever it stands: for settings that are refused before the first resource exists. */
export type ServerChoice = Omit<SqlServerArgs, "site" | "vpcId" | "subnetIds" | "clients">;

export function checkServer(
  faults: Faults,
  args: ServerChoice,
  region?: pulumi.Input<string>,
  name?: string,
): void {
  checkEngine(faults, args);
  checkStorage(faults, args);
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn, region);
  checkForEver(faults, args);
  checkSecrets(faults, args);
  checkKeyArn(faults, "masterSecretKmsKeyArn", args.masterSecretKmsKeyArn, region);
  checkKeyArn(faults, "applicationSecret.kmsKeyArn", args.applicationSecret?.kmsKeyArn);
  checkBackup(faults, "backup", args.backup, {
    region,
    kind: StoreKind.Database,
    ...(name !== undefined && { name }),
  });
  checkBackups(faults, args);
  if (args.caCertificate !== undefined && !/^rds-ca-[a-z0-9-]+$/.test(args.caCertificate)) {
    faults.add(
      "caCertificate",
      `${given(args.caCertificate)} is none of RDS, for example "rds-ca-rsa4096-g1".`,
    );
  }
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
}

function checkEngine(faults: Faults, { edition, engineVersion, instanceClass, multiAz }: ServerChoice): void {
  if (majorVersion(engineVersion) === undefined) {
    faults.add(
      "engineVersion",
      `${given(engineVersion)} is no version of SQL Server on RDS; give a major one like "16.00", or a full one.`,
    );
  }
  checkInstanceClass(faults, "instanceClass", instanceClass, edition);
  checkProtection(faults, "multiAz", multiAz);
  if (isOn(multiAz) && editionFacts[edition]?.multiAz === false) {
    faults.add(
      "multiAz",
      `is on, and RDS keeps no standby of ${given(edition)}; give multiAz: { enabled: false, reason: "…" }, or ` +
        "another edition.",
    );
  }
}

function checkStorage(faults: Faults, args: ServerChoice): void {
  const { allocatedStorageGiB: start, maximumStorageGiB: most, storageType, iops, storageThroughput } = args;
  const words = {
    sizeGiB: "allocatedStorageGiB",
    volumeType: "storageType",
    iops: "iops",
    throughput: "storageThroughput",
  };
  checkVolume(
    faults,
    sqlServerVolumes,
    { sizeGiB: start, volumeType: storageType, iops, throughput: storageThroughput },
    (property) => words[property],
  );
  if (most !== undefined && !(Number.isInteger(most) && most >= Math.ceil(start * 1.1) && most <= 65_536)) {
    faults.add(
      "maximumStorageGiB",
      `${given(most)} is out of bounds; give a whole number from ${Math.ceil(start * 1.1)}, a tenth more than the ` +
        "start, to 65536 GiB.",
    );
  }
}

/** What only another server could have otherwise. */
function checkForEver(faults: Faults, args: ServerChoice): void {
  const { collation, masterUsername } = args;
  if (collation !== undefined && !/^\w+_(BIN2?|C[IS]_A[IS](_\w+)*)$/.test(collation)) {
    faults.add(
      "collation",
      `${given(collation)} is no collation of SQL Server, for example "Latin1_General_CI_AS".`,
    );
  }
  if (
    masterUsername !== undefined &&
    (!/^[A-Za-z][A-Za-z0-9_]{0,127}$/.test(masterUsername) ||
      reservedLogins.includes(masterUsername.toLowerCase()))
  ) {
    faults.add(
      "masterUsername",
      `${given(masterUsername)} is reserved, or no name; use a letter and up to 127 letters, digits and underscores.`,
    );
  }
  checkId(faults, "snapshotIdentifier", args.snapshotIdentifier, snapshotForm);
  // RestoreDBInstanceFromDBSnapshot has no such parameters (API reference, 2026-11).
  if (args.snapshotIdentifier !== undefined)
    checkWithoutEffect(
      faults,
      "",
      args,
      ["kmsKeyArn", "collation", "timeZone", "masterUsername"],
      "RDS takes it from the snapshot. Leave it out; for a key of yours, copy the snapshot under that key first.",
    );
}

function checkSecrets(faults: Faults, args: ServerChoice): void {
  const { applicationSecret, rotationSchedule, rotationWindowHours } = args;
  checkSecretArn(faults, "applicationSecret.secretArn", applicationSecret?.secretArn);
  checkWhole(faults, "rotationWindowHours", rotationWindowHours, { from: 1, to: 24, unit: "hours" });
  addRefused(faults, secretRotation({ rotationRules: rotationRules(args) }), {
    "rotationRules.scheduleExpression": "rotationSchedule",
    "rotationRules.duration":
      rotationWindowHours === undefined && rotationSchedule !== undefined
        ? "rotationSchedule"
        : "rotationWindowHours",
  });
}

/** Of Secrets Manager: without a length, a window would stay open until the end of the UTC day. */
export function rotationRules({
  rotationSchedule,
  rotationWindowHours = 1,
}: Pick<SqlServerArgs, "rotationSchedule" | "rotationWindowHours">): {
  scheduleExpression: string;
  duration: string;
} {
  return { scheduleExpression: rotationSchedule ?? "rate(7 days)", duration: `${rotationWindowHours}h` };
}

function checkBackups(faults: Faults, args: ServerChoice): void {
  checkWhole(faults, "backupDays", args.backupDays, { from: 1, to: 35, unit: "days" });
  const isBackedUp = isOn(args.backup);
  if (!isBackedUp)
    checkWithoutEffect(faults, "", args, ["backupDays", "backupWindow"], "backup is off. Leave it out.");
  const names = {
    engineVersion: "engineVersion",
    instanceClass: "instanceClass",
    timezone: "timeZone",
    backupWindow: "backupWindow",
    maintenanceWindow: "maintenanceWindow",
    backupRetentionPeriod: "backup",
    multiAz: "multiAz",
  };
  const inputs = {
    engine: editionFacts[args.edition]?.engine,
    engineVersion: args.engineVersion,
    instanceClass: args.instanceClass,
    timezone: args.timeZone,
    backupWindow: isBackedUp ? args.backupWindow : undefined,
    maintenanceWindow: args.maintenanceWindow,
    multiAz: isOn(args.multiAz),
    backupRetentionPeriod: isBackedUp ? (args.backupDays ?? 7) : 0,
  };
  addRefused(faults, refusedEngine(aws.databaseInstance, inputs), names);
  addRefused(faults, databaseInstance(inputs), names);
}
