import { isDiscarded } from "@ballast/contracts";
import { StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { ClairScannerArgs } from "./args.ts";
import { backupRules, type Database } from "./database.ts";

/** The cluster for AWS Backup, which restores it without an instance. */
export function backedUp({ site, database, retention }: ClairScannerArgs, made: Database): BackedUpStore {
  return {
    site,
    arn: made.cluster.arn,
    kind: StoreKind.Cluster,
    backup: database?.backup,
    rules: backupRules,
    stays: !isDiscarded(retention),
    // The account may have no default VPC, in which AWS Backup would restore.
    restore: {
      dbSubnetGroupName: made.cluster.dbSubnetGroupName,
      vpcSecurityGroupIds: pulumi.jsonStringify([made.securityGroupId]),
    },
  };
}
