import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterSnapshotCommand,
  DeleteDBSnapshotCommand,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
} from "@aws-sdk/client-rds";
import { every, unless } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import type { Backups } from "../../restore/clients.ts";
import { Watch, type Pace } from "../../watch.ts";
import { tagsOf, type Saving } from "./saving.ts";

interface Snapshot {
  id: string;
  state: string;
}

/** The differences between snapshots of a DB instance and of a DB cluster. */
interface Kind {
  all: (aws: Backups) => Promise<Snapshot[]>;
  create: (aws: Backups, id: string, saving: Saving) => Promise<unknown>;
  delete: (aws: Backups, id: string) => Promise<unknown>;
}

export const instances: Kind = {
  all: async ({ rds }) => {
    const found = await every(
      paginateDescribeDBSnapshots({ client: rds }, { SnapshotType: "manual" }),
      ({ DBSnapshots }) => DBSnapshots,
    );
    return found.map(({ DBSnapshotIdentifier: id = "", Status: state = "unknown" }) => ({ id, state }));
  },
  create: ({ rds }, id, saving) =>
    rds.send(
      new CreateDBSnapshotCommand({
        DBInstanceIdentifier: saving.standing.id,
        DBSnapshotIdentifier: id,
        Tags: tagsOf(saving),
      }),
    ),
  delete: ({ rds }, id) =>
    unless(
      /^DBSnapshotNotFound(Fault)?$/,
      rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id })),
    ),
};

export const clusters: Kind = {
  all: async ({ rds }) => {
    const found = await every(
      paginateDescribeDBClusterSnapshots({ client: rds }, { SnapshotType: "manual" }),
      ({ DBClusterSnapshots }) => DBClusterSnapshots,
    );
    return found.map(({ DBClusterSnapshotIdentifier: id = "", Status: state = "unknown" }) => ({
      id,
      state,
    }));
  },
  create: ({ rds }, id, saving) =>
    rds.send(
      new CreateDBClusterSnapshotCommand({
        DBClusterIdentifier: saving.standing.id,
        DBClusterSnapshotIdentifier: id,
        Tags: tagsOf(saving),
      }),
    ),
  delete: ({ rds }, id) =>
    unless(
      /^DBClusterSnapshotNotFoundFault$/,
      rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: id })),
    ),
};

/** @returns the id of the database's snapshot for the mark, as soon as the snapshot is available. */
export async function saveDatabase(aws: Backups, kind: Kind, saving: Saving, pace: Pace): Promise<string> {
  const watch = new Watch(pace);
  const id = `${saving.mark}-${saving.store.name}`.slice(0, 63).replace(/-+$/, "");
  const own = async (): Promise<Snapshot | undefined> => (await kind.all(aws)).find((one) => one.id === id);
  if ((await own()) === undefined) await kind.create(aws, id, saving);
  return watch.until<string>(async () => {
    const { state = "not listed yet" } = (await own()) ?? {};
    if (state === "available") return { done: id };
    if (/^(failed|incompatible-.*)$/.test(state)) throw new OperateError(`The snapshot ${id} is ${state}.`);
    return { waiting: `the snapshot ${id} is ${state}` };
  });
}

export async function deleteDatabaseSnapshots(aws: Backups, kind: Kind, mark: string): Promise<void> {
  for (const { id, state } of await kind.all(aws))
    if (id.startsWith(`${mark}-`) && state !== "deleting") await kind.delete(aws, id);
}
