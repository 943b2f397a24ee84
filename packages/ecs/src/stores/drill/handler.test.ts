import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typeErrors } from "@ballast/testing/modules";
import { runDrill } from "../../testing/drill/runDrill.ts";
import { drillHandler } from "./handler.ts";

const sourceArn = "arn:aws:ec2:eu-central-1:123456789012:volume/vol-1";
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:looks-at-data:live";
const job = {
  RestoreJobId: "job-1",
  Status: "COMPLETED",
  ValidationStatus: "VALIDATING",
  CreatedResourceArn: "arn:aws:ec2:eu-central-1:123456789012:volume/vol-2",
  RecoveryPointArn: "arn:aws:ec2:eu-central-1::snapshot/snap-1",
};
const volume = { VolumeId: "vol-2", State: "available", SnapshotId: "snap-1", Size: 8 };

type Answers = Record<string, unknown>;

/** A package of the SDK that writes down what it is asked. An answer `{ error }` is thrown; of several, the last one stays. */
const recorded = (client: string, ...commands: string[]): string => `
import { appendFileSync } from "node:fs";
const answers = JSON.parse(process.env.ANSWERS);
class Command { constructor(input) { this.input = input; } }
${commands.map((one) => `export class ${one}Command extends Command {}`).join("\n")}
export class ${client}Client {
  async send({ constructor: { name }, input }, { abortSignal } = {}) {
    const call = name.replace("Command", "");
    appendFileSync(process.env.RECORD, JSON.stringify([call, input]) + "\\n");
    const all = answers[call] ?? [{}];
    const answer = all.length > 1 ? all.shift() : all[0];
    if (answer.error) throw Object.assign(new Error("As the test says."), { name: answer.error });
    // A request keeps the process alive.
    const open = answer.hangs && setInterval(() => {}, 1000);
    if (answer.hangs)
      await new Promise((resolve, reject) => {
        abortSignal.addEventListener("abort", () => (clearInterval(open), reject(abortSignal.reason)));
      });
    return { ...answer, ...("payload" in answer && { Payload: new TextEncoder().encode(answer.payload) }) };
  }
}
`;
const packages = {
  "@aws-sdk/client-backup": recorded("Backup", "DescribeRestoreJob", "PutRestoreValidationResult"),
  "@aws-sdk/client-cloudwatch": recorded("CloudWatch", "GetMetricStatistics", "PutMetricData"),
  "@aws-sdk/client-ec2": recorded("EC2", "DescribeSnapshots", "DescribeVolumes"),
  "@aws-sdk/client-lambda": recorded("Lambda", "Invoke"),
};

let folder: string;
beforeEach(() => {
  mkdirSync(join(process.cwd(), ".ballast"), { recursive: true });
  folder = mkdtempSync(join(process.cwd(), ".ballast/record-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(answers: Record<string, Answers[]>, settings: { functionArn?: string } = {}) {
  const record = join(folder, "calls");
  writeFileSync(record, "");
  const all = {
    DescribeRestoreJob: [job],
    DescribeVolumes: [{ Volumes: [volume] }],
    DescribeSnapshots: [{ Snapshots: [{ VolumeSize: 8 }] }],
    ...answers,
  };
  const told = await runDrill({
    settings: { kind: "EBS", ...settings },
    sourceArn,
    restoreJobId: "job-1",
    packages,
    environment: { RECORD: record, ANSWERS: JSON.stringify(all) },
  });
  const calls = readFileSync(record, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as [name: string, input: Record<string, unknown>]);
  const inputsOf = (name: string) => calls.filter(([one]) => one === name).map(([, input]) => input);
  const [result] = inputsOf("PutRestoreValidationResult");
  return { ...told, inputsOf, result, isCounted: inputsOf("PutMetricData").length > 0 };
}

it("is sound JavaScript for the SDK", () => {
  const file = join(folder, "index.mjs");
  writeFileSync(file, drillHandler);
  expect(typeErrors([file])).toEqual([]);
});

it("waits for the resource to become usable (F.0.38)", async () => {
  const creating = { Volumes: [{ ...volume, State: "creating" }] };
  const { result, isCounted } = await run({ DescribeVolumes: [creating, creating, { Volumes: [volume] }] });
  expect([result?.["ValidationStatus"], isCounted]).toEqual(["SUCCESSFUL", true]);
});

it("rejects what does not become usable in its time (F.0.38)", async () => {
  const { result, error, isCounted } = await run({
    DescribeVolumes: [{ Volumes: [{ ...volume, State: "error" }] }],
  });
  expect(result).toEqual({
    RestoreJobId: "job-1",
    ValidationStatus: "FAILED",
    ValidationStatusMessage: "it is error, and not available",
  });
  expect([error?.includes("job-1"), isCounted]).toEqual([true, false]);
});

it.each([
  [
    "as its snapshot",
    { Encrypted: true, KmsKeyId: "key-1" },
    { Encrypted: true, KmsKeyId: "key-1" },
    "key key-1",
  ],
  [
    "with another key",
    { Encrypted: true, KmsKeyId: "key-2" },
    { Encrypted: true, KmsKeyId: "key-1" },
    "key is key-2, and not key-1",
  ],
  ["no more", { Encrypted: false }, { Encrypted: true, KmsKeyId: "key-1" }, "it is not encrypted"],
  ["only now", { Encrypted: true, KmsKeyId: "key-1" }, { Encrypted: false }, "key key-1 (not compared)"],
])("looks whether a volume is encrypted %s (F.0.38)", async (_how, restored, from, words) => {
  const { result } = await run({
    DescribeVolumes: [{ Volumes: [{ ...volume, ...restored }] }],
    DescribeSnapshots: [{ Snapshots: [{ VolumeSize: 8, ...from }] }],
  });
  expect(String(result?.["ValidationStatusMessage"]).split("; ").at(-1)).toBe(words);
  expect(result?.["ValidationStatus"]).toBe(/ and not |not encrypted/.test(words) ? "FAILED" : "SUCCESSFUL");
});

it.each(["DescribeVolumes", "DescribeSnapshots"])(
  "reports nothing where %s is denied, so that Lambda calls again (F.0.38)",
  async (call) => {
    const { result, error, isCounted } = await run({ [call]: [{ error: "UnauthorizedOperation" }] });
    expect([result, error, isCounted]).toEqual([undefined, "As the test says.", false]);
  },
);

it("says what it could not compare, once the recovery point is gone (F.0.38)", async () => {
  const { result } = await run({ DescribeSnapshots: [{ error: "InvalidSnapshot.NotFound" }] });
  expect(result?.["ValidationStatusMessage"]).toBe(
    "it is available; snapshot snap-1; size in GiB 8 (not compared); it is not encrypted",
  );
});

it.each([
  ["FAILED", false],
  ["TIMED_OUT", false],
  // AWS Backup has it, and the count was lost.
  ["SUCCESSFUL", true],
])("leaves a result %s as it is (F.0.38)", async (ValidationStatus, counted) => {
  const { answer, result, isCounted } = await run({ DescribeRestoreJob: [{ ...job, ValidationStatus }] });
  expect([answer, result, isCounted]).toEqual([{ result: ValidationStatus }, undefined, counted]);
});

describe("with the user's function", () => {
  const by = "looks-at-data:live";
  const asked = (answer: Answers) => run({ Invoke: [answer] }, { functionArn });

  it("asks it what it knows of the drill (F.0.38)", async () => {
    const { inputsOf } = await asked({ payload: '{"status":"SUCCESSFUL"}' });
    expect(
      inputsOf("Invoke").map(({ FunctionName, Payload }) => [
        FunctionName,
        JSON.parse(String(Payload)) as unknown,
      ]),
    ).toEqual([
      [
        functionArn,
        {
          restoreJobId: "job-1",
          resourceType: "EBS",
          restoredResourceArn: job.CreatedResourceArn,
          recoveryPointArn: job.RecoveryPointArn,
          sourceResourceArn: sourceArn,
        },
      ],
    ]);
  });

  it.each<[string, Answers, string, string]>([
    [
      "accepts",
      { payload: '{"status":"SUCCESSFUL","message":"9 tables"}' },
      "SUCCESSFUL",
      `${by} accepts it: 9 tables`,
    ],
    [
      "rejects",
      { payload: '{"status":"FAILED","message":"no table"}' },
      "FAILED",
      `${by} rejects it: no table`,
    ],
    [
      "throws",
      { payload: '{"errorMessage":"x"}', FunctionError: "Unhandled" },
      "FAILED",
      `${by} failed: {"errorMessage":"x"}`,
    ],
    ["says nothing", { payload: "null" }, "FAILED", `${by} answered neither`],
    ["says something else", { payload: "<html>" }, "FAILED", `${by} answered neither`],
    ["does not answer in time", { hangs: true }, "FAILED", `${by} did not answer in 2 seconds`],
  ])("reports what it says if it %s (F.0.38)", async (_what, answer, status, words) => {
    const { result } = await asked(answer);
    expect(result?.["ValidationStatus"]).toBe(status);
    expect(result?.["ValidationStatusMessage"]).toContain(words);
  });

  it("is not asked about what is rejected already (F.0.38)", async () => {
    const { inputsOf, result } = await run(
      {
        DescribeVolumes: [{ Volumes: [{ ...volume, Size: 4 }] }],
        Invoke: [{ payload: '{"status":"SUCCESSFUL"}' }],
      },
      { functionArn },
    );
    expect([inputsOf("Invoke"), result?.["ValidationStatus"]]).toEqual([[], "FAILED"]);
  });

  it("reports nothing where the call is denied (F.0.38)", async () => {
    const { error, result } = await asked({ error: "AccessDeniedException" });
    expect([error, result]).toEqual(["As the test says.", undefined]);
  });
});
