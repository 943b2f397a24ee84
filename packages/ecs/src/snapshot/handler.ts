/**
 * The function that saves a service's volumes, as Lambda runs it. A text, like boot scripts, because it runs elsewhere: in Lambda, with the
 * SDK of its runtime. The tests run this very text with Node, and have the compiler check it.
 */
export const snapshotHandler = `// @ts-check
import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
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
 * @typedef {import("@aws-sdk/client-codepipeline").Job} Job
 * @typedef {{ getRemainingTimeInMillis(): number }} Context
 * @typedef {object} Settings
 * @property {string} tag
 * @property {string} service
 * @property {number} keep Task definitions whose snapshots are kept.
 * @property {Volume[]} volumes
 * @property {number} pollSeconds
 * @property {number} retrySeconds In which a new role's permissions become usable, EC2 takes the next snapshot of a volume, and AWS stops to throttle.
 * @property {number} youngestHours Younger snapshots that are complete stay, and do not count.
 */

/** Left of the function's time to say what is wrong. */
const marginMs = 20_000;
/** A caller that lost the response may call again: then its snapshot already exists. */
const sameCallMs = 15 * 60_000;
const ec2 = new EC2Client({});
const codePipeline = new CodePipelineClient({});
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
 * Called by an update, or by a pipeline that waits for the answer, with what names the deployment; or by CodePipeline with a job.
 *
 * @param {{ taskDefinition?: string, "CodePipeline.job"?: Job }} event
 * @param {Context} context
 */
export async function handler({ taskDefinition, "CodePipeline.job": job }, context) {
  if (job !== undefined) return await runJob(job, context);
  if (!taskDefinition) throw new Error("The event has no taskDefinition: name the deployment there, for example by the ARN of its task definition.");
  const { snapshots, missing } = await save(taskDefinition, false, context);
  if (missing !== "") throw new Error(missing + ", so the service is not changed. Deploy again: the update waits for the same snapshot.");
  return { snapshots, notDeleted: await pruneAll() };
}

/**
 * CodePipeline waits 20 minutes for each answer, and 24 hours for the last one; after one with a continuation token it calls again. A job may have
 * ended before its answer, by another call for the same job or by its time.
 *
 * @param {Job} job @param {Context} context
 */
async function runJob({ id: jobId, data }, context) {
  const { continuationToken, actionConfiguration } = data ?? {};
  const execution = continuationToken ?? actionConfiguration?.configuration?.["UserParameters"];
  try {
    if (!execution) throw new Error("The action has no UserParameters: set #{codepipeline.PipelineExecutionId}.");
    const { snapshots, missing } = await save(execution, continuationToken !== undefined, context);
    const done = Object.entries(snapshots).map(([name, id]) => name + ": " + id).join(", ");
    await answer(
      new PutJobSuccessResultCommand(
        missing !== ""
          ? { jobId, continuationToken: execution, executionDetails: { summary: missing.slice(0, 2048) } }
          : {
              jobId,
              executionDetails: { summary: done.slice(0, 2048), percentComplete: 100 },
              outputVariables: { snapshots: JSON.stringify(snapshots) },
            },
      ),
    );
    // After the answer: what takes long here holds up no deployment.
    if (missing === "") await pruneAll();
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 5000);
    await answer(new PutJobFailureResultCommand({ jobId, failureDetails: { type: "JobFailed", message } }));
    // Counts as an error of the function; retries are disabled in Lambda.
    throw error;
  }
}

/** @param {PutJobSuccessResultCommand | PutJobFailureResultCommand} command */
async function answer(command) {
  try {
    await retried(() => (command instanceof PutJobSuccessResultCommand ? codePipeline.send(command) : codePipeline.send(command)));
  } catch (error) {
    if (!(error instanceof Error) || !/^(InvalidJobStateException|JobNotFoundException)$/.test(error.name)) throw error;
    console.warn({ notWaitedFor: error.message });
  }
}

/**
 * @param {string} revision @param {boolean} isGoingOn Whether an earlier call has begun @param {Context} context
 * @returns {Promise<{ snapshots: Record<string, string>, missing: string }>} What is not complete, in words; empty where nothing is
 */
async function save(revision, isGoingOn, context) {
  /** @type {Record<string, string>} */
  const snapshots = {};
  let missing = "";
  for (const volume of settings.volumes) snapshots[volume.name] = await begin(volume, revision, isGoingOn);
  for (const { name } of settings.volumes) missing ||= await complete(name, snapshots[name] ?? "", context);
  return { snapshots, missing };
}

async function pruneAll() {
  const notDeleted = [];
  for (const volume of settings.volumes) notDeleted.push(...(await prune(volume)));
  if (notDeleted.length > 0) console.warn({ notDeleted });
  return notDeleted;
}

/** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function retried(act) {
  const until = Date.now() + settings.retrySeconds * 1000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (!/^(AccessDeniedException|UnauthorizedOperation|SnapshotCreationPerVolumeRateExceeded|RequestLimitExceeded|Throttling(Exception)?)$/.test(name) || Date.now() >= until) throw error;
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
 * The moment that is saved is that of the first call, however long the copy takes. One that a call for the same deployment has begun, and that
 * is still copied, goes on; so does, for a call that goes on, one in any state.
 *
 * @param {Volume} volume @param {string} revision @param {boolean} isGoingOn
 */
async function begin(volume, revision, isGoingOn) {
  const { id, name } = volume;
  const Tags = [tag, { Key: "Name", Value: name }, { Key: revisionKey, Value: revision }];
  try {
    const begun = (await retried(() => own(volume))).find(
      (one) =>
        revisionOf(one) === revision &&
        (isGoingOn || one.State === "pending" || (one.State === "completed" && ageMs(one) < sameCallMs)),
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

/**
 * A look that fails is one at a snapshot that EC2 does not show yet, until time is up.
 *
 * @param {string} name @param {string} id @param {Context} context @returns {Promise<string>} What is missing then
 */
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
    if (snapshot?.State === "completed") return "";
    if (snapshot?.State === "error")
      throw new Error(
        "Snapshot " + id + " of " + name + " failed, so the service is not changed. " + (snapshot.StateMessage || "AWS gave no reason."),
      );
    if (context.getRemainingTimeInMillis() < marginMs + settings.pollSeconds * 1000)
      return "Snapshot " + id + " of " + name + " is not complete yet (" + seen + ")";
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
