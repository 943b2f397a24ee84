import { DescribeAutoScalingGroupsCommand, type AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CreateTagsCommand } from "@aws-sdk/client-ec2";
import { DeregisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Aws } from "../aws.ts";
import { containerInstances, tasksOfService } from "../ecs.ts";
import { calls } from "../testing/standIn.ts";
import { Stage, stopsFirst, type StageInstance } from "../testing/stage.ts";
import { drain, type Drained } from "./drain.ts";
import { planDrain } from "./plan.ts";
import { idOf } from "../describedInstance.ts";

/* Moto keeps state and runs nothing: the test plays ECS's scheduler, the group's instances and their agents. */
const volume = "shop-dev-data";
const pace = { timeoutSeconds: 30, pollSeconds: 0.02 };
let stage: Stage;
let from: StageInstance;

beforeEach(async () => {
  stage = await Stage.open();
  await stage.group("data", ["a"]);
  const [first = ""] = await ofGroup();
  await stage.aws.ec2.send(
    new CreateTagsCommand({
      Resources: [first],
      Tags: [{ Key: `ballast:attaches/${volume}`, Value: "true" }],
    }),
  );
  from = await stage.register(first, { "ballast.volume": volume });
  const definition = {
    volumes: [{ name: "data", host: { sourcePath: "/data" } }],
    placementConstraints: [
      { type: "memberOf" as const, expression: `attribute:ballast.volume == ${volume}` },
    ],
  };
  await stage.service("mysql", from, definition, stopsFirst);
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

async function ofGroup(): Promise<string[]> {
  const { AutoScalingGroups = [] } = await stage.aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["data"] }),
  );
  return (AutoScalingGroups[0]?.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
}

/** What AWS does next by itself. @returns whether there was anything. */
async function awsDoes(): Promise<boolean> {
  const group = await ofGroup();
  const registered = await containerInstances(stage.aws, "main");
  const running = await tasksOfService(stage.aws, "main", "mysql");
  const state = registered.find((one) => idOf(one) === from.ec2InstanceId)?.status;
  const [successor] = group.filter((id) => id !== from.ec2InstanceId);
  if (state === "DRAINING" && running.length > 0 && successor === undefined) {
    await stage.stop("mysql");
    return true;
  }
  if (successor === undefined) return false;
  if (state !== undefined) {
    await stage.aws.ecs.send(
      new DeregisterContainerInstanceCommand({
        cluster: "main",
        containerInstance: from.arn,
        force: true,
      }),
    );
    return true;
  }
  if (registered.length > 0) return false;
  const to = await stage.register(successor, { "ballast.volume": volume });
  await stage.start("mysql", to);
  return true;
}

async function awsGoesOn(until: AbortSignal): Promise<void> {
  while (!until.aborted) if (!(await awsDoes())) await sleep(20);
}

class Killed extends Error {}

type Middle = AutoScalingClient["middlewareStack"];

/** The process ends after so many calls. */
async function killedAfter(count: number): Promise<Aws> {
  const aws = await connect();
  let made = 0;
  for (const { middlewareStack } of [aws.ecs, aws.ec2, aws.autoScaling] as unknown as {
    middlewareStack: Middle;
  }[]) {
    middlewareStack.add(
      (next) => (args) => {
        made += 1;
        if (made > count) throw new Killed();
        return next(args);
      },
      { step: "initialize", priority: "high" },
    );
  }
  return aws;
}

async function drained(aws: Aws): Promise<Drained> {
  return drain(aws, await planDrain(aws, "main", { instance: from.ec2InstanceId }), pace);
}

/** @returns whether the drain was killed. */
async function drainedAtMost(count: number): Promise<boolean> {
  try {
    await drained(await killedAfter(count));
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

async function terminations(): Promise<number> {
  const made = (await calls()).calls;
  return made.filter((call) => call.endsWith(":TerminateInstanceInAutoScalingGroup")).length;
}

async function playing<T>(run: () => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const playing = awsGoesOn(controller.signal);
  try {
    return await run();
  } finally {
    controller.abort();
    await playing;
  }
}

describe("a drain that is killed and run again ends with one successor (F.4.11)", () => {
  // Every call up to the first poll for the successor, and some of those that follow; polls are alike.
  const counts = Array.from({ length: 44 }, (_, count) => count);

  it.each(counts)("where it was killed after %i calls, and AWS went on meanwhile", async (count) => {
    await playing(() => drainedAtMost(count));
    while (await awsDoes()) await sleep(1);
    const ended = await playing(() => drained(stage.aws));
    const [successor] = await ofGroup();
    expect(ended).toMatchObject({
      state: "TERMINATED",
      successor,
      services: [{ name: "mysql", desiredCount: 1, instances: [successor] }],
    });
    expect(successor).not.toBe(from.ec2InstanceId);
    expect(await terminations()).toBe(1);
  });
});
