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
 * @typedef {import("@aws-sdk/client-ec2").Snapshot} Snapshot
 * @typedef {object} Settings
 * @property {string} tag
 * @property {string} service
 * @property {number} keep Task definitions whose snapshots are kept.
 * @property {Volume[]} volumes
 * @property {number} pollSeconds
 * @property {number} retrySeconds In which a new role's permissions become usable, and EC2 takes the next snapshot of a volume.
 * @property {number} youngestHours Younger snapshots that are complete stay, and do not count.
 */

/** Left of the function's time to say what is wrong. */
const marginMs = 20_000;
/** Whoever calls may call again where an answer is lost: then its snapshot is there already. */
const sameCallMs = 15 * 60_000;
const ec2 = new EC2Client({});
/** @type {Settings} */
const settings = JSON.parse(process.env.SETTINGS ?? "{}");
const tag = { Key: settings.tag, Value: settings.service };
const revisionKey = settings.tag + "-revision";
const sleep = () => new Promise((resolve) => setTimeout(resolve, settings.pollSeconds * 1000));

/** @param {unknown} error */
const wordsOf = (error) => (error instanceof Error ? error.name + ": " + error.message : String(error));
/** @param {Snapshot} snapshot */
const revisionOf = ({ Tags = [] }) => Tags.find(({ Key }) => Key === revisionKey)?.Value;
/** @param {Snapshot} snapshot */
const ageMs = ({ StartTime }) => Date.now() - Number(StartTime ?? 0);

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

/** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function retried(act) {
  const until = Date.now() + settings.retrySeconds * 1000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (!/^(UnauthorizedOperation|SnapshotCreationPerVolumeRateExceeded)$/.test(name) || Date.now() >= until) throw error;
      await sleep();
    }
  }
}

/** The volume's snapshots with this service's tag, the newest first. @param {Volume} volume */
async function own({ id }) {
  const Filters = [
    { Name: "volume-id", Values: [id] },
    { Name: "tag:" + tag.Key, Values: [tag.Value] },
  ];
  /** @type {Snapshot[]} */
  const all = [];
  for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client: ec2 }, { OwnerIds: ["self"], Filters })) all.push(...Snapshots);
  return all.sort((one, other) => ageMs(one) - ageMs(other));
}

/**
 * The moment that is saved is that of this call, however long the copy takes. One that a call for the same task definition has begun, and that
 * is still copied, goes on.
 *
 * @param {Volume} volume @param {string} taskDefinition
 */
async function begin(volume, taskDefinition) {
  const { id, name } = volume;
  const Tags = [tag, { Key: "Name", Value: name }, { Key: revisionKey, Value: taskDefinition }];
  try {
    const begun = (await retried(() => own(volume))).find(
      (one) =>
        revisionOf(one) === taskDefinition &&
        (one.State === "pending" || (one.State === "completed" && ageMs(one) < sameCallMs)),
    );
    if (begun?.SnapshotId !== undefined) return begun.SnapshotId;
    const { SnapshotId = "" } = await retried(() =>
      ec2.send(
        new CreateSnapshotCommand({
          VolumeId: id,
          Description: "Before a deployment of " + settings.service,
          TagSpecifications: [{ ResourceType: "snapshot", Tags }],
        }),
      ),
    );
    return SnapshotId;
  } catch (error) {
    throw new Error("Volume " + id + " (" + name + ") cannot be saved, so the service is not changed. " + wordsOf(error));
  }
}

/** A look that fails is one at a snapshot that EC2 does not show yet, until time is up. @param {string} name @param {string} id @param {{ getRemainingTimeInMillis(): number }} context */
async function complete(name, id, context) {
  for (;;) {
    /** @type {Snapshot | undefined} */
    let snapshot;
    let seen = "0%";
    try {
      const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
      snapshot = Snapshots[0];
      seen = snapshot?.Progress || "0%";
    } catch (error) {
      seen = wordsOf(error);
    }
    if (snapshot?.State === "completed") return;
    if (snapshot?.State === "error")
      throw new Error(
        "Snapshot " + id + " of " + name + " failed, so the service is not changed. " + (snapshot.StateMessage || "AWS gave no reason."),
      );
    if (context.getRemainingTimeInMillis() < marginMs + settings.pollSeconds * 1000)
      throw new Error(
        "Snapshot " + id + " of " + name + " is not complete yet (" + seen + "), so the service is not changed. " +
          "Deploy again: the update waits for the same snapshot.",
      );
    await sleep();
  }
}

/**
 * Deletes what failed, and what belongs to none of the task definitions to keep. Those of the last day stay and do not count, so that no number of
 * attempts costs the state before them. What EC2 does not delete is named: it does not stop the deployment.
 *
 * @param {Volume} volume
 */
async function prune(volume) {
  const notDeleted = [];
  try {
    const ended = (await own(volume)).filter(({ State }) => State === "completed" || State === "error");
    const isYoung = (/** @type {Snapshot} */ one) => ageMs(one) < settings.youngestHours * 3_600_000;
    const group = (/** @type {Snapshot} */ one) => revisionOf(one) ?? one.SnapshotId;
    const counted = ended.filter((one) => one.State === "completed" && !isYoung(one));
    const kept = new Set([...new Set(counted.map(group))].slice(0, settings.keep));
    const isKept = (/** @type {Snapshot} */ one) => one.State === "completed" && (isYoung(one) || kept.has(group(one)));
    for (const snapshot of ended.filter((one) => !isKept(one))) {
      try {
        await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot.SnapshotId }));
      } catch (error) {
        notDeleted.push(snapshot.SnapshotId + ": " + wordsOf(error));
      }
    }
  } catch (error) {
    notDeleted.push(volume.name + ": " + wordsOf(error));
  }
  return notDeleted;
}
`;
