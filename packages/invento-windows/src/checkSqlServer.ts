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
  isOn,
} from "@ballast/contracts";
import { checkBackup, checkVolume, StoreKind } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { checkInstanceClass, editionFacts, majorVersion } from "./edition.ts";
import { checkRunningHours } from "./runningHours.ts";
import { checkUsers } from "./users/checkUsers.ts";
import {
  identifierOf,
  rotationRules,
  snapshotForm,
  type ServerChoice,
  type SqlServerArgs,
} from "./sqlServerArgs.ts";

/** Names that SQL Server or RDS keep (RDS user guide, "Naming constraints"; Microsoft, fixed server principals). */
const reservedLogins = ["sa", "rdsa", "rdsadmin", "public", "guest", "dbo", "sysadmin", "administrator"];

export function checkSqlServer(faults: Faults, args: SqlServerArgs, name: string): void {
  const identifier = identifierOf(name);
  if (isRefused(databaseName, identifier)) {
    faults.add(
      "name",
      `${given(name)} would result in the server name ${given(identifier)}; RDS allows up to ${databaseName.maximum} ${databaseName.allowed}.`,
    );
  }
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 2 });
  checkKeys(faults, "clients", args.clients, { from: 1 });
  checkClients(faults, "clients", args.clients);
  if (args.users !== undefined && Object.hasOwn(args.clients, "users"))
    faults.add(
      "clients.users",
      "uses the key that is reserved for the functions that create and rotate users; use another key.",
    );
  checkServer(faults, args, args.site.region, name);
}

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
  checkUsers(faults, args, reservedLogins);
  checkKeyArn(faults, "masterSecretKmsKeyArn", args.masterSecretKmsKeyArn, region);
  checkKeyArn(faults, "applicationSecret.kmsKeyArn", args.applicationSecret?.kmsKeyArn);
  checkBackup(faults, "backup", args.backup, {
    region,
    kind: StoreKind.Database,
    ...(name !== undefined && { name }),
  });
  checkBackups(faults, args);
  checkRunningHours(faults, args);
  checkKeyArn(faults, "nativeBackup.kmsKeyArn", args.nativeBackup?.kmsKeyArn, region);
  checkWhole(faults, "nativeBackup.oldVersionDays", args.nativeBackup?.oldVersionDays, {
    from: 1,
    to: 3650,
    unit: "days",
  });
  if (args.caCertificate !== undefined && !/^rds-ca-[a-z0-9-]+$/.test(args.caCertificate)) {
    faults.add(
      "caCertificate",
      `${given(args.caCertificate)} is not a certificate authority of RDS, for example "rds-ca-rsa4096-g1".`,
    );
  }
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
}

function checkEngine(faults: Faults, { edition, engineVersion, instanceClass, multiAz }: ServerChoice): void {
  if (majorVersion(engineVersion) === undefined) {
    faults.add(
      "engineVersion",
      `${given(engineVersion)} is not a version of SQL Server on RDS; give a major one like "16.00", or a full one.`,
    );
  }
  checkInstanceClass(faults, "instanceClass", instanceClass, edition);
  checkProtection(faults, "multiAz", multiAz);
  if (isOn(multiAz) && editionFacts[edition]?.multiAz === false) {
    faults.add(
      "multiAz",
      `is on, but RDS has no standby for ${given(edition)}; give multiAz: { enabled: false, reason: "…" }, or ` +
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

/** Properties that cannot be changed without replacing the server. */
function checkForEver(faults: Faults, args: ServerChoice): void {
  const { collation, masterUsername } = args;
  if (collation !== undefined && !/^\w+_(BIN2?|C[IS]_A[IS](_\w+)*)$/.test(collation)) {
    faults.add(
      "collation",
      `${given(collation)} is not a collation of SQL Server, for example "Latin1_General_CI_AS".`,
    );
  }
  if (
    masterUsername !== undefined &&
    (!/^[A-Za-z][A-Za-z0-9_]{0,127}$/.test(masterUsername) ||
      reservedLogins.includes(masterUsername.toLowerCase()))
  ) {
    faults.add(
      "masterUsername",
      `${given(masterUsername)} is reserved or not a name; use a letter and up to 127 letters, digits and underscores.`,
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
      "RDS takes it from the snapshot. Leave it out; to use your own key, first copy the snapshot with that key.",
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
