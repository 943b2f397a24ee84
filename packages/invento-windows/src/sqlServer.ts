import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  decryptStatement,
  given,
  heldReference,
  joinWatchParts,
  KeyService,
  protectionOf,
  regionOf,
  storeProtection,
  waiversOf,
  type Site,
  type Statement,
  type TaskPart,
  type Waivers,
  type WatchPart,
  entryOf,
  fromComputed,
  isDiscarded,
} from "@ballast/contracts";
import { allow, backUp, StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { createDatabase, storeNames } from "./database.ts";
import { createNativeBackups } from "./nativeBackup.ts";
import { createRunningHours, daysBetweenBackups } from "./runningHours.ts";
import { watchHours, watchServer } from "./watched.ts";
import { checkSqlServer } from "./checkSqlServer.ts";
import { createUsers } from "./users/users.ts";
import { rotationRules, type SqlServerArgs } from "./sqlServerArgs.ts";

const port = 1433;

/**
 * SQL Server on Amazon RDS, with a standby in another zone. Only the named clients can connect, and TLS is required.
 * RDS generates the administrator's password, stores it in Secrets Manager and rotates it. Program and state never
 * contain it.
 *
 * Pass `taskPart` to the application's task definition: it adds `DB_USERNAME` and `DB_PASSWORD`. The server initially
 * has no database, because RDS does not create one for this engine.
 *
 * Charges: the instance with its licence per hour (twice with a standby), storage per gigabyte and month, backups that
 * exceed the size of the storage, the logs of Enhanced Monitoring, and per month one secret for the administrator and one
 * for each user.
 */
export class SqlServer extends pulumi.ComponentResource {
  /** Instance identifier in RDS, for alarms and backups. */
  readonly identifier: pulumi.Output<string>;
  /** DNS name; it stays the same after a failover. */
  readonly host: pulumi.Output<string>;
  /** TCP port, 1433. */
  readonly port: pulumi.Output<number>;
  /** ARN of the secret with the administrator's credentials, as JSON with `username` and `password`. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** The secret with the credentials that `taskPart` passes to the application. After a change, restart the tasks. */
  readonly secretArn: pulumi.Output<string>;
  /** ARNs of the secrets of `users`, by the same keys: JSON with `username`, `password` and `database`. */
  readonly userSecretArns: Record<string, pulumi.Output<string>>;
  /** Bucket for backup files of individual databases; undefined without `nativeBackup`. */
  readonly nativeBackupBucketName: pulumi.Output<string> | undefined;
  /** Security group of the file server; only `clients` can connect to it. */
  readonly securityGroupId: pulumi.Output<string>;
  /** For task definitions. */
  readonly taskPart: TaskPart;
  /** For `Watch`. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: SqlServerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "SqlServer", name, args, checkSqlServer);
    super("ballast-invento-windows:index:SqlServer", name, {}, opts);
    const child = { parent: this };
    // A server that stays when its stack goes keeps its network, its parameters and its rotation.
    const companion = { ...child, retainOnDelete: !isDiscarded(args.retention) };

    const group = new aws.ec2.SecurityGroup(
      `${name}-server`,
      { vpcId: args.vpcId, description: `SQL Server ${name}`, tags: { Name: `${name}-server` } },
      companion,
    );
    allow(
      name,
      {
        serverGroupId: group.id,
        clients: args.clients,
        ports: { sql: port },
        description: `SQL Server ${name}`,
      },
      child,
    );
    const files = createNativeBackups(name, args, child, companion);
    const database = createDatabase(name, args, group.id, files?.optionGroupName, child, companion);
    const masterSecretArn = fromComputed(
      database.masterUserSecrets,
      (all) => entryOf(all, 0, "masterUserSecrets").secretArn,
    );
    // Said even where it is RDS's own: a schedule that is taken back would end the rotation.
    new aws.secretsmanager.SecretRotation(
      `${name}-rotation`,
      {
        secretId: masterSecretArn,
        rotateImmediately: false,
        rotationRules: rotationRules(args),
      },
      companion,
    );

    const users = createUsers(
      name,
      args,
      { database, securityGroupId: group.id, masterSecretArn, port },
      child,
    );

    const hoursArn = args.runningHours && createRunningHours(name, args, args.runningHours, database, child);

    this.identifier = database.identifier;
    this.host = database.address;
    this.port = database.port;
    this.masterSecretArn = masterSecretArn;
    this.userSecretArns = users.secretArns;
    if (args.applicationUser !== undefined)
      this.secretArn = entryOf(users.secretArns, args.applicationUser, "userSecretArns");
    else if (args.applicationSecret)
      this.secretArn = pulumi.output(
        heldReference(
          `SqlServer ${given(name)}`,
          "applicationSecret.secretArn",
          args.applicationSecret.secretArn,
        ),
      );
    else this.secretArn = masterSecretArn;
    this.nativeBackupBucketName = files?.bucketName;
    this.securityGroupId = group.id;
    this.taskPart = taskPart(args, this.secretArn);
    const store: BackedUpStore = {
      site: args.site,
      arn: database.arn,
      kind: StoreKind.Database,
      backup: args.backup,
      stays: !isDiscarded(args.retention),
      protection: storeProtection(args),
      says: `database ${name}`,
      // The account may have no default VPC, in which AWS Backup would restore.
      restore: {
        dbSubnetGroupName: database.dbSubnetGroupName,
        vpcSecurityGroupIds: pulumi.jsonStringify([group.id]),
      },
    };
    const backups = backUp(name, store, child);
    this.watchPart = joinWatchParts([
      watchServer(name, args, database),
      ...(hoursArn ? [watchHours(name, daysBetweenBackups(args), hoursArn)] : []),
      backups.watchPart,
      users.watchPart,
    ]);
    this.waivers = waiversOf({
      "data-retention": {
        ...Object.fromEntries(storeNames(name, args).map((one) => [one, storeProtection(args)])),
        ...backups.protections,
      },
      "rds-backup": { [`${name}-instance`]: protectionOf(args.backup) },
      "rds-multi-az": { [`${name}-instance`]: args.multiAz },
    });
    this.registerOutputs({
      identifier: this.identifier,
      host: this.host,
      port: this.port,
      masterSecretArn: this.masterSecretArn,
      secretArn: this.secretArn,
      userSecretArns: this.userSecretArns,
      nativeBackupBucketName: this.nativeBackupBucketName,
      securityGroupId: this.securityGroupId,
      waivers: this.waivers,
    });
  }
}

/** A task definition gets the right to read what it refers to by itself; a secret under an own key needs the key as well. */
function taskPart(args: SqlServerArgs, secretArn: pulumi.Output<string>): TaskPart {
  const kmsKeyArn = args.applicationSecret ? args.applicationSecret.kmsKeyArn : args.masterSecretKmsKeyArn;
  return {
    secrets: {
      DB_USERNAME: { valueFrom: pulumi.interpolate`${secretArn}:username::` },
      DB_PASSWORD: { valueFrom: pulumi.interpolate`${secretArn}:password::` },
    },
    executionStatements: kmsKeyArn === undefined ? [] : [decryption(args.site, kmsKeyArn, secretArn)],
  };
}

/** On the way through Secrets Manager, for this secret. */
function decryption(
  site: Site,
  kmsKeyArn: pulumi.Input<string>,
  secretArn: pulumi.Output<string>,
): Statement {
  const region = fromComputed(secretArn, regionOf);
  const { conditions, ...statement } = decryptStatement(site, KeyService.Secrets, kmsKeyArn, region);
  const own = { "kms:EncryptionContext:SecretARN": [secretArn] };
  return { ...statement, conditions: { StringEquals: { ...conditions?.["StringEquals"], ...own } } };
}
