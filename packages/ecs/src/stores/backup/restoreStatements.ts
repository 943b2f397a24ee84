import { regionalArn, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { StoreKind } from "./storeKind.ts";

/** Every resource of an account that a restore test made has this tag (developer guide, "Restore testing", Data deletion, 2026-04). */
const testTag = "aws:ResourceTag/awsbackup-restore-test";

/**
 * What a restore test calls for a kind of store: of AWS's managed policy AWSBackupServiceRolePolicyForRestores (version 36, 2026-08-27)
 * what is about the kind. The whole policy lets its role hand any role of the account to Amazon EC2.
 */
export function restoreStatements(kind: StoreKind, site: Site): Statement[] {
  const arns = (service: string, ...resources: string[]) =>
    resources.map((resource) => regionalArn(site, service, resource));
  const snapshots = pulumi.interpolate`arn:${site.partition}:ec2:${site.region}::snapshot/*`;
  /** Actions that know no resource. */
  const anywhere = (service: string, ...names: string[]): Statement => ({
    actions: names.map((name) => `${service}:${name}`),
    resources: ["*"],
  });
  const deletes = (action: string, ...resources: pulumi.Output<string>[]): Statement => ({
    actions: [action],
    resources,
    conditions: { Null: { [testTag]: ["false"] } },
  });
  const network = anywhere(
    "ec2",
    ...["AccountAttributes", "AvailabilityZones", "InternetGateways", "RouteTables", "SecurityGroups"].map(
      (what) => `Describe${what}`,
    ),
    "DescribeSubnets",
    "DescribeVpcs",
  );
  const kinds: Record<StoreKind, () => Statement[]> = {
    EBS: () => [
      anywhere(
        "ec2",
        "DescribeAvailabilityZones",
        "DescribeSnapshots",
        "DescribeSnapshotTierStatus",
        "DescribeVolumes",
      ),
      { actions: ["ec2:CreateVolume"], resources: [snapshots, ...arns("ec2", "volume/*")] },
      {
        actions: ["ec2:CreateTags"],
        resources: arns("ec2", "volume/*"),
        conditions: { StringEquals: { "ec2:CreateAction": ["CreateVolume"] } },
      },
      deletes("ec2:DeleteVolume", ...arns("ec2", "volume/*")),
    ],
    EFS: () => [
      {
        actions: ["Restore", "DescribeFileSystems", "TagResource"].map((name) => `elasticfilesystem:${name}`),
        resources: arns("elasticfilesystem", "file-system/*"),
      },
      anywhere("elasticfilesystem", "CreateFileSystem"),
      deletes("elasticfilesystem:DeleteFileSystem", ...arns("elasticfilesystem", "file-system/*")),
    ],
    FSx: () => [
      {
        actions: ["fsx:CreateFileSystemFromBackup", "fsx:TagResource"],
        resources: arns("fsx", "file-system/*", "backup/*"),
      },
      anywhere("fsx", "DescribeFileSystems", "DescribeBackups"),
      anywhere("ds", "DescribeDirectories"),
      network,
      deletes("fsx:DeleteFileSystem", ...arns("fsx", "file-system/*")),
    ],
    RDS: () => [
      {
        actions: [
          "DescribeDBInstances",
          "DescribeDBSnapshots",
          "ListTagsForResource",
          "RestoreDBInstanceFromDBSnapshot",
          "AddTagsToResource",
        ].map((name) => `rds:${name}`),
        resources: arns("rds", "db:*", "snapshot:*", "subgrp:*", "og:*", "pg:*"),
      },
      network,
      deletes("rds:DeleteDBInstance", ...arns("rds", "db:*")),
    ],
    Aurora: () => [
      {
        actions: [
          "DescribeDBClusters",
          "DescribeDBClusterSnapshots",
          "DescribeDBInstances",
          "ListTagsForResource",
          "RestoreDBClusterFromSnapshot",
          "CreateDBInstance",
          "AddTagsToResource",
        ].map((name) => `rds:${name}`),
        resources: arns("rds", "cluster:*", "cluster-snapshot:*", "db:*", "subgrp:*", "og:*", "cluster-pg:*"),
      },
      network,
      deletes("rds:DeleteDBCluster", ...arns("rds", "cluster:*")),
    ],
  };
  return [...kinds[kind](), ...keyStatements(kind, site)];
}

const services: Record<StoreKind, string> = {
  EBS: "ec2",
  EFS: "elasticfilesystem",
  FSx: "fsx",
  RDS: "rds",
  Aurora: "rds",
};

/** The keys of the store and of its backups, through the store's own service. */
function keyStatements(kind: StoreKind, site: Site): Statement[] {
  const keys = [regionalArn(site, "kms", "key/*")];
  const through = {
    "kms:ViaService": [pulumi.interpolate`${services[kind]}.${site.region}.amazonaws.com`],
  };
  return [
    {
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: keys,
      conditions: { StringEquals: through },
    },
    {
      actions: ["kms:CreateGrant"],
      resources: keys,
      conditions: { StringEquals: through, Bool: { "kms:GrantIsForAWSResource": ["true"] } },
    },
  ];
}
