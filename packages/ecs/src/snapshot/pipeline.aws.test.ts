import { randomUUID } from "node:crypto";
import {
  CreateVolumeCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type DescribeSnapshotsCommandOutput,
} from "@aws-sdk/client-ec2";
import { faultsOf } from "../testing/serviceModels.ts";
import { jobEvent } from "../testing/snapshot/job.ts";
import { runHandler, type Run } from "../testing/snapshot/runHandler.ts";
import { StandInPipeline } from "../testing/snapshot/standInPipeline.ts";

// The function's own text as an action of CodePipeline calls it: with the real SDKs, an emulator of EC2, and CodePipeline's answers over HTTP.

const ec2 = new EC2Client({});
let pipeline: StandInPipeline;
let environment: NodeJS.ProcessEnv;
let volume: { id: string; name: string };
beforeEach(async () => {
  pipeline = new StandInPipeline();
  environment = await pipeline.environment();
  const { VolumeId = "" } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: "eu-central-1a", Size: 1 }),
  );
  volume = { id: VolumeId, name: "dev-data" };
});
afterEach(() => pipeline.close());

const run = (event: object, volumes = [volume], remainingMs?: number): Promise<Run> =>
  runHandler({
    settings: { keep: 2, volumes },
    event,
    environment,
    ...(remainingMs !== undefined && { remainingMs }),
  });
const saved = async (): Promise<DescribeSnapshotsCommandOutput["Snapshots"] & object> =>
  (await ec2.send(new DescribeSnapshotsCommand({ Filters: [{ Name: "volume-id", Values: [volume.id] }] })))
    .Snapshots ?? [];
const asked = () =>
  pipeline.jobs.results.map(({ operation, input }) => ({
    operation: `codepipeline:${operation}`,
    parameters: input,
  }));

it("saves the volumes of an action's job, tells CodePipeline which snapshots they are, and saves a retry's no second time (F.0.58)", async () => {
  const execution = randomUUID();
  const event = jobEvent(pipeline.jobs.begin(), execution);
  expect(await run(event)).toEqual({});
  // A retried action is another job of the same execution; Lambda may bring the first event twice.
  expect(await run(jobEvent(pipeline.jobs.begin(), execution))).toEqual({});
  expect(await run(event)).toEqual({});
  const all = await saved();
  expect(all.map(({ Tags = [] }) => Tags.find(({ Key }) => Key?.endsWith("-revision"))?.Value)).toEqual([
    execution,
  ]);
  const snapshots = JSON.stringify({ "dev-data": all[0]?.SnapshotId });
  expect(pipeline.jobs.results).toMatchObject(
    Array(2).fill({ operation: "PutJobSuccessResult", input: { outputVariables: { snapshots } } }),
  );
  const { "CodePipeline.job": job } = event;
  expect(
    faultsOf(asked(), { capitals: false, shapes: [{ service: "codepipeline", name: "Job", value: job }] }),
  ).toEqual([]);
});

it("fails the job, and itself for its alarm, where a volume cannot be saved or the execution is not named (F.0.58)", async () => {
  const gone = { id: "vol-0123456789abcdef0", name: "dev-data" };
  const told = [
    await run(jobEvent(pipeline.jobs.begin(), randomUUID()), [gone]),
    await run(jobEvent(pipeline.jobs.begin(), undefined)),
  ];
  expect(told.map(({ error }) => error)).toEqual([
    expect.stringContaining("cannot be saved, so the service is not changed. InvalidVolume.NotFound"),
    "The action has no UserParameters: set #{codepipeline.PipelineExecutionId}.",
  ]);
  expect(pipeline.jobs.results).toEqual(
    told.map(({ error }) => ({
      operation: "PutJobFailureResult",
      input: expect.objectContaining({ failureDetails: { type: "JobFailed", message: error } }) as unknown,
    })),
  );
  expect(faultsOf(asked(), { capitals: false })).toEqual([]);
});

it("finds results and events that CodePipeline would refuse", () => {
  const result = (parameters: object) =>
    faultsOf([{ operation: "codepipeline:PutJobFailureResult", parameters }], { capitals: false });
  const [jobId, message] = [randomUUID(), "No."];
  expect(result({ jobId, failureDetails: { type: "JobFailed", message } })).toEqual([]);
  expect(result({ jobId: "1", failureDetails: { type: "Failed", message: "" } })).toEqual([
    "codepipeline:PutJobFailureResult.failureDetails.message is too short or too long",
    "codepipeline:PutJobFailureResult.failureDetails.type cannot be Failed",
    expect.stringContaining("codepipeline:PutJobFailureResult.jobId does not match"),
  ]);
});
