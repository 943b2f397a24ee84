import { isDiscarded, storeProtection } from "@ballast/contracts";
import { StoreKind, type BackedUpStore } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { ClairScannerArgs } from "./args.ts";
import type { Database } from "./database.ts";

/** The cluster for AWS Backup, which restores it without an instance. */
export function backedUp(name: string, args: ClairScannerArgs, made: Database): BackedUpStore {
  const { site, database, retention } = args;
  return {
    site,
    arn: made.cluster.arn,
    kind: StoreKind.Cluster,
    backup: database?.backup,
    stays: !isDiscarded(retention),
    protection: storeProtection(args),
    says: `the database of ${name}`,
    // The account may have no default VPC, in which AWS Backup would restore.
    restore: {
      dbSubnetGroupName: made.cluster.dbSubnetGroupName,
      vpcSecurityGroupIds: pulumi.jsonStringify([made.securityGroupId]),
    },
  };
}
