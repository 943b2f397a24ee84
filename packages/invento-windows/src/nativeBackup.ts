import * as aws from "@pulumi/aws";
import {
  keyOfFilesStatements,
  regionalArn,
  required,
  trustDocument,
  type Statement,
} from "@ballast/contracts";
import { createClosedBucket, createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { editionFacts, majorVersion } from "./edition.ts";
import { identifierOf, type SqlServerArgs } from "./sqlServerArgs.ts";

/** The bucket of backup files, and the option group that lets the server reach it. */
export interface NativeBackups {
  /** Known once the bucket is closed. */
  bucketName: pulumi.Output<string>;
  optionGroupName: pulumi.Output<string>;
}

/**
 * What `msdb.dbo.rds_backup_database` and `rds_restore_database` need (RDS user guide, "Setting up for native backup and restore", 2026-11).
 *
 * @param companion Options of what a server that stays cannot do without.
 * @returns undefined where it is not asked for.
 */
export function createNativeBackups(
  name: string,
  args: SqlServerArgs,
  child: pulumi.ComponentResourceOptions,
  companion: pulumi.ComponentResourceOptions,
): NativeBackups | undefined {
  const { nativeBackup, site, retention } = args;
  if (nativeBackup === undefined) return undefined;
  const identifier = identifierOf(name);
  const bucket = createClosedBucket(
    (part) => `${name}-native-backup-${part}`,
    {
      kmsKeyArn: nativeBackup.kmsKeyArn,
      lifecycle: { id: "old-versions", days: nativeBackup.oldVersionDays ?? 30 },
      retention,
    },
    child,
  );
  const { engine } = editionFacts[args.edition];
  const majorEngineVersion = required(majorVersion(args.engineVersion), "engineVersion");
  // A group for another engine or version is another group: it must not have this one's name.
  const groupName = `${identifier}-${engine}-${majorEngineVersion.replace(".", "-")}`;
  const roleArn = createServiceRole(
    `${name}-native-backup`,
    {
      description: `Backup files of ${identifier}`,
      trust: trustDocument("rds.amazonaws.com", {
        site,
        sourceArn: [`db:${identifier}`, `og:${groupName}`].map((one) => regionalArn(site, "rds", one)),
      }),
      statements: [...fileStatements(bucket.arn), ...keyOfFilesStatements(nativeBackup.kmsKeyArn)],
    },
    companion,
  );
  const group = new aws.rds.OptionGroup(
    `${name}-options`,
    {
      name: groupName,
      optionGroupDescription: `Options of ${identifier}`,
      engineName: engine,
      majorEngineVersion,
      options: [
        {
          optionName: "SQLSERVER_BACKUP_RESTORE",
          optionSettings: [{ name: "IAM_ROLE_ARN", value: roleArn }],
        },
      ],
    },
    companion,
  );
  return { bucketName: bucket.name, optionGroupName: group.name };
}

function fileStatements(bucketArn: pulumi.Output<string>): Statement[] {
  return [
    { actions: ["s3:GetBucketLocation", "s3:ListBucket"], resources: [bucketArn] },
    {
      actions: [
        "s3:AbortMultipartUpload",
        "s3:GetObject",
        "s3:GetObjectAttributes",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ],
      resources: [pulumi.interpolate`${bucketArn}/*`],
    },
  ];
}
