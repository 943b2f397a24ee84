import { ModifyVolumeCommand } from "@aws-sdk/client-ec2";
import { answerBy, calls, setDrill } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { ballast } from "../testing.ts";

// Stacks are planned.
jest.setTimeout(120_000);

const stack = "rexray-ebs-prod";
const name = "rexray-ebs-prod-mysql";
const tags = { Name: name, "ballast:managed": "pulumi", "ballast:volume": name };

/* Against moto: the committed stack, by its plan. */
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  const { calls: all, faults } = await calls();
  expect(faults).toEqual([]);
  expect(all.filter((call) => /:(Delete|Create(?!Cluster|Snapshot|Volume)|Start|Copy)/.test(call))).toEqual(
    [],
  );
});

async function used(VolumeId: string, percent: number, daysAgo: number): Promise<void> {
  const metric = { namespace: "Ballast", name: "VolumeUsedPercent", dimensions: { VolumeId } };
  await stage.measure(metric, [[daysAgo * 24 * 60 + 1, percent]]);
}

async function listed(): Promise<{ stores: Record<string, unknown>[]; text: string }> {
  const json = await ballast(["volumes", stack, "--format", "json"]);
  const { stdout, stderr, status } = await ballast(["volumes", stack]);
  expect({ status, stderr: stderr.replace(/^(reading|planning) .*\n/gm, "") }).toEqual({
    status: 0,
    stderr: "",
  });
  return { ...(JSON.parse(json.stdout) as { stores: Record<string, unknown>[] }), text: stdout };
}

describe("ballast volumes of what a stack declares (F.0.35)", () => {
  it("says how full a volume is and was, how old its newest snapshot is, and what EC2 changes of it", async () => {
    const volume = await stage.volume("a", tags);
    await stage.snapshot(volume);
    await used(volume, 51, 20);
    await used(volume, 72, 0);
    await stage.aws.ec2.send(new ModifyVolumeCommand({ VolumeId: volume, Size: 40 }));
    const { stores, text } = await listed();
    expect(stores).toMatchObject([
      {
        store: "mysql-volume",
        kind: "ebs",
        sizeGiB: 40,
        fullness: { measure: "used %", now: { value: 72 }, before: { value: 51 } },
        newestRecoveryPoint: expect.any(String) as unknown,
        notes: [],
      },
    ]);
    expect(text).toMatch(/72 % used[^]*51 % 20 d /);
    expect(text).toMatch(/(less than a minute|\d+ min) old/);
  });

  it("lists what patching and deployments saved, and counts it for the age", async () => {
    const volume = await stage.volume("a", tags);
    const saved = await stage.snapshot(volume, { "ballast:before-deployment-of": "web" });
    const { stores, text } = await listed();
    expect(stores).toMatchObject([
      {
        newestRecoveryPoint: expect.any(String) as unknown,
        saved: [{ id: saved, kind: "snapshot before a deployment", state: "completed", unusable: null }],
      },
    ]);
    expect(text).toMatch(
      new RegExp(`mysql-volume: ${saved}, snapshot before a deployment, less than a minute old`),
    );
    expect(text).toMatch(/less than a minute old +[^]*snapshot before a deployment/);
  });

  it("says what a store costs a month, as ballast cost has it, or that its price is missing", async () => {
    await stage.volume("a", tags);
    const json = await ballast(["cost", stack, "--format", "json"]);
    const { rows } = JSON.parse(json.stdout) as { rows: { name: string; monthly?: string }[] };
    const own = rows.filter((one) => one.name === "mysql-volume");
    expect(own.length).toBeGreaterThan(0);
    const known = own.flatMap(({ monthly }) => (monthly === undefined ? [] : [Number(monthly)]));
    const { stores, text } = await listed();
    expect(Number(stores[0]?.["monthlyUsd"])).toBeCloseTo(
      known.reduce((sum, one) => sum + one, 0),
      8,
    );
    expect(stores[0]?.["isMonthlyUsdComplete"]).toBe(known.length === own.length);
    expect(text).toContain("$/month");
    expect(text).toContain("list prices");
  });

  it("says of a volume of which CloudWatch has no value, and that has no snapshot, just that", async () => {
    await stage.volume("a", tags);
    const { stores, text } = await listed();
    expect(stores).toMatchObject([{ fullness: null, newestRecoveryPoint: null, change: null }]);
    expect(text).toMatch(/mysql-volume +│ EBS volume +│ vol-\w+ +│ unknown +│ none +│ /);
  });

  it.each([
    ["restored", { Status: "COMPLETED" }, "restored"],
    ["validated", { Status: "COMPLETED", ValidationStatus: "SUCCESSFUL" }, "validated"],
    ["restored", { Status: "COMPLETED", ValidationStatus: "TIMED_OUT" }, "restored"],
    ["failed", { Status: "COMPLETED", ValidationStatus: "FAILED" }, "failed"],
    ["failed", { Status: "FAILED", StatusMessage: "no such key" }, "no such key"],
    ["running", { Status: "RUNNING" }, "runs for"],
  ])("says how the newest drill ended: %s (%p)", async (result, job, text) => {
    const volume = await stage.volume("a", tags);
    await stage.snapshot(volume);
    const SourceResourceArn = `arn:aws:ec2:eu-central-1:123456789012:volume/${volume}`;
    const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    await setDrill({ SourceResourceArn, CompletionDate: ago(40), Status: "ABORTED" });
    await setDrill({ SourceResourceArn, CompletionDate: ago(9), ...job });
    const { stores, text: table } = await listed();
    expect(stores).toMatchObject([{ lastDrill: { result } }]);
    expect(table).toContain(text);
    expect(table).toContain("9 d");
  });

  it("says that nothing stands", async () => {
    const { stores, text } = await listed();
    expect(stores).toMatchObject([{ standing: [], fullness: null, newestRecoveryPoint: null }]);
    expect(text).toMatch(/mysql-volume +│ EBS volume +│ no +│ +│ none/);
  });

  it("lists the rest where a permission is missing, and names it", async () => {
    await stage.volume("a", tags);
    await answerBy({ operation: "GetMetricData", code: "AccessDenied", status: 403, times: 2 });
    const { text } = await listed();
    expect(text).toContain("mysql-volume: AWS does not allow cloudwatch:GetMetricData.");
    expect(text).toMatch(/vol-\w+ +│ unknown +│ none/);
  });
});
