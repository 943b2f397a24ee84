import * as aws from "@pulumi/aws";
import {
  heldId,
  isOn,
  managedPolicyArn,
  regionalArn,
  retentionOptions,
  subjectOf,
  trustDocument,
  isDiscarded,
} from "@ballast/contracts";
import { createServiceRole } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { editionFacts, parameterFamily } from "./edition.ts";
import { userStoreNames } from "./users/users.ts";
import { identifierOf, snapshotForm, type SqlServerArgs } from "./sqlServerArgs.ts";

/**
 * The server with the resources that it requires.
 *
 * @param companion Options of what a server that stays cannot do without.
 */
export function createDatabase(
  name: string,
  args: SqlServerArgs,
  securityGroupId: pulumi.Input<string>,
  optionGroupName: pulumi.Input<string> | undefined,
  child: pulumi.ComponentResourceOptions,
  companion: pulumi.ComponentResourceOptions,
): aws.rds.Instance {
  const facts = editionFacts[args.edition];
  const keep = !isDiscarded(args.retention);
  const identifier = identifierOf(name);
  const logs = createLogGroups(name, args, child);
  const monitoringRoleArn = createMonitoringRole(name, args, companion);
  const subnets = new aws.rds.SubnetGroup(
    `${name}-subnets`,
    { description: `Subnets of ${identifier}`, subnetIds: Object.values(args.subnetIds) },
    companion,
  );
  const parameters = createParameters(name, args, companion);
  return new aws.rds.Instance(
    `${name}-instance`,
    {
      identifier,
      engine: facts.engine,
      engineVersion: args.engineVersion,
      autoMinorVersionUpgrade: true,
      licenseModel: "license-included",
      instanceClass: args.instanceClass,
      multiAz: isOn(args.multiAz),
      allocatedStorage: args.allocatedStorageGiB,
      maxAllocatedStorage: args.maximumStorageGiB ?? 2 * args.allocatedStorageGiB,
      storageType: args.storageType ?? "gp3",
      iops: args.iops,
      storageThroughput: args.storageThroughput,
      storageEncrypted: true,
      kmsKeyId: args.kmsKeyArn,
      characterSetName: args.collation,
      timezone: args.timeZone,
      // The snapshot has its own; another one here would replace the database.
      username: args.snapshotIdentifier === undefined ? (args.masterUsername ?? "admin") : undefined,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: args.masterSecretKmsKeyArn,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [securityGroupId],
      publiclyAccessible: false,
      parameterGroupName: parameters.name,
      optionGroupName,
      caCertIdentifier: args.caCertificate ?? "rds-ca-rsa2048-g1",
      backupRetentionPeriod: isOn(args.backup) ? (args.backupDays ?? 7) : 0,
      backupWindow: args.backupWindow,
      maintenanceWindow: args.maintenanceWindow,
      copyTagsToSnapshot: true,
      snapshotIdentifier: heldId(
        subjectOf("SqlServer", name),
        "snapshotIdentifier",
        args.snapshotIdentifier,
        snapshotForm,
      ),
      deletionProtection: keep,
      deleteAutomatedBackups: !keep,
      skipFinalSnapshot: !keep,
      finalSnapshotIdentifier: keep ? `${identifier}-final` : undefined,
      enabledCloudwatchLogsExports: facts.logs,
      monitoringInterval: 60,
      monitoringRoleArn,
      performanceInsightsEnabled: facts.performanceInsights,
      performanceInsightsRetentionPeriod: facts.performanceInsights ? 7 : undefined,
    },
    {
      ...child,
      ...retentionOptions(args.retention),
      // RDS would create the log groups itself, without expiry.
      dependsOn: logs,
      // Two servers cannot have one identifier.
      deleteBeforeReplace: true,
      // SQL Server with a standby takes the better part of an hour to make, and more to restore or to resize.
      customTimeouts: { create: "120m", update: "180m", delete: "90m" },
    },
  );
}

function createParameters(
  name: string,
  { edition, engineVersion }: SqlServerArgs,
  child: pulumi.ComponentResourceOptions,
): aws.rds.ParameterGroup {
  return new aws.rds.ParameterGroup(
    `${name}-parameters`,
    {
      description: `Parameters of ${identifierOf(name)}`,
      family: parameterFamily(edition, engineVersion),
      // Static: an existing server applies it at its next reboot.
      parameters: [{ name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" }],
    },
    child,
  );
}

/** Its children that hold data. */
export function storeNames(name: string, args: SqlServerArgs): string[] {
  const { edition, nativeBackup } = args;
  return [
    ...userStoreNames(name, args),
    `${name}-instance`,
    ...editionFacts[edition].logs.map((log) => `${name}-log-${log}`),
    ...(nativeBackup === undefined ? [] : [`${name}-native-backup-bucket`]),
  ];
}

function createLogGroups(
  name: string,
  args: SqlServerArgs,
  child: pulumi.ComponentResourceOptions,
): aws.cloudwatch.LogGroup[] {
  return editionFacts[args.edition].logs.map(
    (log) =>
      new aws.cloudwatch.LogGroup(
        `${name}-log-${log}`,
        {
          name: `/aws/rds/instance/${identifierOf(name)}/${log}`,
          retentionInDays: args.logRetentionDays ?? 90,
        },
        { ...child, ...retentionOptions(args.retention) },
      ),
  );
}

/** With which RDS sends the operating system's metrics to CloudWatch Logs. */
function createMonitoringRole(
  name: string,
  { site }: SqlServerArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return createServiceRole(
    `${name}-monitoring`,
    {
      description: `Enhanced Monitoring of ${identifierOf(name)}`,
      trust: trustDocument("monitoring.rds.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "rds", `db:${identifierOf(name)}`),
      }),
      managedPolicyArn: managedPolicyArn(site, "service-role/AmazonRDSEnhancedMonitoringRole"),
    },
    child,
  );
}
