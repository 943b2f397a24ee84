import { resolveOutputs } from "@ballast/recording";
import { record, recordRefusal } from "@ballast/testing";
import { Service, TaskDefinitionOwner, type ServiceArgs } from "../index.ts";
import { documentIn, savedService, site, volumeArn, webTask } from "../testing.ts";

const build = (args: Partial<ServiceArgs> = {}) => new Service("web", { ...savedService, ...args });
const tag = "ballast:before-deployment-of";
const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0123";

const byPipeline = { taskDefinition: { ...webTask(), owner: TaskDefinitionOwner.Pipeline } };

/** With these volumes. */
const holding = (
  volumes: Record<string, { volumeArn: string; kmsKeyArn?: string }>,
): Partial<ServiceArgs> => ({
  parts: { data: { ...savedService.parts?.["data"], volumes } },
});

it("gives the service to wait for a call of a function that knows what to save (F.0.53)", async () => {
  const recording = await record(() => build({ deployment: { snapshotBefore: true, keepSnapshots: 5 } }));
  const call = recording.the("aws:lambda/invocation:Invocation");
  const saver = recording.the("aws:lambda/function:Function");
  expect(call.inputs).toEqual({
    functionName: saver.state["name"],
    input: JSON.stringify({ taskDefinition: webTask().arn }),
  });
  expect(recording.the("aws:ecs/service:Service").dependsOn).toContain(call.urn);
  const variables = (saver.inputs["environment"] as { variables: Record<string, string> }).variables;
  expect(JSON.parse(variables["SETTINGS"] ?? "")).toEqual({
    tag,
    service: "web",
    keep: 5,
    pollSeconds: 5,
    retrySeconds: 60,
    youngestHours: 24,
    volumes: [{ name: "dev-data", id: "vol-0123456789abcdef0" }],
  });
});

it("leaves services that save nothing as they are", async () => {
  const recording = await record(() => build({ deployment: {} }));
  expect(recording.resources.filter(({ type }) => type.startsWith("aws:lambda/"))).toEqual([]);
  expect(recording.the("aws:ecs/service:Service").dependsOn).toEqual([]);
});

it("may save these volumes, delete snapshots of them with its tag, and write its log (F.0.53)", async () => {
  const recording = await record(() => build(holding({ "dev-data": { volumeArn, kmsKeyArn } })));
  const statements = documentIn(recording.the("aws:iam/rolePolicy:RolePolicy").inputs, "policy").Statement;
  const snapshots = `arn:aws:ec2:${site.region}::snapshot/*`;
  const requested = { [`aws:RequestTag/${tag}`]: ["web"] };
  expect(statements.slice(0, 5)).toEqual([
    { Effect: "Allow", Action: ["ec2:DescribeSnapshots"], Resource: ["*"] },
    { Effect: "Allow", Action: ["ec2:CreateSnapshot"], Resource: [volumeArn] },
    {
      Effect: "Allow",
      Action: ["ec2:CreateSnapshot"],
      Resource: [snapshots],
      Condition: { StringEquals: requested },
    },
    {
      Effect: "Allow",
      Action: ["ec2:CreateTags"],
      Resource: [snapshots],
      Condition: { StringEquals: { ...requested, "ec2:CreateAction": ["CreateSnapshot"] } },
    },
    {
      Effect: "Allow",
      Action: ["ec2:DeleteSnapshot"],
      Resource: [snapshots],
      Condition: {
        StringEquals: { [`aws:ResourceTag/${tag}`]: ["web"] },
        ArnEquals: { "ec2:ParentVolume": [volumeArn] },
      },
    },
  ]);
  expect(JSON.stringify(statements.slice(5, 7))).toContain(kmsKeyArn);
  expect(statements.slice(7)).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${String(recording.the("aws:cloudwatch/logGroup:LogGroup").state["arn"])}:*`],
    },
  ]);
});

it("tells of volumes that could not be saved, and why the log goes with a stack that is discarded", async () => {
  const { result } = await record(() => {
    const { watchPart, waivers } = build({ retention: "discard" });
    return Promise.resolve({ alarm: watchPart.alarms?.["snapshot"], waivers });
  });
  expect(result.alarm?.says).toBe(
    "The volumes of service web could not be saved before a deployment, so it has not begun",
  );
  expect(result.waivers["data-retention"]?.["web-snapshot"]?.reason).toBe(
    "it repeats what deployments said of their snapshots",
  );
});

it.each<[string, Partial<ServiceArgs>, string[]]>([
  ["no volume to save", { parts: {} }, ["deployment.snapshotBefore"]],
  ["a part without volumes", holding({}), ["deployment.snapshotBefore"]],
  [
    "who calls it, where the update does",
    { deployment: { snapshotBefore: true, snapshotCall: { enabled: false, reason: "another team's" } } },
    ["deployment.snapshotCall"],
  ],
  [
    "who calls it, where nothing is saved",
    { ...byPipeline, deployment: { snapshotCall: { enabled: true } } },
    ["deployment.snapshotCall"],
  ],
  [
    "no reason",
    { ...byPipeline, deployment: { snapshotBefore: true, snapshotCall: { enabled: false, reason: "" } } },
    ["deployment.snapshotCall.reason"],
  ],
  [
    "one snapshot, which the next deployment would replace",
    { deployment: { snapshotBefore: true, keepSnapshots: 1 } },
    ["deployment.keepSnapshots"],
  ],
  ["a number of none", { deployment: { keepSnapshots: 3 } }, ["deployment.keepSnapshots"]],
])("refuses %s (F.0.53)", async (_, args, paths) => {
  const refusal = await recordRefusal(() => build(args));
  expect([refusal.paths, refusal.registered]).toEqual([paths, []]);
});

it("leaves the call to the pipeline that owns the task definition: once, and answered in time (F.0.58)", async () => {
  const recording = await record(() => {
    const { snapshotFunctionName, snapshotIds, waivers } = build({
      ...byPipeline,
      deployment: {
        snapshotBefore: true,
        snapshotCall: { enabled: false, reason: "the release team's pipeline calls it" },
      },
    });
    return resolveOutputs({ snapshotFunctionName, snapshotIds, waivers });
  });
  const saver = recording.the("aws:lambda/function:Function");
  expect(recording.result["snapshotFunctionName"]).toBe(saver.state["name"]);
  expect(recording.result["snapshotIds"]).toBeUndefined();
  expect(recording.resources.map(({ type }) => type)).not.toContain("aws:lambda/invocation:Invocation");
  expect(recording.the("aws:ecs/service:Service").dependsOn).toEqual([]);
  const { inputs } = recording.the("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
  expect(inputs).toEqual({
    functionName: saver.state["name"],
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 300,
  });
  // CodePipeline waits 20 minutes for an answer.
  expect(Number(inputs["maximumEventAgeInSeconds"]) + Number(saver.inputs["timeout"])).toBeLessThanOrEqual(
    1200,
  );
  const statements = documentIn(recording.the("aws:iam/rolePolicy:RolePolicy").inputs, "policy").Statement;
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"],
    Resource: ["*"],
  });
  expect(recording.result["waivers"]).toMatchObject({
    "ecs-snapshot-called": { "web-snapshot": { reason: "the release team's pipeline calls it" } },
  });
});
