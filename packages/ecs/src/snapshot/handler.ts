/**
 * The function that saves a service's volumes, as Lambda runs it. A text, like boot scripts, because it runs elsewhere: in Lambda, with the
 * SDK of its runtime. The tests run this very text with Node, and have the compiler check it.
 */
export const snapshotHandler = `// @ts-check
import {
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  paginateDescribeSnapshots,
} from "@aws-sdk/client-ec2";

/**
 * @typedef {{ id: string, name: string }} Volume
 * @typedef {{ tag: string, service: string, keep: number, volumes: Volume[], pollSeconds: number }} Settings
 */

/** Left of the function's time to say what is wrong. */
const marginMs = 20_000;
const ec2 = new EC2Client({});
/** @type {Settings} */
const settings = JSON.parse(process.env.SETTINGS ?? "{}");
const tag = { Key: settings.tag, Value: settings.service };

/** @param {unknown} error */
const wordsOf = (error) => (error instanceof Error ? error.name + ": " + error.message : String(error));

/**
 * @param {{ taskDefinition: string }} event
 * @param {{ getRemainingTimeInMillis(): number }} context
 */
export async function handler({ taskDefinition }, context) {
  /** @type {Record<string, string>} */
  const snapshots = {};
  for (const volume of settings.volumes) snapshots[volume.name] = await begin(volume, taskDefinition);
  for (const { name } of settings.volumes) await complete(name, snapshots[name] ?? "", context);
  const notDeleted = [];
  for (const volume of settings.volumes) notDeleted.push(...(await prune(volume)));
  if (notDeleted.length > 0) console.warn({ notDeleted });
  return { snapshots, notDeleted };
}

/** The moment that is saved is that of this call, however long the copy takes. @param {Volume} volume @param {string} taskDefinition */
async function begin({ id, name }, taskDefinition) {
  const Tags = [tag, { Key: "Name", Value: name }, { Key: settings.tag + "-revision", Value: taskDefinition }];
  try {
    const { SnapshotId = "" } = await ec2.send(
      new CreateSnapshotCommand({
        VolumeId: id,
        Description: "Before a deployment of " + settings.service,
        TagSpecifications: [{ ResourceType: "snapshot", Tags }],
      }),
    );
    return SnapshotId;
  } catch (error) {
    throw new Error("Volume " + id + " (" + name + ") cannot be saved, so the service is not changed. " + wordsOf(error));
  }
}

/** @param {string} name @param {string} id @param {{ getRemainingTimeInMillis(): number }} context */
async function complete(name, id, context) {
  for (;;) {
    const { Snapshots: [snapshot] = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
    if (snapshot?.State === "completed") return;
    if (snapshot?.State === "error")
      throw new Error(
        "Snapshot " + id + " of " + name + " failed, so the service is not changed. " + (snapshot.StateMessage || "AWS gave no reason."),
      );
    if (context.getRemainingTimeInMillis() < marginMs + settings.pollSeconds * 1000)
      throw new Error(
        "Snapshot " + id + " of " + name + " is not complete yet (" + (snapshot?.Progress || "0%") + "), so the service is not changed. " +
          "Deploy again once it is: the next snapshot copies only what has changed since.",
      );
    await new Promise((resolve) => setTimeout(resolve, settings.pollSeconds * 1000));
  }
}

/** Deletes what is beyond the number to keep. What EC2 does not delete stays and is named: it does not stop the deployment. @param {Volume} volume */
async function prune({ id }) {
  const Filters = [
    { Name: "volume-id", Values: [id] },
    { Name: "tag:" + tag.Key, Values: [tag.Value] },
  ];
  const ended = [];
  for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client: ec2 }, { OwnerIds: ["self"], Filters }))
    ended.push(...Snapshots.filter(({ State }) => State === "completed" || State === "error"));
  const useful = ended.filter(({ State }) => State === "completed");
  useful.sort((one, other) => Number(other.StartTime ?? 0) - Number(one.StartTime ?? 0));
  const kept = new Set(useful.slice(0, settings.keep));
  const notDeleted = [];
  for (const snapshot of ended.filter((one) => !kept.has(one))) {
    try {
      await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot.SnapshotId }));
    } catch (error) {
      notDeleted.push(snapshot.SnapshotId + ": " + wordsOf(error));
    }
  }
  return notDeleted;
}
`;
