import { CreateSnapshotCommand, DeleteSnapshotCommand, DescribeSnapshotsCommand } from "@aws-sdk/client-ec2";
import type { Backups } from "../restore/clients.ts";
import { unless } from "../aws.ts";
import { Watch, type Pace } from "../watch.ts";

/** The tag that identifies snapshots of a run of `ballast accept`. */
const tag = "ballast:accept";

/** The volume to save, and how its snapshot is found later. */
export interface Saving {
  volumeId: string;
  /** There is one snapshot for each mark. */
  mark: string;
  /** Of the stack. */
  tags: Record<string, string>;
}

/**
 * Creates a snapshot of a volume, once.
 *
 * @returns its id, when it is complete.
 */
export async function snapshotOnce(aws: Backups, saving: Saving, pace: Pace): Promise<string> {
  const watch = new Watch(pace);
  const Filters = [
    { Name: `tag:${tag}`, Values: [saving.mark] },
    { Name: "volume-id", Values: [saving.volumeId] },
  ];
  const { Snapshots = [] } = await aws.ec2.send(
    new DescribeSnapshotsCommand({ OwnerIds: ["self"], Filters }),
  );
  const id = Snapshots[0]?.SnapshotId ?? (await create(aws, saving));
  return watch.until<string>(async () => {
    const found = await unless(
      /^InvalidSnapshot\.NotFound$/,
      aws.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] })),
    );
    const { State = "pending", Progress = "0%" } = found?.Snapshots?.[0] ?? {};
    return State === "completed" ? { done: id } : { waiting: `the snapshot ${id} is ${State} (${Progress})` };
  });
}

async function create({ ec2 }: Backups, { volumeId, mark, tags }: Saving): Promise<string> {
  const Tags = Object.entries({ ...tags, [tag]: mark }).map(([Key, Value]) => ({ Key, Value }));
  const { SnapshotId = "" } = await ec2.send(
    new CreateSnapshotCommand({
      VolumeId: volumeId,
      Description: "ballast accept",
      TagSpecifications: [{ ResourceType: "snapshot", Tags }],
    }),
  );
  return SnapshotId;
}

/** All of one mark. */
export async function deleteSnapshots({ ec2 }: Backups, mark: string): Promise<void> {
  const Filters = [{ Name: `tag:${tag}`, Values: [mark] }];
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"], Filters }));
  for (const { SnapshotId = "" } of Snapshots)
    await unless(/^InvalidSnapshot\.NotFound$/, ec2.send(new DeleteSnapshotCommand({ SnapshotId })));
}
