import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typeErrors } from "@ballast/testing/modules";
import { revision, runHandler } from "../testing/snapshot/runHandler.ts";
import { snapshotHandler } from "./handler.ts";

const data = { id: "vol-1", name: "dev-data" };
const settings = { keep: 2, volumes: [data] };

interface Snapshot {
  SnapshotId: string;
  VolumeId: string;
  State: string;
  StartTime?: string;
  StateMessage?: string;
  Progress?: string;
  Tags?: { Key: string; Value: string }[];
}

/**
 * An SDK that writes down what it is asked.
 *
 * @param states Of the new snapshot, look after look; the last one stays.
 */
const recorded = (
  states: Partial<Snapshot>[],
  earlier: Snapshot[] = [],
  refused: string[] = [],
  refusedOnce: [operation: string, error: string][] = [],
): string => `
import { appendFileSync } from "node:fs";
const states = ${JSON.stringify(states)};
const earlier = ${JSON.stringify(earlier)};
const refused = ${JSON.stringify(refused)};
const refusedOnce = new Map(${JSON.stringify(refusedOnce)});
class Command { constructor(input) { this.input = input; } }
export class CreateSnapshotCommand extends Command {}
export class DeleteSnapshotCommand extends Command {}
export class DescribeSnapshotsCommand extends Command {}
// A page may be empty, and others follow.
export async function* paginateDescribeSnapshots({ client }, input) {
  yield { NextToken: "next" };
  yield await client.send(new DescribeSnapshotsCommand(input));
}
export class EC2Client {
  async send({ constructor: { name }, input }) {
    appendFileSync(process.env.RECORD, JSON.stringify([name.replace("Command", ""), input]) + "\\n");
    const once = refusedOnce.get(input.SnapshotIds ? name + "s" : name);
    if (once && refusedOnce.delete(input.SnapshotIds ? name + "s" : name)) throw Object.assign(new Error("Later."), { name: once });
    if (refused.includes(name) || refused.includes(input.SnapshotId))
      throw Object.assign(new Error("You are not authorized."), { name: "UnauthorizedOperation" });
    if (name === "CreateSnapshotCommand") return { SnapshotId: "snap-new" };
    if (name === "DeleteSnapshotCommand") return {};
    const last = states.length > 1 && input.SnapshotIds ? states.shift() : states[0];
    const fresh = { SnapshotId: "snap-new", VolumeId: "vol-1", StartTime: new Date().toISOString(), ...last };
    return { Snapshots: (input.SnapshotIds ? [fresh] : [...earlier, fresh]).map((one) => ({ ...one, StartTime: new Date(one.StartTime) })) };
  }
}
`;

let folder: string;
beforeEach(() => {
  mkdirSync(join(process.cwd(), ".ballast"), { recursive: true });
  folder = mkdtempSync(join(process.cwd(), ".ballast/record-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(sdk: string, remainingMs?: number, retrySeconds = 0) {
  const record = join(folder, "calls");
  writeFileSync(record, "");
  const told = await runHandler({
    settings: { ...settings, retrySeconds },
    sdk,
    environment: { RECORD: record },
    ...(remainingMs !== undefined && { remainingMs }),
  });
  const calls = readFileSync(record, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as [name: string, input: Record<string, unknown>]);
  return {
    ...told,
    calls,
    deleted: calls.flatMap(([, input], at) =>
      calls[at]?.[0] === "DeleteSnapshot" ? [input["SnapshotId"]] : [],
    ),
  };
}

const earlier = (id: string, day: number, State = "completed"): Snapshot => ({
  SnapshotId: id,
  VolumeId: "vol-1",
  State,
  StartTime: `2026-11-${day}`,
});

it("saves the volume, waits until it is complete, and says which snapshot it is (F.0.53)", async () => {
  const { answer, calls } = await run(
    recorded([{ State: "pending" }, { State: "pending" }, { State: "completed" }]),
  );
  expect(answer).toEqual({ snapshots: { "dev-data": "snap-new" }, notDeleted: [] });
  expect(calls.map(([name]) => name)).toEqual([
    "DescribeSnapshots",
    "CreateSnapshot",
    ...Array<string>(4).fill("DescribeSnapshots"),
  ]);
  expect(calls[1]?.[1]).toEqual({
    VolumeId: "vol-1",
    Description: "Before a deployment of web",
    TagSpecifications: [
      {
        ResourceType: "snapshot",
        Tags: [
          { Key: "ballast:before-deployment-of", Value: "web" },
          { Key: "Name", Value: "dev-data" },
          { Key: "ballast:before-deployment-of-revision", Value: revision },
        ],
      },
    ],
  });
});

it("keeps the newest complete ones, and deletes older and failed ones, never what is still copied (F.0.53)", async () => {
  const all = [
    earlier("snap-1", 10),
    earlier("snap-2", 12),
    earlier("snap-3", 11),
    earlier("snap-4", 13, "error"),
    earlier("snap-5", 9, "pending"),
  ];
  const { answer, deleted } = await run(recorded([{ State: "completed" }], all));
  expect(answer?.notDeleted).toEqual([]);
  expect(deleted.toSorted()).toEqual(["snap-1", "snap-4"]);
});

const ofRevision = (one: Snapshot, of: string): Snapshot => ({
  ...one,
  Tags: [{ Key: "ballast:before-deployment-of-revision", Value: of }],
});
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

it("goes on with the snapshot that an earlier attempt at the same deployment has begun (F.0.53)", async () => {
  const begun = { ...earlier("snap-begun", 1, "pending"), StartTime: minutesAgo(40) };
  const { answer, calls } = await run(
    recorded(
      [{ State: "completed" }],
      [ofRevision(begun, revision), ofRevision(earlier("snap-1", 10), "other")],
    ),
  );
  expect(answer?.snapshots).toEqual({ "dev-data": "snap-begun" });
  expect(calls.map(([name]) => name)).not.toContain("CreateSnapshot");
});

it.each<[string, number, boolean]>([
  ["of the same call, whose answer was lost", 5, false],
  ["from before what has been written since", 40, true],
])("saves anew where a complete snapshot is %s: after %d minutes %p (F.0.53)", async (_, minutes, anew) => {
  const done = ofRevision({ ...earlier("snap-done", 1), StartTime: minutesAgo(minutes) }, revision);
  const { calls } = await run(recorded([{ State: "completed" }], [done]));
  expect(calls.map(([name]) => name).includes("CreateSnapshot")).toBe(anew);
});

it("keeps the last good state through a day of attempts, and all attempts at one deployment (F.0.53)", async () => {
  const good = ofRevision(earlier("snap-good", 10), "good");
  const attempts = [1, 2, 3, 4, 5].map((hours) =>
    ofRevision({ ...earlier(`snap-${hours}`, 1), StartTime: minutesAgo(hours * 60) }, `bad-${hours}`),
  );
  expect((await run(recorded([{ State: "completed" }], [good, ...attempts]))).deleted).toEqual([]);
  // Of earlier days two definitions are kept, with each attempt at them.
  const old = [20, 21, 22].map((day) => ofRevision(earlier(`snap-${day}`, day), "again"));
  const older = ofRevision(earlier("snap-oldest", 9), "oldest");
  const sdk = recorded([{ State: "completed" }], [...old, good, older]);
  expect((await run(sdk)).deleted).toEqual(["snap-oldest"]);
});

it("names what EC2 does not delete, and lets the deployment go on", async () => {
  const all = [earlier("snap-1", 10), earlier("snap-2", 12), earlier("snap-3", 11)];
  const { answer } = await run(recorded([{ State: "completed" }], all, ["snap-1"]));
  expect(answer?.notDeleted).toEqual(["snap-1: UnauthorizedOperation: You are not authorized."]);
});

it.each([
  ["the role's permissions are not in effect yet", "CreateSnapshotCommand", "UnauthorizedOperation", 1],
  ["nor those to look", "DescribeSnapshotsCommand", "UnauthorizedOperation", 1],
  ["the volume was saved a moment ago", "CreateSnapshotCommand", "SnapshotCreationPerVolumeRateExceeded", 1],
  ["EC2 throttles the snapshot", "CreateSnapshotCommand", "RequestLimitExceeded", 1],
  ["EC2 throttles the look at earlier ones", "DescribeSnapshotsCommand", "RequestLimitExceeded", 1],
  ["EC2 does not show the snapshot yet", "DescribeSnapshotsCommands", "InvalidSnapshot.NotFound", 0],
])("tries again where %s (F.0.53)", async (_, operation, error, retrySeconds) => {
  const sdk = recorded([{ State: "completed" }], [], [], [[operation, error]]);
  const { answer } = await run(sdk, undefined, retrySeconds);
  expect(answer?.snapshots).toEqual({ "dev-data": "snap-new" });
});

it.each<[string, string, number | undefined, string]>([
  [
    "is refused",
    recorded([], [], ["CreateSnapshotCommand"]),
    undefined,
    "Volume vol-1 (dev-data) cannot be saved, so the service is not changed. UnauthorizedOperation: You are not authorized.",
  ],
  [
    "fails",
    recorded([{ State: "error", StateMessage: "The key is disabled." }]),
    undefined,
    "Snapshot snap-new of dev-data failed, so the service is not changed. The key is disabled.",
  ],
  [
    "takes longer than the function may",
    recorded([{ State: "pending", Progress: "37%" }]),
    19_000,
    "Snapshot snap-new of dev-data is not complete yet (37%), so the service is not changed. Deploy again: the update waits for the same snapshot.",
  ],
])(
  "ends with an error that says why, and deletes nothing, where a snapshot %s (F.0.53)",
  async (_, sdk, time, said) => {
    const { error, deleted } = await run(sdk, time);
    expect([error, deleted]).toEqual([said, []]);
  },
);

it("uses the SDK as its types say", () => {
  writeFileSync(join(folder, "index.mjs"), snapshotHandler);
  expect(typeErrors([join(folder, "index.mjs")])).toEqual([]);
});
