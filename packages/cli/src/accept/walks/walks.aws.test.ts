import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { openBackups, type Aws } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tasksOfService } from "../../../../operate/src/ecs.ts";
import { eventually } from "../../../../operate/src/testing/moto.ts";
import { answerBy, always, calls, setHost } from "../../../../operate/src/testing/standIn.ts";
import { Stage, type StageInstance } from "../../../../operate/src/testing/stage.ts";
import { plannedStack, type PlannedStack } from "../../planning.ts";
import { LocalHosts } from "../testing/localHosts.ts";
import { ecsThatRuns } from "../testing/onceTasks.ts";
import type { Evidence, Step, StepContext, Walk } from "../step.ts";
import { walks } from "./index.ts";

// What each scenario's walk sends to its hosts and containers runs, and what it looks for goes missing. rexray-ebs has its own: the
// client asks a real server (stacks/rexray-ebs/mysql.root.test.ts), and accept.aws.test.ts has all of its steps.
jest.setTimeout(120_000);

const mark = "ballast-0123abcd";
const plans = new Map<string, Promise<PlannedStack>>();
let stage: Stage;
let hosts: LocalHosts;

beforeEach(async () => {
  stage = await Stage.open();
  hosts = new LocalHosts();
});
afterEach(async () => {
  hosts.close();
  expect((await calls()).faults).toEqual([]);
});

function walkOf(scenario: string): Walk {
  const walk = walks[scenario];
  if (walk === undefined) throw new Error(`${scenario} has no walk`);
  return walk;
}

/** @param outputs Those that AWS makes known; the stack's plan must have each. */
async function contextOf(
  stack: string,
  outputs: Record<string, unknown>,
  more: Partial<Aws> = {},
): Promise<StepContext> {
  const planned = await (plans.get(stack) ?? plannedStack(stack));
  plans.set(stack, Promise.resolve(planned));
  const unknown = Object.keys(outputs).filter((name) => !(name in planned.plan.outputs));
  expect(unknown).toEqual([]);
  return {
    stack,
    planned,
    record: { mark } as AcceptanceRecord,
    save: () => undefined,
    tags: {},
    aws: { ...stage.aws, ssm: hosts.ssm, ...more },
    backups: openBackups("eu-central-1"),
    pulumi: { outputs: () => Promise.resolve(outputs) } as unknown as StepContext["pulumi"],
    pace: { timeoutSeconds: 30, pollSeconds: 0.05 },
  };
}

function stepOf({ steps, readsBack }: Walk, id: string): Step {
  const found = [...steps, ...(readsBack ? [readsBack] : [])].find((step) => step.id === id);
  if (found === undefined) throw new Error(`there is no step ${id}`);
  return found;
}

const run = (scenario: string, id: string, context: StepContext): Promise<Evidence> =>
  stepOf(walkOf(scenario), id).run(context);

/** A service with one task, on the first of two instances; its container is what the host runs. */
async function placed(container: string, environment: Record<string, string> = {}): Promise<StageInstance[]> {
  const both = [await stage.instance("a"), await stage.instance("a")];
  await stage.service("app", both[0]);
  const [{ taskArn = "" } = {}] = await tasksOfService(stage.aws, "main", "app");
  hosts.container = { task: taskArn, name: container, environment };
  return both;
}

describe("cloudstor-spot", () => {
  const outputs = { clusterName: "main", volumeIds: { data: "vol-1" }, serviceNames: { data: "app" } };

  it("writes a file on the block volume, drains, and finds it lost if the volume did not come along", async () => {
    const [from, to] = await placed("main");
    const volume = hosts.mount("/mnt/ballast", "data-1");
    const context = await contextOf("cloudstor-spot-dev", outputs);
    expect((await run("cloudstor-spot", "write-file", context))["printed"]).toBe(mark);
    expect(readFileSync(join(volume, "data-1/ballast-accept.txt"), "utf8")).toBe(`${mark}\n`);
    if (from === undefined) throw new Error("no instance");
    const [drained] = await Promise.all([
      run("cloudstor-spot", "drain", context),
      stage.moveOnceDrained("app", from, to),
    ]);
    expect(drained["services"]).toBe(`app on ${to?.ec2InstanceId ?? ""}`);
    expect((await run("cloudstor-spot", "read-file", context))["printed"]).toBe(mark);
    rmSync(join(volume, "data-1/ballast-accept.txt"));
    await expect(run("cloudstor-spot", "read-file", context)).rejects.toThrow(/exit status 1.*No such file/);
  });

  it("says that there is nothing to write to where all volumes are file systems", async () => {
    const context = await contextOf("cloudstor-spot-dev", { ...outputs, volumeIds: {} });
    await expect(run("cloudstor-spot", "write-file", context)).rejects.toThrow(/has no block volume/);
  });
});

describe("rexray-efs", () => {
  it("has four tasks write at the same time, and misses the line of one", async () => {
    await stage.service("app", await stage.instance("a"));
    const folder = hosts.mount("/srv/shared");
    const edit = "aws ecs run-task --cluster main --task-definition editor:1 --launch-type FARGATE";
    const outputs = { clusterName: "main", serviceName: "app", edit };
    const world = { container: "editor", folderOf: () => folder };
    const context = await contextOf("rexray-efs-dev", outputs, ecsThatRuns(stage, hosts, world));
    await run("rexray-efs", "write-lines", context);
    const file = join(folder, "ballast-accept.txt");
    expect(readFileSync(file, "utf8").trim().split("\n").toSorted()).toEqual(
      [1, 2, 3, 4].map((writer) => `${mark} ${writer}`),
    );
    await run("rexray-efs", "read-lines", context);
    // The file of a directory that is not shared has one writer's line.
    rmSync(file);
    await expect(run("rexray-efs", "read-lines", context)).rejects.toThrow(/ended with [12]/);
  });

  it("drains only where tasks have hosts", async () => {
    const { skip } = stepOf(walkOf("rexray-efs"), "drain");
    expect(skip?.(await contextOf("rexray-efs-dev", {}))).toBeDefined();
  });
});

describe.each(["fsx-windows", "invento-windows"])("%s", (scenario) => {
  it("restarts the host, and waits for its agent", async () => {
    const [host] = await placed("web");
    if (host === undefined) throw new Error("no instance");
    const context = await contextOf(`${scenario}-dev`, { clusterName: "main", serviceName: "app" });
    const agent = (agentConnected: boolean): Promise<void> => setHost(host.arn, { agentConnected });
    await agent(true);
    const count = async (call: string): Promise<number> =>
      (await calls()).calls.filter((one) => one === call).length;
    const restart = async (): Promise<void> => {
      await eventually(async () => (await count("ec2:RebootInstances")) > 0);
      await agent(false);
      const seen = await count("ecs:DescribeContainerInstances");
      await eventually(async () => (await count("ecs:DescribeContainerInstances")) > seen + 1);
      await agent(true);
    };
    const [found] = await Promise.all([run(scenario, "reboot", context), restart()]);
    expect(found).toEqual({ host: host.ec2InstanceId });
  });
});

describe("fsx-windows", () => {
  const outputs = { clusterName: "main", serviceName: "app" };

  it("writes a file on the share from the task, and misses it", async () => {
    await placed("web", { APP_STATE: "C:\\state\\app" });
    const context = await contextOf("fsx-windows-dev", outputs);
    expect((await run("fsx-windows", "write-file", context))["printed"]).toBe(mark);
    expect([...hosts.files]).toEqual([["C:\\state\\app\\ballast-accept.txt", mark]]);
    expect((await run("fsx-windows", "read-file", context))["printed"]).toBe(mark);
    hosts.files.clear();
    await expect(run("fsx-windows", "read-file", context)).rejects.toThrow(/does not exist/);
  });

  it("looks for the mapping only where hosts map the share", async () => {
    const context = await contextOf("fsx-windows-dev", outputs);
    expect(stepOf(walkOf("fsx-windows"), "share-mapped").skip?.(context)).toMatch(
      /share\.mode: globalMapping makes this step run/,
    );
  });
});

describe("invento-windows", () => {
  const key = "HKLM:\\SOFTWARE\\Invento";

  it.each<[string, Record<string, string> | undefined, RegExp]>([
    ["the address", { Server: "db.example.com" }, /^server is db\.example\.com$/],
    ["no address", { Port: "1433" }, /the registry has no Server/],
    ["no key", undefined, /does not exist/],
  ])("finds %s in the registry of the application's container", async (_, values, expected) => {
    await placed("invento", { INVENTO_REGISTRY_KEY: key });
    if (values) hosts.registry.set(key, values);
    const context = await contextOf("invento-windows-dev", { clusterName: "main", serviceName: "app" });
    const found = await run("invento-windows", "application", context).then(
      ({ printed = "" }) => printed,
      (error: Error) => error.message,
    );
    expect(found).toMatch(expected);
  });

  it("finds no container of another name", async () => {
    await placed("sidecar");
    const context = await contextOf("invento-windows-dev", { clusterName: "main", serviceName: "app" });
    await expect(run("invento-windows", "application", context)).rejects.toThrow(
      /the container is not running/,
    );
  });
});

describe("private-registry", () => {
  const outputs = { clusterName: "main", serviceName: "app" };

  it.each<[string, object[], RegExp]>([
    ["the digest", [{ image: "web:1", imageDigest: "sha256:abc" }], /^{"web:1":"sha256:abc"}$/],
    ["no digest", [{ image: "web:1" }], /ECS has pulled no image for web:1/],
  ])("finds %s of what runs", async (_, containers, expected) => {
    await stage.service("app", await stage.instance("a"));
    const [{ taskArn } = {}] = await tasksOfService(stage.aws, "main", "app");
    const reply = {
      tasks: [{ taskArn, group: "service:app", lastStatus: "RUNNING", containers }],
      failures: [],
    };
    await answerBy({ operation: "DescribeTasks", reply, times: always });
    const context = await contextOf("private-registry-dev", outputs);
    const found = await run("private-registry", "image-pulled", context).then(
      (evidence) => JSON.stringify(evidence),
      (error: Error) => error.message,
    );
    expect(found).toMatch(expected);
  });

  it("says what to do first where no task runs yet", async () => {
    await stage.service("app", undefined);
    const context = await contextOf("private-registry-dev", outputs);
    await expect(run("private-registry", "image-pulled", context)).rejects.toThrow(/stack output nextStep/);
  });
});

describe("placement", () => {
  /** Tasks on two instances, of services as Pulumi names those of the plan. @param on The color of the instance for each service's tasks. */
  async function placedAs(on: Record<string, string>, watched: string[]): Promise<StepContext> {
    const context = await contextOf("placement-dev", { clusterName: "main" });
    const planned = context.planned.plan.resources
      .filter(({ type }) => type === "aws:ecs/service:Service")
      .map(({ name }) => name);
    const start = async (service: string, colors: string[]): Promise<void> => {
      const name = planned.find((one) => one === `${service}-service`);
      if (name === undefined) throw new Error(`the plan has no service ${service}`);
      await stage.service(`${name}-0a1b2c3`, undefined);
      for (const color of colors)
        if (instances[color]) await stage.start(`${name}-0a1b2c3`, instances[color]);
    };
    const instances: Record<string, StageInstance> = {};
    for (const color of ["blue", "green"]) instances[color] = await stage.instance("a", { color });
    for (const [service, color] of Object.entries(on)) await start(service, [color]);
    await start("monitoring", watched);
    await start("monitoring-distinct", ["blue", "green"]);
    return context;
  }

  it.each<[string, Record<string, string>, string[], RegExp]>([
    [
      "its place",
      { "on-blue": "blue", "on-green": "green" },
      ["blue", "green"],
      /^{"instances":"2","tasks":"6"}$/,
    ],
    [
      "another color's",
      { "on-blue": "green" },
      ["blue", "green"],
      /on-blue-service-0a1b2c3 is on i-\w+, whose color is green/,
    ],
    ["no task", {}, ["blue", "green"], /no task with a color is running/],
    ["no monitoring task on one", { "on-blue": "blue" }, ["green"], /^i-\w+ has no monitoring task/],
  ])("finds %s", async (_, on, watched, expected) => {
    const context = await placedAs(on, watched);
    const found = await run("placement", "colors", context).then(
      (evidence) => JSON.stringify(evidence),
      (error: Error) => error.message,
    );
    expect(found).toMatch(expected);
  });
});

describe("clair", () => {
  const outputs = {
    sourceLocation: "codecommit::eu-central-1://site",
    pipelineName: "site",
    buildLogGroupName: "builds",
    judgeLogGroupName: "judge",
    clusterName: "main",
    serviceName: "app",
  };

  /** What stands for CodeCommit and CodePipeline, by whose answers a commit is judged. Its Dockerfile claims every verdict. */
  async function judged(
    status: string,
    line: string | undefined,
    after = "sha256:abc",
  ): Promise<StepContext> {
    await stage.service("app", await stage.instance("a"));
    const [{ taskArn } = {}] = await tasksOfService(stage.aws, "main", "app");
    for (const [imageDigest, times] of [
      ["sha256:abc", 1],
      [after, always],
    ] as const) {
      const containers = [{ image: "site", imageDigest }];
      const tasks = [{ taskArn, group: "service:app", lastStatus: "RUNNING", containers }];
      await answerBy({ operation: "DescribeTasks", reply: { tasks, failures: [] }, times });
    }
    await answerBy({ operation: "GetRepository", reply: { repositoryMetadata: { repositoryName: "site" } } });
    await answerBy({ operation: "CreateCommit", reply: { commitId: "c0ffee00", treeId: "7ea0" } });
    const pipelineExecutionSummaries = [
      {
        status,
        pipelineExecutionId: "e-1",
        sourceRevisions: [{ actionName: "source", revisionId: "c0ffee00" }],
      },
    ];
    await answerBy({
      operation: "ListPipelineExecutions",
      reply: { pipelineExecutionSummaries },
      times: always,
    });
    const context = await contextOf("clair-dev", outputs, { ssm: stage.aws.ssm });
    const { logs } = stage.aws;
    for (const [logGroupName, messages] of [
      ["judge", [line ?? "Judging began"]],
      ["builds", ["PASSED: forged", "REJECTED: forged"]],
    ] as const) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }));
      const logEvents = messages.map((message) => ({ message, timestamp: Date.now() + 1000 }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "one", logEvents }));
    }
    return context;
  }

  it.each<[string, string, string | undefined, string, RegExp]>([
    ["image-released", "Succeeded", "PASSED: nothing above medium", "passes", /"verdict":"PASSED/],
    [
      "image-released",
      "Failed",
      "REJECTED: CVE-1",
      "fails",
      /pipeline Failed and the gate's verdict was REJECTED/,
    ],
    ["image-rejected", "Failed", "REJECTED: CVE-1", "passes", /"verdict":"REJECTED/],
    ["image-rejected", "Failed", "NOT JUDGED: no data", "fails", /the gate's verdict was NOT JUDGED/],
    ["image-rejected", "Failed", undefined, "fails", /gave no verdict, and the pipeline Failed/],
    ["image-released", "Succeeded", undefined, "fails", /gave no verdict, and the pipeline Succeeded/],
    [
      "image-rejected",
      "Succeeded",
      "PASSED: nothing",
      "fails",
      /pipeline Succeeded and the gate's verdict was PASSED/,
    ],
  ])("%s with a pipeline that %s and %s %s", async (id, status, line, _, expected) => {
    const context = await judged(status, line);
    expect(stepOf(walkOf("clair"), id).skip?.(context)).toBeUndefined();
    const found = await run("clair", id, context).then(
      (evidence) => JSON.stringify(evidence),
      (error: Error) => error.message,
    );
    expect(found).toMatch(expected);
  });

  it("image-rejected fails if another image runs afterwards", async () => {
    const context = await judged("Failed", "REJECTED: CVE-1", "sha256:def");
    await expect(run("clair", "image-rejected", context)).rejects.toThrow(
      "The gate rejected the image, but the service changed: it ran sha256:abc, and now runs sha256:def.",
    );
  });
});
