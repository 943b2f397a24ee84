import { snapshotTags } from "@ballast/aws/services/snapshots";
import { choice, each, fail, jsonata, task, type State } from "./expressions.ts";
import type { MachineFacts } from "./machineFacts.ts";

/** Snapshots of each volume that stay, the new one among them. */
export const keptSnapshots = 3;
export const snapshotTag = snapshotTags.patching;

/**
 * A snapshot of each volume before its host is replaced. Older ones go first, so that there are never more than
 * `keptSnapshots`, whatever fails afterwards. What another thing made has not the tag.
 */
export function snapshotStates({ calls, groupName, volumeNames }: MachineFacts): Record<string, State> {
  return {
    ReadVolumes: task(
      `${calls}ec2:describeVolumes`,
      {
        Filters: [
          { Name: "tag:Name", Values: volumeNames },
          { Name: "attachment.instance-id", Values: jsonata("[$hosts.id[[0..199]]]") },
        ],
      },
      {
        Assign: {
          volumes: jsonata("[$states.result.Volumes.VolumeId]"),
          holders: jsonata("[$distinct($states.result.Volumes.Attachments.InstanceId)]"),
          pruned: 0,
        },
        Next: "ReadSnapshots",
      },
    ),
    ReadSnapshots: task(
      `${calls}ec2:describeSnapshots`,
      { OwnerIds: ["self"], Filters: [{ Name: `tag:${snapshotTag}`, Values: [groupName] }] },
      {
        Assign: {
          surplus: jsonata(
            `($all := [$states.result.Snapshots]; [$map($distinct($all.VolumeId), function($id) { ($sorted := [$all[VolumeId = $id]^((State = "error" ? 1 : 0), >StartTime)]; $sorted[[${keptSnapshots - 1}..$count($sorted) - 1]]) }).SnapshotId])`,
          ),
        },
        Next: "HasSurplus",
      },
    ),
    HasSurplus: choice(
      [
        ["$count($surplus) = 0", "SaveVolumes"],
        ["$pruned = 3", "SnapshotsStay"],
      ],
      "DeleteSnapshots",
    ),
    SnapshotsStay: fail(
      "SnapshotsStay",
      jsonata('"These snapshots cannot be deleted: " & $join($surplus, ", ")'),
    ),
    DeleteSnapshots: each(
      "$surplus",
      {
        DeleteSnapshot: task(
          `${calls}ec2:deleteSnapshot`,
          { SnapshotId: jsonata("$states.input") },
          // Whether it is there is read again.
          { Catch: [{ ErrorEquals: ["States.ALL"], Output: {}, Next: "Deleted" }], Next: "Deleted" },
        ),
        Deleted: { Type: "Pass", Output: {}, End: true },
      },
      { Assign: { pruned: jsonata("$pruned + 1") }, Output: {}, Next: "ReadSnapshots" },
    ),
    SaveVolumes: each(
      "$holders",
      {
        CreateSnapshots: task(
          `${calls}ec2:createSnapshots`,
          {
            Description: "Before container instances are replaced by ones with a newer image",
            InstanceSpecification: {
              InstanceId: jsonata("$states.input"),
              ExcludeBootVolume: true,
              // For example, volumes that ECS creates for tasks.
              ExcludeDataVolumeIds: jsonata(
                "($id := $states.input; [$hosts[id = $id].($root := root; disks[device != $root].volume)[$not($ in $volumes)]])",
              ),
            },
            CopyTagsFromSource: "volume",
            TagSpecifications: [{ ResourceType: "snapshot", Tags: [{ Key: snapshotTag, Value: groupName }] }],
          },
          { Output: jsonata("[$states.result.Snapshots.SnapshotId]"), End: true },
        ),
      },
      {
        Assign: { snapshots: jsonata("[$reduce($states.result, $append, $snapshots)]") },
        Output: {},
        Next: "StartRefresh",
      },
    ),
  };
}
