import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotHandler } from "../../snapshot/handler.ts";

/** One action of a pipeline that has the volumes saved. */
export interface Action {
  /** Which execution it is of; a retried action is of the same. */
  execution: string;
  /** Since the action before it ended. */
  afterMinutes: number;
  /** What copying a snapshot takes that it creates. */
  copyMinutes: number;
  /** How its snapshots end. */
  fails: boolean;
  /** Whether EC2 refuses to create one. */
  isRefused: boolean;
  /** Whether Lambda brings its first event twice, at once. */
  isTwice: boolean;
  /** Another execution, of another pipeline, whose action runs at the same time. @default - none */
  beside?: string | undefined;
}

export interface WorldSnapshot {
  id: string;
  volume: string;
  /** Of whose deployment; undefined where somebody else created it. */
  execution?: string;
  startMs: number;
  readyMs: number;
  fails: boolean;
  deletedMs?: number;
}

export interface Told {
  execution: string;
  startedMs: number;
  endedMs: number;
  isTwice: boolean;
  isAlone: boolean;
  /** What CodePipeline was told; undefined where nobody answered it. */
  result?: "saved" | "failed" | "late";
  /** By the volume's name. */
  snapshots: Record<string, string>;
}

export interface History {
  snapshots: WorldSnapshot[];
  actions: Told[];
  /** Calls that ran longer than Lambda lets them. */
  overruns: number;
}

export const worldSettings = { keep: 2, youngestHours: 24, volumes: ["vol-1", "vol-2"] };

const sdk = {
  "client-ec2": `
class Command { constructor(input) { this.input = input; } }
export class CreateSnapshotCommand extends Command {}
export class DeleteSnapshotCommand extends Command {}
export class DescribeSnapshotsCommand extends Command {}
export async function* paginateDescribeSnapshots({ client }, input) { yield await client.send(new DescribeSnapshotsCommand(input)); }
export class EC2Client { send(command) { return globalThis.world.ec2(command.constructor.name, command.input); } }
`,
  "client-codepipeline": `
class Command { constructor(input) { this.input = input; } }
export class PutJobFailureResultCommand extends Command {}
export class PutJobSuccessResultCommand extends Command {}
export class CodePipelineClient { send(command) { return globalThis.world.pipeline(command.constructor.name, command.input); } }
`,
};

// Time passes only in calls and waits, so that a day is a moment.
const driver = `
import { readFileSync } from "node:fs";
const turn = setImmediate;
let clock = Date.UTC(2026, 10, 1);
Date.now = () => clock;
globalThis.setTimeout = (act, ms) => { clock += ms; turn(act); };
console.warn = () => {};
const moment = () => new Promise((resolve) => turn(resolve));
const fault = (name) => Object.assign(new Error(name), { name });
const minute = 60_000;
const { handler } = await import("./index.mjs");

function begin() {
  let [snapshots, jobs, count] = [[], new Map(), 0];
  const world = {
    current: {}, overruns: 0, snapshots, actions: [],
    async ec2(name, input) {
      clock += 1000;
      await moment();
      const there = snapshots.filter(({ deletedMs }) => deletedMs === undefined);
      if (name === "CreateSnapshotCommand") {
        if (world.current.isRefused) throw fault("UnauthorizedOperation");
        const tags = Object.fromEntries(input.TagSpecifications[0].Tags.map(({ Key, Value }) => [Key, Value]));
        const made = { id: "snap-" + ++count, volume: input.VolumeId, tags, startMs: clock, readyMs: clock + world.current.copyMinutes * minute, fails: world.current.fails };
        snapshots.push({ ...made, execution: tags["ballast:before-deployment-of-revision"] });
        return { SnapshotId: made.id };
      }
      if (name === "DeleteSnapshotCommand") {
        there.find(({ id }) => id === input.SnapshotId).deletedMs = clock;
        return {};
      }
      const filter = (key) => input.Filters?.find(({ Name }) => Name === key)?.Values;
      const found = input.SnapshotIds
        ? there.filter(({ id }) => input.SnapshotIds.includes(id))
        : there.filter(({ volume, tags }) => filter("volume-id").includes(volume) && filter("tag:ballast:before-deployment-of").includes(tags["ballast:before-deployment-of"]));
      return { Snapshots: found.map(({ id, volume, tags, startMs, readyMs, fails }) => ({
        SnapshotId: id, VolumeId: volume, StartTime: new Date(startMs),
        State: clock < readyMs ? "pending" : fails ? "error" : "completed",
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })) };
    },
    async pipeline(name, { jobId, ...rest }) {
      clock += 1000;
      await moment();
      const job = jobs.get(jobId);
      if (job === undefined || job.result !== undefined) throw fault("InvalidJobStateException");
      job.result = name === "PutJobFailureResultCommand" ? "failed" : "saved";
      job.rest = rest;
      return {};
    },
    // Its first call, and those after answers with a continuation token.
    async act(execution, isTwice, isAlone) {
      const startedMs = clock;
      const told = { execution, startedMs, isTwice, isAlone, snapshots: {} };
      for (let token; ;) {
        const id = "job-" + ++count;
        jobs.set(id, {});
        const deliver = async () => {
          const from = clock;
          const data = { actionConfiguration: { configuration: { FunctionName: "saver", UserParameters: execution } }, continuationToken: token };
          await handler({ "CodePipeline.job": { id, data } }, { getRemainingTimeInMillis: () => 900_000 - (clock - from) }).catch(() => {});
          // Calls beside it take their time from the same clock.
          if (isAlone && !isTwice && clock - from > 900_000) world.overruns += 1;
        };
        await Promise.all([deliver(), ...(isTwice && token === undefined ? [deliver()] : [])]);
        const { result, rest } = jobs.get(id);
        token = rest?.continuationToken;
        told.result = result;
        if (token !== undefined && clock - startedMs > 24 * 60 * minute) told.result = "late";
        else if (token !== undefined) { clock += 30_000; continue; }
        else if (result === "saved") told.snapshots = JSON.parse(rest.outputVariables?.snapshots ?? "{}");
        break;
      }
      world.actions.push({ ...told, endedMs: clock });
    },
  };
  for (const volume of JSON.parse(process.env.SETTINGS).volumes)
    snapshots.push({ id: "snap-" + ++count, volume: volume.id, tags: { Name: "by hand" }, startMs: clock - 90 * 24 * 60 * minute, readyMs: clock - 89 * 24 * 60 * minute, fails: false });
  return world;
}

const histories = [];
for (const scenario of JSON.parse(readFileSync(0, "utf8"))) {
  const world = (globalThis.world = begin());
  for (const action of scenario) {
    clock += action.afterMinutes * minute;
    world.current = action;
    const isAlone = action.beside === undefined;
    await Promise.all([world.act(action.execution, action.isTwice, isAlone), ...(isAlone ? [] : [world.act(action.beside, false, false)])]);
  }
  histories.push({ snapshots: world.snapshots, actions: world.actions, overruns: world.overruns });
}
process.stdout.write(JSON.stringify(histories));
`;

/** Runs the function's own text through scenarios, each of actions one after the other. */
export function histories(scenarios: readonly (readonly Action[])[], handler = snapshotHandler): History[] {
  const parent = join(process.cwd(), ".ballast");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "world-"));
  try {
    for (const [client, text] of Object.entries(sdk)) {
      const place = join(folder, "node_modules/@aws-sdk", client);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "package.json"), '{ "type": "module", "main": "index.js" }');
      writeFileSync(join(place, "index.js"), text);
    }
    writeFileSync(join(folder, "index.mjs"), handler);
    writeFileSync(join(folder, "run.mjs"), driver);
    const settings = {
      ...{ tag: "ballast:before-deployment-of", service: "web", pollSeconds: 60, retrySeconds: 60 },
      ...worldSettings,
      volumes: worldSettings.volumes.map((id) => ({ id, name: `name-of-${id}` })),
    };
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, "run.mjs")], {
      encoding: "utf8",
      input: JSON.stringify(scenarios),
      env: { ...process.env, SETTINGS: JSON.stringify(settings) },
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as History[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
