import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateVolumeCommand,
  DeleteSubnetCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Volume,
} from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { eventually } from "../testing/moto.ts";
import { answerBy, calls, pagesOf } from "../testing/standIn.ts";
import { Stage, type StageInstance } from "../testing/stage.ts";
import { container, pluginVolume } from "../testing/taskDefinition.ts";
import { cancelMove, finishMove, type Finished } from "./finish.ts";
import { planMove, prepareMove, type Prepared } from "./prepare.ts";
import { renewMove } from "./renew.ts";
import { periodFor } from "./writes.ts";
import { moveStage, type MoveStage } from "./volumes.ts";

/* Moto keeps state and runs nothing: the test plays the scheduler, the group, and pulumi. */
const name = "shop-dev-data";
const tags = { Name: name, "ballast:volume": name, "ballast:managed": "pulumi" };
const request = { cluster: "main", volume: name, to: "eu-central-1b" };
const pace = { timeoutSeconds: 20, pollSeconds: 0.1, settleSeconds: 0 };
let stage: Stage;
let host: StageInstance;
let id: string;

const onHost = {
  containerDefinitions: [container],
  placementConstraints: [{ type: "memberOf" as const, expression: `attribute:ballast.volume == ${name}` }],
};

beforeEach(async () => {
  stage = await Stage.open();
  await pagesOf(2);
  host = await stage.instance("a", { "ballast.volume": name });
  id = await stage.volume("a", tags, host);
  await stage.service("db", host, onHost);
  // EBS counts while it is attached.
  await writes(1000, 10);
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

async function volume(volumeId: string): Promise<Volume | undefined> {
  const { Volumes = [] } = await stage.aws.ec2.send(new DescribeVolumesCommand({ VolumeIds: [volumeId] }));
  return Volumes[0];
}

async function tagsOf(volumeId: string): Promise<Record<string, string>> {
  return Object.fromEntries(
    ((await volume(volumeId))?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}

async function desired(): Promise<number | undefined> {
  const { services = [] } = await stage.aws.ecs.send(
    new DescribeServicesCommand({ cluster: "main", services: ["db"] }),
  );
  return services[0]?.desiredCount;
}

async function before() {
  const found = await moveStage(stage.aws, request);
  if (found.stage !== "before") throw new Error(`It is ${found.stage}.`);
  return planMove(stage.aws, request, found.source);
}

async function prepare(): Promise<Prepared> {
  return prepareMove(stage.aws, await before(), pace);
}

/** ECS stops the tasks; the plugin, or the end of the instance, lets the volume go. */
async function playAws(): Promise<void> {
  await eventually(async () => (await desired()) === 0);
  await stage.stop("db");
  await stage.detach(id);
}

async function prepared(): Promise<string> {
  const [{ snapshotId }] = await Promise.all([prepare(), playAws()]);
  return snapshotId;
}

/** What pulumi does with the settings that the command asks for. */
async function pulumiUp(snapshotId: string | undefined, zone = "b"): Promise<string> {
  const { VolumeId = "" } = await stage.aws.ec2.send(
    new CreateVolumeCommand({
      AvailabilityZone: stage.zone(zone),
      Size: 20,
      VolumeType: "gp3",
      ...(snapshotId !== undefined && { SnapshotId: snapshotId }),
      TagSpecifications: [
        { ResourceType: "volume", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    }),
  );
  return VolumeId;
}

async function finish(): Promise<Finished> {
  const found = await moveStage(stage.aws, request);
  if (found.stage !== "after") throw new Error(`It is ${found.stage}.`);
  return finishMove(stage.aws, request, found, pace);
}

const realTimers = ["nextTick", "setImmediate", "setTimeout", "clearTimeout", "performance"] as const;

/** Something else that happens once, just before this call. */
function meanwhile(
  when: (call: { command: string; ids: boolean }) => boolean,
  happens: () => Promise<unknown>,
): void {
  let isDone = false;
  for (const { middlewareStack } of [stage.aws.ec2, stage.aws.ecs] as EC2Client[]) {
    middlewareStack.add(
      (next, context) => async (args) => {
        const ids = "SnapshotIds" in args.input && args.input.SnapshotIds !== undefined;
        if (!isDone && when({ command: context.commandName ?? "", ids })) {
          isDone = true;
          await happens();
        }
        return next(args);
      },
      { step: "initialize", priority: "high", name: "meanwhile" },
    );
  }
}

/** As if the snapshot had begun so many days ago. */
async function finishing(days: number): Promise<Finished> {
  const found = await moveStage(stage.aws, request);
  if (found.stage !== "after") throw new Error(`It is ${found.stage}.`);
  const StartTime = new Date(Date.now() - days * 86_400_000);
  // When it was seen attached is before that.
  const Tags = (found.snapshot.Tags ?? []).filter(({ Key }) => Key !== "ballast:move-attached");
  return finishMove(stage.aws, request, { ...found, snapshot: { ...found.snapshot, StartTime, Tags } }, pace);
}

function writes(count: number, minutesAgo: number): Promise<void> {
  return stage.writes(id, count, minutesAgo);
}

describe("moving a volume to another zone by a snapshot (F.5.9)", () => {
  it("stops the tasks, then takes the snapshot, and ends with the new volume as the only one of its name", async () => {
    const begun = (await calls()).calls.length;
    const snapshotId = await prepared();
    const made = (await calls()).calls
      .slice(begun)
      .filter((call) => /ecs:UpdateService|ec2:CreateSnapshot/.test(call));
    expect(made).toEqual(["ecs:UpdateService", "ec2:CreateSnapshot"]);
    expect(await desired()).toBe(0);
    const { Snapshots = [] } = await stage.aws.ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }),
    );
    expect(Snapshots[0]).toMatchObject({ VolumeId: id, State: "completed" });
    // Until pulumi up, the old volume has its names.
    expect(await tagsOf(id)).toMatchObject({
      ...tags,
      "ballast:move-to": "eu-central-1b",
      "ballast:move-desired": "1",
    });

    const target = await pulumiUp(snapshotId);
    expect(await finish()).toEqual({ id: target, source: id, snapshotId, service: "db", desired: 1 });
    expect(await desired()).toBe(1);
    expect(await tagsOf(target)).toEqual(tags);
    expect(await tagsOf(id)).toEqual({ Name: `${name}-before-move`, "ballast:moved-to": target });
    expect(await moveStage(stage.aws, request)).toMatchObject({ stage: "done" });
  });

  it("is the same for a volume that a plugin attaches", async () => {
    stage = await Stage.open();
    host = await stage.instance("a");
    id = await stage.volume("a", tags, host);
    await stage.service("db", host, pluginVolume(name, "rexray/ebs"));
    await writes(1000, 10);
    const target = await pulumiUp(await prepared());
    expect(await finish()).toMatchObject({ id: target, source: id, service: "db", desired: 1 });
  });

  it("has the instance end that holds the volume, and no other start", async () => {
    await stage.group("hosts", ["a"]);
    const { AutoScalingGroups: [group] = [] } = await stage.groups();
    const own = group?.Instances?.[0]?.InstanceId ?? "";
    const hosting = await stage.register(own, { "ballast.volume": name });
    await stage.detach(id);
    await stage.attach(id, hosting);
    await Promise.all([
      prepare(),
      eventually(async () => (await desired()) === 0)
        .then(() => stage.stop("db"))
        // Moto, unlike EC2, keeps the volumes of an instance that its group terminated attached.
        .then(() =>
          eventually(async () => (await calls()).calls.some((call) => call.includes("TerminateInstanceIn"))),
        )
        .then(() => stage.detach(id)),
    ]);
    const { AutoScalingGroups: [left] = [] } = await stage.groups();
    expect([left?.DesiredCapacity, left?.Instances?.length]).toEqual([0, 0]);
  });

  it("refuses while the instance that must end runs what would not leave it (F.5.9)", async () => {
    await stage.group("hosts", ["a"]);
    const { AutoScalingGroups: [group] = [] } = await stage.groups();
    const hosting = await stage.register(group?.Instances?.[0]?.InstanceId ?? "", { "ballast.volume": name });
    await stage.detach(id);
    await stage.attach(id, hosting);
    await stage.service("web", hosting);
    // The first host of these tests would have room for it.
    await stage.drain(host);
    await expect(before()).rejects.toThrow(
      new RegExp(
        `^${hosting.ec2InstanceId}, to which the volume ${name} is attached, must be terminated, .*:\\n  web: 1 task cannot be placed on another instance, [^]* Nothing was changed\\.$`,
      ),
    );
    await stage.stop("web");
    await stage.standalone("web", hosting);
    await expect(before()).rejects.toThrow("\n  standalone tasks, which ECS lets run until they end: ");
    expect(await desired()).toBe(1);
  });

  it("ends as well where pulumi deleted the old volume (retention: discard)", async () => {
    const target = await pulumiUp(await prepared());
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
    const finished = await finish();
    expect(finished).toMatchObject({ id: target, desired: 1 });
    expect(finished).not.toHaveProperty("source");
    expect(await desired()).toBe(1);
  });

  it("works for a volume that nothing uses", async () => {
    stage = await Stage.open();
    id = await stage.volume("a", tags);
    const { snapshotId } = await prepare();
    const target = await pulumiUp(snapshotId);
    expect(await finish()).toEqual({ id: target, source: id, snapshotId, desired: 0 });
  });
});

describe("a move that fails in the middle", () => {
  it("says what stands after a time-out, and goes on with the same command, and the count from before", async () => {
    await expect(prepareMove(stage.aws, await before(), { ...pace, timeoutSeconds: 0.3 })).rejects.toThrow(
      /^Timed out: db still has 1 of its tasks\.\nvol-\w+ is unchanged and remains the valid volume of shop-dev-data\.\ndb has a desired count of 0 until the move is complete; before, it was 1\.\nRun the same command again to continue, or with --to eu-central-1b --cancel to cancel the move\.$/,
    );
    const plan = await before();
    expect(plan.desired).toBe(1);
    await playAws();
    const { snapshotId } = await prepareMove(stage.aws, plan, pace);
    await pulumiUp(snapshotId);
    expect(await finish()).toMatchObject({ desired: 1 });
    expect(await desired()).toBe(1);
  });

  it.each(["CreateSnapshot", "DescribeSnapshots", "UpdateService"])(
    "%s denied: it can go back",
    async (operation) => {
      await answerBy({
        operation,
        code: "UnauthorizedOperation",
        status: 403,
        times: operation === "DescribeSnapshots" ? 1 : 10,
      });
      const [outcome] = await Promise.all([
        prepare().then(
          () => "done",
          (error: Error) => error.message,
        ),
        operation === "CreateSnapshot" ? playAws() : undefined,
      ]);
      expect(outcome).toMatch(
        /AWS does not allow[^]*remains the valid volume of shop-dev-data\.[^]*--cancel to cancel the move\.$/,
      );
      const found = await moveStage(stage.aws, request);
      if (found.stage !== "before") throw new Error("Nothing is in the other zone.");
      await answerBy({ operation: "None", code: "None" });
      const back = cancelMove(stage.aws, request, found.source);
      // It never stopped, so there is nothing to start.
      await back;
      expect(await desired()).toBe(1);
      expect(await tagsOf(id)).toEqual(tags);
    },
  );

  it("names the snapshot as the valid copy where the volume has gone, and can end with it", async () => {
    meanwhile(
      ({ command, ids }) => command === "DescribeSnapshotsCommand" && ids,
      () => stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: id })),
    );
    const said = await prepared().catch((error: Error) => error.message);
    const [, snapshotId = ""] =
      /^vol-\w+ no longer exists\.\nThe snapshot (snap-\w+) is the valid copy/.exec(said) ?? [];
    expect(said).toContain(
      `availabilityZone: eu-central-1b and snapshotId: ${snapshotId}; then run pulumi up.`,
    );
    expect(said).not.toMatch(/Do not use|unchanged/);
    await expect(moveStage(stage.aws, request)).rejects.toThrow(
      new RegExp(`The snapshot ${snapshotId}, of .*best copy`),
    );
    await pulumiUp(snapshotId);
    expect(await finish()).toMatchObject({ snapshotId, desired: 1 });
  });

  it("names the newest snapshot where the volume has gone before there was one of the move", async () => {
    const daily = await stage.snapshot(id);
    meanwhile(
      ({ command }) => command === "UpdateServiceCommand",
      async () => {
        await stage.stop("db");
        await stage.detach(id);
        await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
      },
    );
    await expect(prepare()).rejects.toThrow(
      new RegExp(`^${id} no longer exists\\.\nThe snapshot ${daily} is the valid copy of shop-dev-data`),
    );
  });

  it("starts the service that it stopped, or refuses before anything is changed", async () => {
    const target = await pulumiUp(await prepared());
    const found = await moveStage(stage.aws, request);
    if (found.stage !== "after") throw new Error(`It is ${found.stage}.`);
    await stage.beside("other");
    await expect(finishMove(stage.aws, { ...request, cluster: "other" }, found, pace)).rejects.toThrow(
      /began with --cluster main, not other\. .*Nothing was changed\.$/,
    );
    const source = (await volume(id)) ?? {};
    await expect(cancelMove(stage.aws, { ...request, cluster: "other" }, source)).rejects.toThrow(
      /began with --cluster main/,
    );
    // In the right cluster, but pulumi gave the task no such volume.
    await stage.family("db", {});
    await stage.aws.ecs.send(
      new UpdateServiceCommand({ cluster: "main", service: "db", taskDefinition: "db" }),
    );
    await expect(finish()).rejects.toThrow(
      /No service of main uses shop-dev-data, but db had a desired count of 1 before the move/,
    );
    // The old one still has its names.
    expect(await tagsOf(id)).toMatchObject(tags);
    expect(await tagsOf(target)).toEqual(tags);
  });

  it("changes nothing where it cannot even begin", async () => {
    await answerBy({ operation: "CreateTags", code: "UnauthorizedOperation", status: 403, times: 10 });
    await expect(prepare()).rejects.toThrow(/AWS does not allow ec2:CreateTags[^]*\nNothing was changed\.$/);
    expect(await desired()).toBe(1);
  });

  it("goes back to no more tasks than there were", async () => {
    await stage.scale("db", 0);
    await stage.stop("db");
    await prepared();
    const found = await moveStage(stage.aws, request);
    if (found.stage !== "before") throw new Error("Nothing is in the other zone.");
    expect(await cancelMove(stage.aws, request, found.source)).toEqual({ id, service: "db", desired: 0 });
    await expect(cancelMove(stage.aws, request, (await volume(id)) ?? {})).rejects.toThrow(
      /No move of .* has begun/,
    );
  });
});

describe("data that is written during the move", () => {
  it("is found when the volume was attached during the snapshot", async () => {
    meanwhile(
      ({ command, ids }) => command === "DescribeSnapshotsCommand" && ids,
      () => stage.attach(id, host),
    );
    await expect(prepared()).rejects.toThrow(
      /was attached to i-\w+ during the snapshot, which may lack data that was written there\.\n[^]*Do not use it: the next attempt creates another one/,
    );
  });

  it("is found by its writes during the snapshot, before pulumi up deletes anything", async () => {
    const actual = Date.now();
    meanwhile(
      ({ command, ids }) => command === "DescribeSnapshotsCommand" && ids,
      async () => {
        await writes(5, -2);
        jest.useFakeTimers({ now: actual + 5 * 60_000, doNotFake: [...realTimers] });
      },
    );
    try {
      await expect(prepared()).rejects.toThrow(/was written to 5 times after the snapshot snap-\w+ began/);
    } finally {
      jest.useRealTimers();
    }
    expect(await tagsOf(id)).not.toHaveProperty("ballast:move-snapshot");
  });

  it("is found by its writes after the snapshot; the recovery that is printed brings it into the stack", async () => {
    const first = await prepared();
    const lacking = await pulumiUp(first);
    await writes(12, 2);
    const said = await finishing(1 / 144).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(said).toMatch(
      new RegExp(`^${id}, the old volume, was written to 12 times after the snapshot ${first} began`),
    );
    expect(said).toContain(`setting availabilityZone back would create a blank volume`);
    const [, second = ""] = /availabilityZone: eu-central-1b and snapshotId: (snap-\w+)\n/.exec(said) ?? [];
    expect(second).not.toBe(first);
    expect(await desired()).toBe(0);
    expect(await tagsOf(id)).toMatchObject({ ...tags, "ballast:move-snapshot": second });

    // Without what it says to do, the volume that lacks data never becomes the valid one.
    expect(await moveStage(stage.aws, request)).toMatchObject({ stage: "wrong" });
    const target = await pulumiUp(second);
    expect(await finish()).toEqual({ id: target, source: id, snapshotId: second, service: "db", desired: 1 });
    expect(await desired()).toBe(1);
    for (const old of [id, lacking])
      expect(await tagsOf(old)).toEqual({ Name: `${name}-before-move`, "ballast:moved-to": target });
    expect(await moveStage(stage.aws, request)).toMatchObject({ stage: "done" });
  });

  it("is found after retention discard, and no volume that is gone is called valid", async () => {
    const snapshotId = await prepared();
    await pulumiUp(snapshotId);
    await writes(12, 2);
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
    await expect(finishing(1 / 144)).rejects.toThrow(
      new RegExp(
        `was written to 12 times [^]*${id} is deleted, .*The snapshot ${snapshotId} is the valid copy`,
      ),
    );
    expect(await desired()).toBe(0);
  });

  it.each([16, 70])("is unknown after %s days, so it takes a new snapshot", async (days) => {
    await pulumiUp(await prepared());
    await expect(finishing(days)).rejects.toThrow(
      /is unknown: CloudWatch keeps one-minute metrics of writes for 15 days only\.\n[^]*snapshotId: snap-\w+\n/,
    );
    expect(await desired()).toBe(0);
  });

  it("is unknown where CloudWatch has no values at all of a volume that was attached", async () => {
    stage = await Stage.open();
    host = await stage.instance("a", { "ballast.volume": name });
    id = await stage.volume("a", tags, host);
    await stage.service("db", host, onHost);
    await pulumiUp(await prepared());
    await expect(finish()).rejects.toThrow(/is unknown: CloudWatch has no value of VolumeWriteOps for vol-/);
    expect(await desired()).toBe(0);
  });

  it.each([
    [5, 60],
    [36 * 60, 300],
    [15 * 24 * 60, 900],
    [16 * 24 * 60, 1200],
    [70 * 24 * 60, 7200],
  ])("from %s minutes ago is asked for by periods that CloudWatch has: %s s", (minutes, period) => {
    const now = Date.now();
    expect(periodFor(new Date(now - minutes * 60_000), new Date(now), now)).toBe(period);
  });

  it("waits for CloudWatch's delay before it starts anything", async () => {
    await pulumiUp(await prepared());
    const found = await moveStage(stage.aws, request);
    if (found.stage !== "after") throw new Error(`It is ${found.stage}.`);
    // Well after the value of ten minutes ago, which must be from before it: Moto compares whole seconds.
    const snapshot = { ...found.snapshot, StartTime: new Date(Date.now() - 300_000) };
    let isWritten = false;
    const say = (line: string): void => {
      if (line.startsWith("waiting until CloudWatch")) isWritten = true;
    };
    const ended = finishMove(stage.aws, request, { ...found, snapshot }, { ...pace, settleSeconds: 6, say });
    const [said] = await Promise.all([
      ended.then(
        () => "ended",
        (error: Error) => error.message,
      ),
      eventually(() => Promise.resolve(isWritten)).then(() => writes(7, 2)),
    ]);
    expect(said).toMatch(/was written to 7 times after the snapshot/);
  });

  it("is none where it was written before the snapshot", async () => {
    await pulumiUp(await prepared());
    expect(await finish()).toMatchObject({ source: id });
  });

  it("is possible while the old volume is attached", async () => {
    await pulumiUp(await prepared());
    await stage.attach(id, host);
    await expect(finish()).rejects.toThrow(
      /the old volume, is attached to i-\w+, where data may be written to it/,
    );
    expect(await desired()).toBe(0);
  });
});

describe("which volume is the valid one", () => {
  const refusal = (promise: Promise<MoveStage>) => expect(promise).rejects;

  it("is never a blank one, or one of another volume's snapshot", async () => {
    await prepared();
    const blank = await pulumiUp(undefined);
    expect(await moveStage(stage.aws, request)).toMatchObject({
      stage: "wrong",
      why: expect.stringContaining("not created from the valid snapshot of this move (it was blank)"),
    });
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: blank }));
    const other = await stage.volume("a", { Name: "other" });
    await pulumiUp(await stage.snapshot(other));
    expect(await moveStage(stage.aws, request)).toMatchObject({ stage: "wrong" });
  });

  it.each(["--cancel", "another try"])("is never one of a snapshot from before %s", async (what) => {
    const old = await prepared();
    const found = await moveStage(stage.aws, request);
    if (found.stage !== "before") throw new Error(`It is ${found.stage}.`);
    if (what === "--cancel") {
      await cancelMove(stage.aws, request, found.source);
      // It is written again, and moved again.
      await stage.scale("db", 0);
    }
    const { snapshotId } = await prepare();
    const lacking = await pulumiUp(old);
    const wrong = await moveStage(stage.aws, request);
    if (wrong.stage !== "wrong") throw new Error(`It is ${wrong.stage}.`);
    await expect(renewMove(stage.aws, request, wrong, pace)).rejects.toThrow(
      /was not created from the valid snapshot of this move \(snap-\w+\)[^]*snapshotId: snap-/,
    );
    // The same where the old volume is gone.
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
    await refusal(moveStage(stage.aws, request)).toThrow(
      new RegExp(
        `${lacking} in .* may lack data of ${id}, which no longer exists\\. snap-\\w+, of .*best remaining copy`,
      ),
    );
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: lacking }));
    await pulumiUp(old);
    await refusal(moveStage(stage.aws, request)).toThrow(
      /which is not the valid snapshot: .*snap-\w+, of .*is the best remaining copy/,
    );
    expect(snapshotId).not.toBe(old);
  });

  it("is not replaced by another snapshot while something is in use", async () => {
    await prepared();
    const target = await pulumiUp(undefined);
    await stage.scale("db", 1);
    const wrong = await moveStage(stage.aws, request);
    if (wrong.stage !== "wrong") throw new Error(`It is ${wrong.stage}.`);
    await expect(renewMove(stage.aws, request, wrong, pace)).rejects.toThrow(
      /volumes are in use: db has 0 tasks and a desired count of 1\.[^]*--desired-count 0/,
    );
    expect(await tagsOf(target)).toEqual(tags);
  });

  it("is not guessed between several", async () => {
    await stage.volume("c", tags);
    await refusal(moveStage(stage.aws, request)).toThrow(
      /Several volumes have the tag ballast:volume=shop-dev-data: /,
    );
  });

  it("is in that zone already, or is none", async () => {
    await refusal(moveStage(stage.aws, { ...request, to: "eu-central-1a" })).toThrow(
      /is already in eu-central-1a/,
    );
    await refusal(moveStage(stage.aws, { ...request, volume: "shop-dev-*" })).toThrow(
      /There is no volume with the tag ballast:volume=shop-dev-\* in eu-central-1; there are shop-dev-data\./,
    );
  });
});

describe("what it refuses before it changes anything", () => {
  it.each<[string, () => Promise<unknown>, RegExp, Partial<typeof request>?]>([
    [
      "a zone that is none",
      () => Promise.resolve(),
      /--to eu-central-1z is not an available zone of/,
      { to: "eu-central-1z" },
    ],
    [
      "a standalone task that uses it",
      async () => {
        await stage.family("once", pluginVolume(name, "rexray/ebs"));
        await stage.standalone("once", host);
      },
      /Standalone tasks, or tasks of another service, use shop-dev-data: [\w-]+\. Stop them first/,
    ],
    [
      "two services",
      () => stage.service("copy", undefined, onHost),
      /copy, db of main all use shop-dev-data/,
    ],
    [
      "an instance of another cluster",
      async () => {
        const stranger = await (await stage.beside("other")).instance("a");
        await stage.detach(id);
        await stage.attach(id, stranger);
      },
      /is attached to i-\w+, which is not a container instance of main/,
    ],
    [
      "a zone without a subnet",
      async () => {
        const { Subnets = [] } = await stage.aws.ec2.send(
          new DescribeSubnetsCommand({ Filters: [{ Name: "availability-zone", Values: [request.to] }] }),
        );
        for (const { SubnetId } of Subnets) await stage.aws.ec2.send(new DeleteSubnetCommand({ SubnetId }));
      },
      /There is no subnet in eu-central-1b, so no instance there could attach the volume/,
    ],
    [
      "a group that may not become smaller",
      async () => {
        await stage.group("hosts", ["a"], 1);
        const { AutoScalingGroups: [group] = [] } = await stage.groups();
        const hosting = await stage.register(group?.Instances?.[0]?.InstanceId ?? "", {
          "ballast.volume": name,
        });
        await stage.detach(id);
        await stage.attach(id, hosting);
      },
      /group hosts has a minimum of 1 and a desired capacity of 1, .*--auto-scaling-group-name hosts --min-size 0/,
    ],
    ["an unknown cluster", () => Promise.resolve(), /There is no cluster mian/, { cluster: "mian" }],
  ])("%s", async (_what, arrange, why, other = {}) => {
    await arrange();
    const asked = { ...request, ...other };
    const found = await moveStage(stage.aws, asked);
    if (found.stage !== "before") throw new Error("Nothing is in the other zone.");
    await expect(planMove(stage.aws, asked, found.source)).rejects.toThrow(why);
    expect(await desired()).toBe(1);
    expect(await tagsOf(id)).toEqual(tags);
  });

  it("another zone while a move goes on", async () => {
    await prepared();
    const to = { ...request, to: "eu-central-1c" };
    await expect(planMove(stage.aws, to, (await volume(id)) ?? {})).rejects.toThrow(
      /is already being moved to eu-central-1b\. Continue with --to eu-central-1b, or cancel that move with --to eu-central-1b --cancel/,
    );
  });
});

it("makes the calls that README.md lists, and no other", async () => {
  const begun = (await calls()).calls.length;
  // Nothing here is of a group, or long enough ago for CloudWatch: the tests above make these calls.
  const groupCalls = [
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:TerminateInstanceInAutoScalingGroup",
    "cloudwatch:GetMetricStatistics",
  ];
  const own = /^(ec2|ecs|cloudwatch|autoscaling):/;
  const snapshotId = await prepared();
  await pulumiUp(snapshotId);
  await finish();
  await expect(moveStage(stage.aws, { ...request, volume: "x" })).rejects.toThrow();
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const [, policy = ""] = /For `move-volume`[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  // What the test itself plays: ECS, the plugin and pulumi.
  const played = ["ecs:StopTask", "ec2:DetachVolume", "ec2:CreateVolume"];
  const made = new Set(
    [...(await calls()).calls.slice(begun), ...groupCalls].filter((call) => own.test(call)),
  );
  expect([...made].filter((call) => !played.includes(call)).sort()).toEqual(
    Statement.flatMap(({ Action }) => Action).sort(),
  );
});
