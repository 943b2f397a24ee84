import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  EC2Client,
  paginateDescribeSnapshots,
  type Snapshot,
} from "@aws-sdk/client-ec2";
import { revision, runHandler } from "../testing/snapshot/runHandler.ts";

// The function's own text, with the real SDK, against an emulator of EC2.

const ec2 = new EC2Client({});

async function volume(name: string): Promise<{ id: string; name: string }> {
  const { VolumeId = "" } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: "eu-central-1a", Size: 1 }),
  );
  return { id: VolumeId, name };
}

it("saves each volume, and keeps two of each with its own tag, and whatever others have made (F.0.53)", async () => {
  const volumes = [await volume("dev-data"), await volume("dev-logs")];
  const byHand = await ec2.send(new CreateSnapshotCommand({ VolumeId: volumes[0]?.id }));
  const made: Record<string, string>[] = [];
  for (let deployment = 0; deployment < 3; deployment += 1) {
    const taskDefinition = `${revision}${deployment}`;
    const { answer, error } = await runHandler({
      taskDefinition,
      settings: { keep: 2, volumes, youngestHours: 0 },
    });
    // The same call again, whose answer was lost, saves nothing twice.
    const again = await runHandler({ taskDefinition, settings: { keep: 2, volumes, youngestHours: 0 } });
    expect(again.answer?.snapshots).toEqual(answer?.snapshots);
    expect([error, answer?.notDeleted, Object.keys(answer?.snapshots ?? {})]).toEqual([
      undefined,
      [],
      ["dev-data", "dev-logs"],
    ]);
    made.push(answer?.snapshots ?? {});
  }
  const Filters = [{ Name: "volume-id", Values: volumes.map(({ id }) => id) }];
  const Snapshots: Snapshot[] = [];
  for await (const page of paginateDescribeSnapshots({ client: ec2 }, { Filters }))
    Snapshots.push(...(page.Snapshots ?? []));
  expect(Snapshots.map(({ SnapshotId }) => SnapshotId).toSorted()).toEqual(
    [byHand.SnapshotId, ...made.slice(1).flatMap((snapshots) => Object.values(snapshots))].toSorted(),
  );
  const tags = Snapshots.find(({ SnapshotId }) => SnapshotId === made[2]?.["dev-data"])?.Tags ?? [];
  expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
    Name: "dev-data",
    "ballast:before-deployment-of": "web",
    "ballast:before-deployment-of-revision": `${revision}2`,
  });
});

it("fails where there is no such volume (F.0.53)", async () => {
  const { error } = await runHandler({
    settings: { keep: 2, volumes: [{ id: "vol-0123456789abcdef0", name: "dev-data" }] },
  });
  expect(error).toContain(
    "Volume vol-0123456789abcdef0 (dev-data) cannot be saved, so the service is not changed. InvalidVolume.NotFound",
  );
});
