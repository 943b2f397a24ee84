import {
  paginateDescribeDBClusters,
  paginateDescribeDBClusterSnapshots,
  type DBCluster,
  type DBClusterSnapshot,
} from "@aws-sdk/client-rds";
import { text } from "@ballast/model";
import { every } from "../../aws.ts";
import type { Backups } from "../clients.ts";
import type { DatabaseFacts, FoundStore } from "../found.ts";
import type { RecoveryPoint } from "../points.ts";
import type { Store } from "../stores.ts";
import { pointsOfResource, withAwsBackup } from "./awsBackup.ts";
import { hasTags, snapshotKind } from "./rdsTags.ts";

/** An Aurora cluster with its snapshots. Pulumi names it `<name>-<hexadecimal>` where the program does not. */
export async function findCluster(aws: Backups, store: Store, elsewhere: Backups): Promise<FoundStore> {
  const all = await every(
    paginateDescribeDBClusters({ client: aws.rds }, {}),
    ({ DBClusters }) => DBClusters,
  );
  const standing = all.filter((one) => isOf(store, one.DBClusterIdentifier, one.TagList));
  const [cluster] = standing;
  const ids = standing.map(({ DBClusterIdentifier }) => DBClusterIdentifier);
  const pages = paginateDescribeDBClusterSnapshots({ client: elsewhere.rds }, {});
  const snapshots = (await every(pages, ({ DBClusterSnapshots }) => DBClusterSnapshots)).filter(
    (one) => ids.includes(one.DBClusterIdentifier) || isOf(store, one.DBClusterIdentifier, one.TagList),
  );
  const ofBackup =
    cluster?.DBClusterArn === undefined ? [] : await pointsOfResource(elsewhere, cluster.DBClusterArn);
  const isHome = elsewhere.region === aws.region;
  const { EarliestRestorableTime: earliest, LatestRestorableTime: latest } = cluster ?? {};
  return {
    store,
    standing: standing.map((one) => ({
      id: one.DBClusterIdentifier ?? "",
      ...(one.DBClusterArn !== undefined && { arn: one.DBClusterArn }),
      words: `${one.Engine} ${one.EngineVersion}, ${one.Status}`,
    })),
    points: withAwsBackup(
      snapshots.map((one) => pointOf(one)),
      ofBackup,
    ),
    ...(isHome && earliest && latest && earliest <= latest && { range: { earliest, latest } }),
    ...(cluster && { database: factsOf(cluster) }),
    notes: [],
  };
}

function isOf(store: Store, identifier = "", tags: { Key?: string; Value?: string }[] = []): boolean {
  const named = text(store.inputs["clusterIdentifier"]);
  if (named !== "") return identifier === named;
  const rest = identifier.startsWith(`${store.name}-`) ? identifier.slice(store.name.length + 1) : "";
  return /^[0-9a-f]{7}$/.test(rest) && hasTags(store, tags, true);
}

function pointOf(one: DBClusterSnapshot): RecoveryPoint {
  const { DBClusterSnapshotIdentifier: id = "", Status = "unknown", SnapshotType = "", KmsKeyId } = one;
  const of = one.DBClusterIdentifier;
  return {
    id,
    ...(one.DBClusterSnapshotArn !== undefined && { arn: one.DBClusterSnapshotArn }),
    kind: snapshotKind(SnapshotType),
    ...(one.SnapshotCreateTime && { time: one.SnapshotCreateTime }),
    state: Status,
    ...(Status !== "available" && { unusable: `it is ${Status}` }),
    ...(KmsKeyId !== undefined && { key: KmsKeyId }),
    ...(of !== undefined && { of }),
    ...(SnapshotType === "automated" && { isAutomatic: true }),
  };
}

function factsOf(cluster: DBCluster): DatabaseFacts {
  const { MinCapacity: minimum, MaxCapacity: maximum } = cluster.ServerlessV2ScalingConfiguration ?? {};
  return {
    identifier: cluster.DBClusterIdentifier ?? "",
    engine: cluster.Engine ?? "",
    ...(cluster.EngineVersion !== undefined && { engineVersion: cluster.EngineVersion }),
    ...(cluster.DBSubnetGroup !== undefined && { subnetGroup: cluster.DBSubnetGroup }),
    securityGroups: (cluster.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [],
    ),
    ...(cluster.DBClusterParameterGroup !== undefined && { parameterGroup: cluster.DBClusterParameterGroup }),
    ...(cluster.KmsKeyId !== undefined && { key: cluster.KmsKeyId }),
    ...(minimum !== undefined && maximum !== undefined && { capacity: { minimum, maximum } }),
  };
}
