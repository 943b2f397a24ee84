import { CreateSnapshotCommand, DeleteSnapshotCommand, DescribeSnapshotsCommand } from "@aws-sdk/client-ec2";
import { unless } from "../../aws.ts";
import type { Backups } from "../../restore/clients.ts";
import { Watch, type Pace } from "../../watch.ts";
import { markTag, tagsOf, type Saving } from "./saving.ts";

/** @returns the id of the volume's snapshot for the mark, as soon as the snapshot is complete. */
export async function saveVolume(aws: Backups, saving: Saving, pace: Pace): Promise<string> {
  const watch = new Watch(pace);
  const Filters = [
    { Name: `tag:${markTag}`, Values: [saving.mark] },
    { Name: "volume-id", Values: [saving.standing.id] },
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

async function create({ ec2 }: Backups, saving: Saving): Promise<string> {
  const { SnapshotId = "" } = await ec2.send(
    new CreateSnapshotCommand({
      VolumeId: saving.standing.id,
      Description: "ballast accept",
      TagSpecifications: [{ ResourceType: "snapshot", Tags: tagsOf(saving) }],
    }),
  );
  return SnapshotId;
}

export async function deleteSnapshots({ ec2 }: Backups, mark: string): Promise<void> {
  const Filters = [{ Name: `tag:${markTag}`, Values: [mark] }];
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"], Filters }));
  for (const { SnapshotId = "" } of Snapshots)
    await unless(/^InvalidSnapshot\.NotFound$/, ec2.send(new DeleteSnapshotCommand({ SnapshotId })));
}
