import {
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBSnapshots,
  type DBInstance,
  type DBInstanceAutomatedBackup,
  type DBSnapshot,
} from "@aws-sdk/client-rds";
import { text } from "@ballast/model";
import { every, unless } from "../../aws.ts";
import type { Backups } from "../clients.ts";
import type { DatabaseFacts, FoundStore } from "../found.ts";
import type { RecoveryPoint, TimeRange } from "../points.ts";
import type { Store } from "../stores.ts";
import { pointsOfResource, withAwsBackup } from "./awsBackup.ts";
import { hasTags, snapshotKind } from "./rdsTags.ts";

/** A DB instance with its snapshots, and the range of its automated backups, which RDS may keep when it is gone. */
export async function findDatabase(aws: Backups, store: Store, elsewhere: Backups): Promise<FoundStore> {
  const named = text(store.inputs["identifier"]);
  const standing = (await instances(aws, named)).filter((one) =>
    named === "" ? hasTags(store, one.TagList) : one.DBInstanceIdentifier === named,
  );
  const [server] = standing;
  const identifier = server?.DBInstanceIdentifier ?? named;
  const backups = identifier === "" ? [] : await automatedBackups(aws, identifier, server);
  const snapshots = identifier === "" ? [] : await snapshotsOf(elsewhere, identifier);
  const ofBackup =
    server?.DBInstanceArn === undefined ? [] : await pointsOfResource(elsewhere, server.DBInstanceArn);
  const [kept] = backups;
  // RDS restores a moment in the region of the automated backups.
  const range = elsewhere.region === aws.region ? rangeOf(server, kept) : undefined;
  const size = server?.AllocatedStorage ?? kept?.AllocatedStorage;
  return {
    store,
    standing: standing.map((one) => ({
      id: one.DBInstanceIdentifier ?? "",
      ...(one.DBInstanceArn !== undefined && { arn: one.DBInstanceArn }),
      words: `${one.DBInstanceClass}, ${one.AllocatedStorage} GiB, ${one.DBInstanceStatus}`,
    })),
    points: withAwsBackup(
      snapshots.map((one) => pointOf(one)),
      ofBackup,
    ),
    ...(range && { range }),
    ...(size !== undefined && { sizeGiB: size }),
    ...((server ?? kept) && { database: factsOf(server, kept, identifier) }),
    notes: [],
  };
}

async function instances({ rds }: Backups, named: string): Promise<DBInstance[]> {
  const pages = paginateDescribeDBInstances(
    { client: rds },
    named === "" ? {} : { DBInstanceIdentifier: named },
  );
  const found = await unless(
    /^DBInstanceNotFound(Fault)?$/,
    every(pages, ({ DBInstances }) => DBInstances),
  );
  return found ?? [];
}

/** The automated backups of the existing server. Without one, those that RDS retained of deleted servers with this name, the latest first. */
async function automatedBackups(
  { rds }: Backups,
  identifier: string,
  server: DBInstance | undefined,
): Promise<DBInstanceAutomatedBackup[]> {
  const pages = paginateDescribeDBInstanceAutomatedBackups(
    { client: rds },
    { DBInstanceIdentifier: identifier },
  );
  const found = await unless(
    /^DBInstanceAutomatedBackupNotFound(Fault)?$/,
    every(pages, (page) => page.DBInstanceAutomatedBackups),
  );
  const latest = ({ RestoreWindow }: DBInstanceAutomatedBackup): number =>
    RestoreWindow?.LatestTime?.getTime() ?? 0;
  return (found ?? [])
    .filter((one) => one.DBInstanceIdentifier === identifier)
    .filter(({ DbiResourceId }) => server === undefined || DbiResourceId === server.DbiResourceId)
    .sort((one, other) => latest(other) - latest(one));
}

/** Without a type RDS lists its own and yours; those of AWS Backup are asked for by theirs. */
async function snapshotsOf({ rds }: Backups, identifier: string): Promise<DBSnapshot[]> {
  const all: DBSnapshot[] = [];
  for (const SnapshotType of [undefined, "awsbackup"]) {
    const pages = paginateDescribeDBSnapshots(
      { client: rds },
      { DBInstanceIdentifier: identifier, ...(SnapshotType !== undefined && { SnapshotType }) },
    );
    all.push(...(await every(pages, ({ DBSnapshots }) => DBSnapshots)));
  }
  return [...new Map(all.map((one) => [one.DBSnapshotIdentifier, one])).values()];
}

function rangeOf(
  server: DBInstance | undefined,
  own: DBInstanceAutomatedBackup | undefined,
): TimeRange | undefined {
  const earliest = own?.RestoreWindow?.EarliestTime;
  const latest = server?.LatestRestorableTime ?? own?.RestoreWindow?.LatestTime;
  return earliest === undefined || latest === undefined || earliest > latest
    ? undefined
    : { earliest, latest };
}

function pointOf(one: DBSnapshot): RecoveryPoint {
  const { DBSnapshotIdentifier: id = "", Status = "unknown", SnapshotType = "", KmsKeyId } = one;
  // A copy is as old as what it was copied from.
  const time = one.OriginalSnapshotCreateTime ?? one.SnapshotCreateTime;
  return {
    id,
    ...(one.DBSnapshotArn !== undefined && { arn: one.DBSnapshotArn }),
    kind: snapshotKind(SnapshotType),
    ...(time && { time }),
    state: Status,
    ...(Status !== "available" && { unusable: `it is ${Status}` }),
    ...(one.AllocatedStorage !== undefined && { sizeGiB: one.AllocatedStorage }),
    ...(KmsKeyId !== undefined && { key: KmsKeyId }),
    ...(one.DBInstanceIdentifier !== undefined && { of: one.DBInstanceIdentifier }),
    ...(SnapshotType === "automated" && { isAutomatic: true }),
  };
}

function factsOf(
  server: DBInstance | undefined,
  backup: DBInstanceAutomatedBackup | undefined,
  identifier: string,
): DatabaseFacts {
  const key = server?.KmsKeyId ?? backup?.KmsKeyId;
  const vpc = server?.DBSubnetGroup?.VpcId ?? backup?.VpcId;
  const resourceId = server?.DbiResourceId ?? backup?.DbiResourceId;
  const version = server?.EngineVersion ?? backup?.EngineVersion;
  const group = server?.DBSubnetGroup?.DBSubnetGroupName;
  const parameters = server?.DBParameterGroups?.[0]?.DBParameterGroupName;
  return {
    identifier,
    engine: server?.Engine ?? backup?.Engine ?? "",
    ...(version !== undefined && { engineVersion: version }),
    ...(server?.DBInstanceClass !== undefined && { instanceClass: server.DBInstanceClass }),
    ...(group !== undefined && { subnetGroup: group }),
    securityGroups: (server?.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [],
    ),
    ...(parameters !== undefined && { parameterGroup: parameters }),
    ...(resourceId !== undefined && { resourceId }),
    ...(key !== undefined && { key }),
    ...(vpc !== undefined && { vpc }),
  };
}
