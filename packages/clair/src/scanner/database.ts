import * as aws from "@pulumi/aws";
import type { Retention } from "@ballast/contracts";
import {
  retentionOptions,
  whenReady,
  entryOf,
  fromComputed,
  isDiscarded,
  required,
} from "@ballast/contracts";
import { allow, type StoreBackup } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";

/** How the database is sized and billed. */
export const DatabaseMode = {
  /** Aurora Serverless v2: capacity follows the load between two limits. */
  Serverless: "serverless",
  /** An instance of a fixed class. */
  Provisioned: "provisioned",
} as const;
export type DatabaseMode = (typeof DatabaseMode)[keyof typeof DatabaseMode];

const serverlessModes: Record<DatabaseMode, boolean> = { serverless: true, provisioned: false };

export function isServerless(mode: DatabaseMode = DatabaseMode.Serverless): boolean {
  return serverlessModes[mode] ?? false;
}

/** Clair's database. Its data can be recreated, by updates that take hours and by new scans. */
export interface ClairDatabaseArgs {
  /** Aurora Serverless v2, or an instance of a fixed class. @default "serverless" */
  mode?: DatabaseMode;
  /**
   * Version of Aurora PostgreSQL, 15 or later. With a major version only, AWS chooses the minor version.
   *
   * @default "15"
   */
  engineVersion?: string;
  /** Minimum number of Aurora capacity units, for mode `serverless`. @fraction @default 0.5 */
  minimumCapacity?: number;
  /** Maximum number of Aurora capacity units, for mode `serverless`. @fraction @default 8 */
  maximumCapacity?: number;
  /** For mode `provisioned`, for example `db.r6g.large`. @default - none; required for mode `provisioned` */
  instanceClass?: string;
  /** A second instance in another zone, to which Aurora fails over. @default false */
  standby?: boolean;
  /** Days of backups, 7 to 35. @default 7 */
  backupDays?: number;
  /**
   * Aurora's own backups, which cannot be turned off. With further settings, recovery points in AWS Backup are created
   * in addition; the account must have opted in to Aurora in AWS Backup.
   *
   * @default - only those of Aurora
   */
  backup?: StoreBackup;
  /**
   * Customer-managed key that encrypts the database and its backups; it cannot be changed later.
   *
   * @default - the account's key for RDS
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * The certificates of Amazon RDS for the region, in PEM, with which Clair verifies the database (`verify-full`). AWS
   * publishes them as `<region>-bundle.pem`.
   *
   * @default - the certificates in this package; required in regions for which it has none (China, AWS GovCloud, and
   * regions that AWS opened since 2024)
   */
  certificates?: string;
}

export interface Database {
  /** Known once an instance answers. */
  host: pulumi.Output<string>;
  /** Full ARN of the secret with `username` and `password`, which RDS keeps. */
  secretArn: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
  /** For alarms, and for AWS Backup. */
  cluster: aws.rds.Cluster;
}

export const databaseName = "clair";
export const databaseUser = "clair";
export const databasePort = 5432;

interface DatabaseContext {
  vpcId: pulumi.Input<string>;
  subnetIds: Record<string, pulumi.Input<string>>;
  clientGroupId: pulumi.Input<string>;
  retention: Retention | undefined;
}

/** The major version, by which parameter groups are named. */
export function majorVersion({ engineVersion = "15" }: ClairDatabaseArgs): string {
  return engineVersion.split(".")[0] ?? "";
}

/** An encrypted cluster with backups that only Clair's tasks can reach, only by TLS. Its password is known only to RDS and Secrets Manager. */
export function createDatabase(
  name: string,
  args: ClairDatabaseArgs,
  context: DatabaseContext,
  child: pulumi.ComponentResourceOptions,
): Database {
  const keep = !isDiscarded(context.retention);
  const group = new aws.ec2.SecurityGroup(
    `${name}-database`,
    {
      vpcId: context.vpcId,
      description: `Database of ${name}`,
      tags: { Name: `${name}-database` },
    },
    child,
  );
  allow(
    `${name}-database`,
    {
      serverGroupId: group.id,
      clients: { clair: { securityGroupId: context.clientGroupId } },
      ports: { postgres: databasePort },
      description: `Database of ${name}`,
    },
    child,
  );
  const subnets = new aws.rds.SubnetGroup(
    `${name}-database`,
    {
      description: `Private subnets for the database of ${name}`,
      subnetIds: Object.values(context.subnetIds),
    },
    child,
  );
  const parameters = new aws.rds.ClusterParameterGroup(
    `${name}-database`,
    {
      family: `aurora-postgresql${majorVersion(args)}`,
      description: `Connections by TLS only, for ${name}`,
      parameters: [{ name: "rds.force_ssl", value: "1" }],
    },
    child,
  );
  const serverless = isServerless(args.mode);
  const cluster = new aws.rds.Cluster(
    `${name}-database`,
    {
      engine: "aurora-postgresql",
      engineVersion: args.engineVersion ?? "15",
      databaseName,
      masterUsername: databaseUser,
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnets.name,
      dbClusterParameterGroupName: parameters.name,
      vpcSecurityGroupIds: [group.id],
      storageEncrypted: true,
      kmsKeyId: args.kmsKeyArn,
      backupRetentionPeriod: args.backupDays ?? 7,
      copyTagsToSnapshot: true,
      deletionProtection: keep,
      skipFinalSnapshot: !keep,
      // RDS takes no underscores, which names of stacks may have.
      finalSnapshotIdentifier: keep ? `${pulumi.getStack().replaceAll("_", "-")}-${name}-final` : undefined,
      serverlessv2ScalingConfiguration: serverless
        ? { minCapacity: args.minimumCapacity ?? 0.5, maxCapacity: args.maximumCapacity ?? 8 }
        : undefined,
    },
    { ...child, ...retentionOptions(context.retention) },
  );
  const instances = (args.standby ? ["primary", "standby"] : ["primary"]).map(
    (role) =>
      new aws.rds.ClusterInstance(
        `${name}-database-${role}`,
        {
          clusterIdentifier: cluster.id,
          engine: "aurora-postgresql",
          instanceClass: serverless
            ? "db.serverless"
            : required(args.instanceClass, "database.instanceClass"),
          publiclyAccessible: false,
          autoMinorVersionUpgrade: true,
        },
        child,
      ),
  );
  return {
    host: whenReady(
      cluster.endpoint,
      instances.map((instance) => instance.arn),
    ),
    secretArn: fromComputed(
      cluster.masterUserSecrets,
      (all) => entryOf(all, 0, "masterUserSecrets").secretArn,
    ),
    securityGroupId: group.id,
    cluster,
  };
}
