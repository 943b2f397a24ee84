import {
  CopySnapshotCommand,
  DescribeSnapshotsCommand,
  paginateDescribeSnapshots,
} from "@aws-sdk/client-ec2";
import { every } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import { Watch, type Pace } from "../../watch.ts";
import type { Backups } from "../clients.ts";
import type { Created } from "./fileSystem.ts";
import { ended } from "./ended.ts";

/** A tag of a copied snapshot, with its source: `eu-west-1/snap-…`. */
const copyTag = "ballast:copy-of";

/** Copies an EBS snapshot into the region of the clients; a copy of an earlier call is followed instead. */
export async function copySnapshot(
  aws: Backups,
  { from, snapshotId, name }: { from: string; snapshotId: string; name: string },
  pace: Pace,
): Promise<Created> {
  const watch = new Watch(pace);
  const of = `${from}/${snapshotId}`;
  const earlier = await watch.until(async () => ({ done: await copyOf(aws, of) }));
  const id =
    earlier ??
    (
      await aws.ec2.send(
        new CopySnapshotCommand({
          SourceRegion: from,
          SourceSnapshotId: snapshotId,
          Description: `${of}, to restore ${name}`,
          TagSpecifications: [
            {
              ResourceType: "snapshot",
              Tags: [
                { Key: "Name", Value: name },
                { Key: copyTag, Value: of },
              ],
            },
          ],
        }),
      )
    ).SnapshotId ??
    "";
  try {
    await watch.until(async () => {
      const { Snapshots: [seen] = [] } = await aws.ec2.send(
        new DescribeSnapshotsCommand({ SnapshotIds: [id] }),
      );
      if (seen?.State === "error")
        throw new OperateError(`The copy ${id} failed: ${seen.StateMessage ?? "AWS gave no reason"}.`);
      return seen?.State === "completed"
        ? { done: true }
        : { waiting: `copy ${id}: ${seen?.Progress ?? "started"}` };
    });
  } catch (error) {
    throw ended(error, [`The copy ${id} continues by itself. Run the same command again to follow it.`]);
  }
  return { id, isContinued: earlier !== undefined, seconds: watch.seconds };
}

async function copyOf({ ec2 }: Backups, of: string): Promise<string | undefined> {
  const pages = paginateDescribeSnapshots(
    { client: ec2 },
    { OwnerIds: ["self"], Filters: [{ Name: `tag:${copyTag}`, Values: [of] }] },
  );
  const all = await every(pages, ({ Snapshots }) => Snapshots);
  return all.find(({ State }) => State !== "error")?.SnapshotId;
}
