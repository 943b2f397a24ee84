import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type Volume,
} from "@aws-sdk/client-ec2";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { eventually } from "../testing/moto.ts";
import { answerBy, calls, pagesOf } from "../testing/standIn.ts";
import { Stage, type StageInstance } from "../testing/stage.ts";
import { container, pluginVolume } from "../testing/taskDefinition.ts";
import { cancelMove, finishMove, type Finished } from "./finish.ts";
import { planMove, prepareMove, type Prepared } from "./prepare.ts";
import { moveStage, type MoveStage } from "./volumes.ts";

/* Moto keeps state and runs nothing: the test plays the scheduler, the group, and pulumi. */
const name = "shop-dev-data";
const tags = { Name: name, "ballast:volume": name, "ballast:managed": "pulumi" };
const request = { cluster: "main", volume: name, to: "eu-central-1b" };
const pace = { timeoutSeconds: 20, pollSeconds: 0.1 };
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
  return finishMove(stage.aws, request, found);
}

async function writes(count: number, minutesAgo: number): Promise<void> {
  await stage.aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: "AWS/EBS",
      MetricData: [
        {
          MetricName: "VolumeWriteOps",
          Dimensions: [{ Name: "VolumeId", Value: id }],
          Timestamp: new Date(Date.now() - minutesAgo * 60_000),
          Value: count,
          Unit: "Count",
        },
      ],
    }),
  );
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
      /^Timed out: db still has 1 of its tasks\.\nvol-\w+ is unchanged and stays the valid volume of shop-dev-data\.\ndb has 0 tasks until the move ends; before, it had 1\.\nRun the same command again to go on, or with --to eu-central-1b --cancel to go back\.$/,
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
      await answerBy({ operation, code: "UnauthorizedOperation", status: 403, times: 10 });
      const [outcome] = await Promise.all([
        prepare().then(
          () => "done",
          (error: Error) => error.message,
        ),
        operation === "UpdateService" ? undefined : playAws(),
      ]);
      expect(outcome).toMatch(
        /AWS does not allow[^]*stays the valid volume of shop-dev-data\.[^]*--cancel to go back\.$/,
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
    let isDone = false;
    const stack = stage.aws.ec2.middlewareStack;
    stack.add(
      (next, context) => async (args) => {
        if (context.commandName === "DescribeSnapshotsCommand" && !isDone) {
          isDone = true;
          await stage.attach(id, host);
        }
        return next(args);
      },
      { step: "initialize", priority: "high", name: "attachMeanwhile" },
    );
    await expect(prepared()).rejects.toThrow(
      /was attached to i-\w+ during the snapshot, which may lack what was written there\.\n[^]*Do not use it: a later try creates another one/,
    );
  });

  it("is found by its writes after the snapshot, and the old volume stays the valid one", async () => {
    const snapshotId = await prepared();
    await pulumiUp(snapshotId);
    await writes(12, -2);
    const found = await moveStage(stage.aws, request);
    if (found.stage !== "after") throw new Error("Both volumes are there.");
    jest.useFakeTimers({
      now: Date.now() + 5 * 60_000,
      doNotFake: ["nextTick", "setImmediate", "setTimeout", "clearTimeout", "performance"],
    });
    try {
      await expect(finishMove(stage.aws, request, found)).rejects.toThrow(
        /was written 12 times after the snapshot snap-\w+ began .*, and vol-\w+ lacks that\. vol-\w+ is the valid one: .*Nothing was changed\.$/,
      );
    } finally {
      jest.useRealTimers();
    }
    expect(await desired()).toBe(0);
    expect(await tagsOf(id)).toMatchObject(tags);
  });

  it("is none where it was written before the snapshot", async () => {
    await writes(1000, 10);
    await pulumiUp(await prepared());
    expect(await finish()).toMatchObject({ source: id });
  });

  it("is possible while the old volume is attached", async () => {
    await pulumiUp(await prepared());
    await stage.attach(id, host);
    await expect(finish()).rejects.toThrow(/the old volume, is attached to i-\w+, where it may be written/);
    expect(await desired()).toBe(0);
  });
});

describe("which volume is the valid one", () => {
  const refusal = (promise: Promise<MoveStage>) => expect(promise).rejects;

  it("is never a blank one, or one of an older snapshot", async () => {
    await prepared();
    const blank = await pulumiUp(undefined);
    await refusal(moveStage(stage.aws, request)).toThrow(
      /was not created from a snapshot of this move \(it was blank\), so it does not have the data of vol-\w+, which stays the valid one\. Set availabilityZone back to eu-central-1a/,
    );
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: blank }));
    const other = await stage.volume("a", { Name: "other" });
    const daily = await stage.snapshot(other);
    await pulumiUp(daily);
    await refusal(moveStage(stage.aws, request)).toThrow(
      /was not created from a snapshot of this move \(snap-\w+\)/,
    );
  });

  it("is not guessed between several", async () => {
    await stage.volume("c", tags);
    await refusal(moveStage(stage.aws, request)).toThrow(
      /Several volumes have the tag ballast:volume=shop-dev-data: /,
    );
  });

  it("is in that zone already, or is none", async () => {
    await refusal(moveStage(stage.aws, { ...request, to: "eu-central-1a" })).toThrow(
      /is in eu-central-1a already/,
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
      /Tasks of no service, or of another one, use shop-dev-data: [\w-]+\. Stop them first/,
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
      /is being moved to eu-central-1b already\. Go on with --to eu-central-1b, or end that with --to eu-central-1b --cancel/,
    );
  });
});

it("makes the calls that README.md lists, and no other", async () => {
  const begun = (await calls()).calls.length;
  // Nothing here is of a group, or long enough ago for CloudWatch: the tests above make these calls.
  const groupCalls = [
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
