import {
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  type Tag,
} from "@aws-sdk/client-rds";
import { every, unless } from "../../aws.ts";
import type { Backups } from "../clients.ts";

export type DatabaseKind = "rds" | "aurora";

export interface Seen {
  state: string;
  tags: Tag[];
}

export async function copyState({ rds }: Backups, kind: DatabaseKind, id: string): Promise<Seen | undefined> {
  switch (kind) {
    case "rds": {
      const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
      const one = (await unless(/^DBInstanceNotFound(Fault)?$/, rds.send(command)))?.DBInstances?.[0];
      return one && { state: one.DBInstanceStatus ?? "unknown", tags: one.TagList ?? [] };
    }
    case "aurora": {
      const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id });
      const one = (await unless(/^DBClusterNotFoundFault$/, rds.send(command)))?.DBClusters?.[0];
      return one && { state: one.Status ?? "unknown", tags: one.TagList ?? [] };
    }
  }
}

export async function snapshotState(
  { rds }: Backups,
  kind: DatabaseKind,
  id: string,
): Promise<Seen | undefined> {
  switch (kind) {
    case "rds": {
      const command = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id });
      const one = (await unless(/^DBSnapshotNotFound(Fault)?$/, rds.send(command)))?.DBSnapshots?.[0];
      return one && { state: one.Status ?? "unknown", tags: one.TagList ?? [] };
    }
    case "aurora": {
      const command = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id });
      const one = (await unless(/^DBClusterSnapshotNotFoundFault$/, rds.send(command)))
        ?.DBClusterSnapshots?.[0];
      return one && { state: one.Status ?? "unknown", tags: one.TagList ?? [] };
    }
  }
}

export async function copies({ rds }: Backups, kind: DatabaseKind): Promise<{ id: string; tags: Tag[] }[]> {
  switch (kind) {
    case "rds": {
      const all = await every(
        paginateDescribeDBInstances({ client: rds }, {}),
        ({ DBInstances }) => DBInstances,
      );
      return all.map(({ DBInstanceIdentifier: id = "", TagList = [] }) => ({ id, tags: TagList }));
    }
    case "aurora": {
      const all = await every(
        paginateDescribeDBClusters({ client: rds }, {}),
        ({ DBClusters }) => DBClusters,
      );
      return all.map(({ DBClusterIdentifier: id = "", TagList = [] }) => ({ id, tags: TagList }));
    }
  }
}
