import { TerminateInstanceInAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateTagsCommand, DeregisterImageCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { UpdateContainerInstancesStateCommand } from "@aws-sdk/client-ecs";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addRefresh, always, answerBy, calls, setDate, setHost } from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { findHosts } from "./findHosts.ts";
import type { ClusterHosts, Host } from "./host.ts";
import { HostsWorld, patched } from "./testing.ts";

/* Lists come in pages of two, the first of which is empty. Moto launches instances; agents and time are the test's. */
const now = new Date();
const parameter = "/ballast/recommended/image_id";
let stage: Stage;
let world: HostsWorld;
let old: string;
let current: string;
let resolved: string;

beforeEach(async () => {
  stage = await Stage.open();
  world = new HostsWorld(stage, now);
  old = await world.image("old", 40);
  current = await world.image("current", 2);
  resolved = await world.parameter(parameter, current);
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

const found = (): Promise<ClusterHosts> => findHosts(stage.aws, "main", now);
async function only(): Promise<Host> {
  const { hosts } = await found();
  expect(hosts).toHaveLength(1);
  return hosts[0] as Host;
}
/** A group of one host that has joined. */
async function oneHost(group: Partial<Parameters<HostsWorld["group"]>[1]> = {}) {
  const [id = ""] = await world.group("web", { image: old, current: resolved, tags: patched, ...group });
  return { id, host: await world.join(id, "web") };
}

/** A group with a launch configuration and without a capacity provider, whose instance joins. */
async function joinGroup(name: string): Promise<void> {
  await stage.group(name, ["a"]);
  const { AutoScalingGroups = [] } = await stage.groups();
  const group = AutoScalingGroups.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  await world.join(group?.Instances?.[0]?.InstanceId ?? "");
}

it("says of a host what ECS, EC2 and its group know", async () => {
  const { id, host } = await oneHost();
  await setHost(host.arn, { runningTasksCount: 3, pendingTasksCount: 1 });
  expect(await found()).toEqual({
    cluster: "main",
    hosts: [
      {
        id,
        zone: "eu-central-1a",
        instanceType: "m5.large",
        capacityProvider: "web-provider",
        group: "web",
        image: { id: old, created: expect.any(Date) },
        imageAgeDays: 40,
        newerImage: current,
        agentVersion: "1.101.0",
        dockerVersion: "25.0.8",
        status: "ACTIVE",
        agentConnected: true,
        runningTasks: 3,
        pendingTasks: 1,
        isOutdated: true,
        next: {
          kind: "replace",
          text: "replaced in the next window (cron(0 3 ? * SUN *), UTC): its image is 40 days old (allowed: 30)",
        },
      },
    ],
    groups: [
      {
        name: "web",
        capacityProvider: "web-provider",
        patching: {
          kind: "on",
          maximumAgeDays: 30,
          window: "cron(0 3 ? * SUN *)",
          timeZone: "UTC",
        },
        lastRefresh: undefined,
      },
    ],
  });
});

describe("the current image", () => {
  it("is what the parameter behind the launch template holds", async () => {
    await oneHost();
    await world.parameter(parameter, old);
    expect(await only()).toMatchObject({ newerImage: undefined, next: { text: "stays: newest image" } });
  });

  it("is the image that the launch template names", async () => {
    await oneHost({ current: old });
    expect(await only()).toMatchObject({
      newerImage: undefined,
      isOutdated: false,
      next: {
        kind: "pinned",
        text: expect.stringMatching(/^stays: pinned image, \d+ days old \(allowed: 30\); set a newer image$/),
      },
    });
  });

  it("is not a newer one, either, where the launch template names a version of the parameter", async () => {
    await world.parameter(parameter, old);
    await oneHost({ current: `resolve:ssm:${parameter}:2` });
    expect(await only()).toMatchObject({ newerImage: undefined, next: { kind: "pinned" } });
  });

  it("is the one of the template for the instance's type", async () => {
    await oneHost({ current: old, imagesByType: { "m5.large": current } });
    expect((await only()).newerImage).toBe(current);
  });

  it("is the image that a launch configuration names", async () => {
    await joinGroup("own");
    const host = await only();
    expect(host).toMatchObject({ group: "own", newerImage: undefined });
    expect(host.image?.created).toBeDefined();
  });

  it("is unknown where there is no such parameter", async () => {
    await oneHost({ current: "resolve:ssm:/gone" });
    expect(await only()).toMatchObject({
      isOutdated: undefined,
      next: {
        kind: "unknown",
        text: "unknown: its image is 40 days old, and the newest image could not be determined (there is no SSM parameter /gone)",
      },
    });
  });

  it("is unknown where the parameter holds something else", async () => {
    await oneHost({ current: await world.parameter("/json", '{"image_id":"ami-1"}') });
    expect((await only()).next.text).toContain("the SSM parameter /json contains no image id");
  });

  it("is asked for once for a group of many", async () => {
    const ids = await world.group("web", { image: old, current: resolved, zones: ["a", "b", "c", "a"] });
    for (const id of ids) await world.join(id, "web");
    const before = (await calls()).calls.length;
    expect((await found()).hosts.map(({ newerImage }) => newerImage)).toEqual(ids.map(() => current));
    const made = (await calls()).calls.slice(before);
    expect(made.filter((call) => call === "ssm:GetParameter")).toHaveLength(1);
    expect(made.filter((call) => call === "ec2:DescribeLaunchTemplateVersions")).toHaveLength(1);
  });
});

it("tells an image that is withdrawn", async () => {
  await oneHost();
  await stage.aws.ec2.send(new DeregisterImageCommand({ ImageId: old }));
  expect(await only()).toMatchObject({
    image: { id: old, created: undefined },
    imageAgeDays: undefined,
    isOutdated: true,
    next: { kind: "replace", text: expect.stringContaining("its image is withdrawn") },
  });
});

it.each<[string, Record<string, string>, string]>([
  ["off", { "ballast:patch-age-days": "off" }, "patching is off"],
  ["absent", {}, "not replaced: its group has no tag ballast:patch-age-days"],
  ["larger", { ...patched, "ballast:patch-age-days": "60" }, "stays: its image is 40 days old (allowed: 60)"],
])("reads the group's tags: %s", async (_what, tags, text) => {
  await oneHost({ tags });
  expect(await only()).toMatchObject({ isOutdated: false, next: { text } });
});

it("replaces a young host with the outdated one of its group, and no host of another group", async () => {
  const [one = "", other = ""] = await world.group("web", {
    image: old,
    current: resolved,
    zones: ["a", "b"],
    tags: patched,
  });
  const [alone = ""] = await world.group("db", { image: current, tags: patched });
  for (const id of [one, other]) await world.join(id, "web");
  await world.join(alone, "db");
  const young = await world.image("young", 12);
  await setDate(other, now, { image: young });
  const texts = Object.fromEntries((await found()).hosts.map(({ id, next }) => [id, next.text]));
  expect(texts[one]).toMatch(/^replaced in the next window .*: its image is 40 days old \(allowed: 30\)$/);
  expect(texts[other]).toMatch(/^replaced in the next window .*: another host of its group is outdated$/);
  expect(texts[alone]).toBe("stays: pinned image, 2 days old");
});

describe("an instance refresh", () => {
  it("shows at the hosts that it replaces, and not at those that it has started", async () => {
    const [id = "", fresh = ""] = await world.group("web", {
      image: old,
      current: resolved,
      zones: ["a", "b"],
      tags: patched,
    });
    for (const one of [id, fresh]) await world.join(one, "web");
    await setDate(id, world.ago({ minutes: 90 }));
    await setDate(fresh, world.ago({ minutes: 10 }));
    for (const [Status, minutes] of [
      ["Successful", 9000],
      ["InProgress", 30],
      ["Failed", 5000],
    ] as const) {
      await addRefresh({
        AutoScalingGroupName: "web",
        Status,
        StartTime: world.ago({ minutes }),
        PercentageComplete: 40,
      });
    }
    const { hosts, groups } = await found();
    const texts = Object.fromEntries(hosts.map((host) => [host.id, host.next.text]));
    expect(texts[id]).toBe("being replaced (instance refresh 40 %)");
    expect(texts[fresh]).toMatch(/^replaced in the next window .* \(instance refresh 40 %\)$/);
    expect(groups[0]?.lastRefresh).toMatchObject({ status: "InProgress", percent: 40 });
  });

  it("is that of the host's own group", async () => {
    await oneHost();
    await addRefresh({ AutoScalingGroupName: "other", Status: "InProgress", StartTime: now });
    expect((await only()).next.kind).toBe("replace");
  });
});

describe("an instance that has not joined", () => {
  it("is starting while its capacity provider's warm-up lasts, and late afterwards", async () => {
    const [id = ""] = await world.group("web", { image: current, tags: patched, warmupSeconds: 600 });
    await setDate(id, world.ago({ minutes: 8 }));
    expect(await only()).toMatchObject({
      id,
      status: "NOT JOINED",
      capacityProvider: "web-provider",
      zone: "eu-central-1a",
      image: { id: current },
      next: { kind: "starting", text: "starting: launched 8 minutes ago, may take 10 minutes" },
    });
    await setDate(id, world.ago({ minutes: 25 }));
    expect((await only()).next).toEqual({
      kind: "late",
      text: "has not joined 25 minutes after its launch, may take 10 minutes",
    });
  });

  it("waits for its volume, which its predecessor has until it ends, for as long as its boot script does", async () => {
    const [id = ""] = await world.group("db", { image: current, tags: patched, warmupSeconds: 300 });
    await stage.aws.ec2.send(
      new CreateTagsCommand({
        Resources: [id],
        Tags: [{ Key: "ballast:attaches/shop-dev-data", Value: "true" }],
      }),
    );
    await setDate(id, world.ago({ minutes: 25 }));
    expect((await only()).next).toEqual({
      kind: "starting",
      text: "waits for the volume shop-dev-data: launched 25 minutes ago, may take 50 minutes",
    });
    await setDate(id, world.ago({ minutes: 51 }));
    expect((await only()).next).toEqual({
      kind: "late",
      text: "has not joined 51 minutes after its launch, may take 50 minutes",
    });
  });

  it("is not shown once its group has ended it", async () => {
    const [id = ""] = await world.group("web", { image: current, tags: patched });
    await stage.aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: id,
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    expect((await found()).hosts).toEqual([]);
  });
});

it("tells a host that EC2 has ended and ECS still has", async () => {
  const id = (await stage.run("a")).ec2InstanceId;
  const host = await world.join(id);
  await setHost(host.arn, { agentConnected: false });
  await stage.aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await only()).toMatchObject({ id, agentConnected: false, next: { kind: "ended" } });
});

it("says whose a host is that is in no Auto Scaling group, as an Elastigroup's are", async () => {
  await world.join((await stage.run("b")).ec2InstanceId);
  expect(await only()).toMatchObject({
    zone: "eu-central-1b",
    capacityProvider: undefined,
    group: undefined,
    isOutdated: false,
    next: {
      kind: "nobody",
      text: "replaced by whoever launched it: it is in no Auto Scaling group (Spot replaces the instances of an Elastigroup)",
    },
  });
});

it("finds the group of hosts that came without a capacity provider, and its other instances", async () => {
  const ids = await world.group("own", {
    image: old,
    current: resolved,
    zones: ["a", "b"],
    provider: false,
    tags: patched,
  });
  await world.join(ids[0] ?? "");
  await setDate(ids[1] ?? "", world.ago({ minutes: 6 }));
  const { hosts, groups } = await found();
  expect(groups.map(({ name, capacityProvider }) => [name, capacityProvider])).toEqual([["own", undefined]]);
  expect(hosts.map(({ id, next }) => [id, next.kind]).sort()).toEqual(
    [
      [ids[0], "replace"],
      [ids[1], "late"],
    ].sort(),
  );
});

it("leaves machines outside of EC2 to their owners", async () => {
  const host = await world.join((await stage.run("a")).ec2InstanceId);
  await setHost(host.arn, { ec2InstanceId: "mi-0123456789abcdef0" });
  expect(await only()).toMatchObject({
    id: "mi-0123456789abcdef0",
    image: undefined,
    next: { kind: "nobody", text: "not replaced: it is outside of EC2, so its owner must patch it" },
  });
});

it("shows a host that drains, and one whose agent is gone", async () => {
  const { host } = await oneHost();
  await stage.aws.ecs.send(
    new UpdateContainerInstancesStateCommand({
      cluster: "main",
      containerInstances: [host.arn],
      status: "DRAINING",
    }),
  );
  await setHost(host.arn, { agentConnected: false });
  expect(await only()).toMatchObject({ status: "DRAINING", agentConnected: false });
});

it("has nothing to say of a cluster without instances, of Fargate alone", async () => {
  expect(await found()).toEqual({ cluster: "main", hosts: [], groups: [] });
  await world.group("web", { image: old, size: 0 });
  expect(await found()).toMatchObject({ hosts: [], groups: [{ name: "web" }] });
});

it("reads every page of many groups and hosts", async () => {
  const ids: string[] = [];
  for (let group = 0; group < 12; group += 1) {
    const own = await world.group(`g${group}`, {
      image: old,
      current: resolved,
      zones: ["a", "b", "c"],
      tags: patched,
    });
    ids.push(...own);
    for (const id of own) await world.join(id, `g${group}`);
    for (let refresh = 0; refresh < 3; refresh += 1) {
      await addRefresh({
        AutoScalingGroupName: `g${group}`,
        Status: "Successful",
        StartTime: world.ago({ days: 3 - refresh }),
      });
    }
  }
  const { hosts, groups } = await found();
  expect(hosts.map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(hosts.every(({ next, newerImage }) => next.kind === "replace" && newerImage === current)).toBe(true);
  expect(groups.map(({ lastRefresh }) => lastRefresh?.started)).toEqual(
    groups.map(() => world.ago({ days: 1 })),
  );
});

describe("a call that AWS throttles", () => {
  it.each([
    "ListContainerInstances",
    "DescribeContainerInstances",
    "DescribeCapacityProviders",
    "DescribeAutoScalingGroups",
    "DescribeInstanceRefreshes",
    "DescribeInstances",
    "DescribeImages",
    "DescribeLaunchTemplateVersions",
    "GetParameter",
  ])("is made again: %s", async (operation) => {
    const { id } = await oneHost();
    await answerBy({ operation, code: "ThrottlingException", times: 2 });
    expect((await only()).id).toBe(id);
  });

  it("is an error when AWS refuses it, and says which permission is missing", async () => {
    await oneHost();
    await answerBy({ operation: "GetParameter", code: "AccessDeniedException", times: always });
    await expect(found()).rejects.toThrow(/^AWS does not allow ssm:GetParameter\. /);
  });
});

it("names the clusters that there are", async () => {
  await expect(findHosts(stage.aws, "mian")).rejects.toThrow(
    "There is no cluster mian in eu-central-1; there are main.",
  );
});

it("makes the calls that README.md lists, and no other", async () => {
  await oneHost();
  await world.join((await stage.run("b")).ec2InstanceId);
  const before = (await calls()).calls.length;
  await found();
  await expect(findHosts(stage.aws, "mian")).rejects.toThrow();
  // For groups that still have a launch configuration: the tests' groups have launch templates.
  const made = new Set([...(await calls()).calls.slice(before), "autoscaling:DescribeLaunchConfigurations"]);
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const [, policy = ""] = /For `hosts`[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  expect([...made].sort()).toEqual(Statement.flatMap(({ Action }) => Action).sort());
});
