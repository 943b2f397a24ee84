import {
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  UpdateContainerInstancesStateCommand,
} from "@aws-sdk/client-ecs";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { always, answerBy, calls, pagesOf, setHost } from "../../../operate/src/testing/standIn.ts";
import { Stage, type StageInstance } from "../../../operate/src/testing/stage.ts";
import { container, pluginVolume } from "../../../operate/src/testing/taskDefinition.ts";
import { ballast } from "../testing.ts";

/* Against moto: its agents register 4,096 units, 7,482 MiB and five ports. */
let stage: Stage;
let hosts: StageInstance[];
let folder: string;

beforeEach(async () => {
  stage = await Stage.open();
  folder = mkdtempSync(join(tmpdir(), "place-"));
  hosts = [
    await stage.instance("a", { color: "blue" }),
    await stage.instance("b", { color: "red" }),
    await stage.instance("c"),
  ];
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  const { calls: asked, faults } = await calls();
  expect(faults).toEqual([]);
  expect(asked.length).toBeGreaterThan(0);
});

const place = (...args: string[]) => ballast(["place", ...args]);
const live = (...args: string[]) => place("--cluster", "main", ...args);
const id = (position: number): string => hosts[position]?.ec2InstanceId ?? "";
const host = (position: number): StageInstance => hosts[position] as StageInstance;

/** A service of one task that is not placed yet. */
async function waiting(name: string, memory: number): Promise<void> {
  await stage.family(name, { containerDefinitions: [{ ...container, memory }] });
  await stage.aws.ecs.send(
    new CreateServiceCommand({
      cluster: "main",
      serviceName: name,
      taskDefinition: name,
      desiredCount: 1,
    }),
  );
}

/** Calls of the command alone. */
async function callsOf(run: () => Promise<unknown>): Promise<string[]> {
  const before = (await calls()).calls.length;
  await run();
  return (await calls()).calls.slice(before);
}

describe("ballast place --cluster (F.0.37)", () => {
  it("shows what runs where, and asks by calls that change nothing", async () => {
    await stage.service("web", host(0));
    let ran = await live();
    const asked = await callsOf(async () => (ran = await live()));
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("main: 1 task on 3 container instances, none waiting");
    expect(ran.stdout).toMatch(new RegExp(`│ eu-central-1a │ ${id(0)} │ m5.xlarge │ .* web +│`));
    expect(ran.status).toBe(0);
    expect([...new Set(asked)].sort()).toEqual([
      "ecs:DescribeClusters",
      "ecs:DescribeContainerInstances",
      "ecs:DescribeServices",
      "ecs:DescribeTaskDefinition",
      "ecs:DescribeTasks",
      "ecs:ListContainerInstances",
      "ecs:ListServices",
      "ecs:ListTasks",
    ]);
  });

  it("says of each instance everything that a waiting service lacks, beside ECS's own words", async () => {
    await waiting("web", 8000);
    await setHost(host(1).arn, { agentConnected: false });
    await stage.aws.ecs.send(
      new UpdateContainerInstancesStateCommand({
        cluster: "main",
        containerInstances: [host(2).arn],
        status: "DRAINING",
      }),
    );
    const message =
      "(service web) was unable to place a task because no container instance met all of its requirements. " +
      "The closest matching (container-instance 0123) has insufficient memory available.";
    const { services = [] } = await stage.aws.ecs.send(
      new DescribeServicesCommand({ cluster: "main", services: ["web"] }),
    );
    const events = [{ id: "1", createdAt: 1_795_766_400, message }];
    const reply = JSON.parse(JSON.stringify({ services, failures: [] }), (key, value: unknown) =>
      /^(created|updated)At$/.test(key) ? 1_795_766_400 : value,
    ) as { services: object[] };
    // Moto forgets constraints of services.
    const expression = "attribute:color == blue and attribute:disk exists";
    const placementConstraints = [{ type: "memberOf", expression }];
    reply.services = reply.services.map((one) => ({ ...one, events, placementConstraints }));
    await answerBy({ operation: "DescribeServices", reply, times: always });

    const { status, stdout } = await live("--why", "web", "--format", "json");
    const why = JSON.parse(stdout) as {
      instances: { id: string; fits: boolean; first: string; missing: object[] }[];
    };
    expect(status).toBe(1);
    expect(why).toMatchObject({ workload: "web", waiting: 1, message: { text: message } });
    const memory = { requirement: "8000 MiB of memory", found: expect.stringMatching(/^\d+ left of \d+$/) };
    const disk = { requirement: "attribute:disk exists", found: "missing" };
    const color = (found: string) => ({ requirement: "attribute:color == blue", found });
    const missing = Object.fromEntries(why.instances.map((one) => [one.id, one.missing]));
    expect(missing).toEqual({
      [id(0)]: [memory, disk],
      [id(1)]: [{ requirement: "agent connected" }, memory, color("red"), disk],
      [id(2)]: [{ requirement: "not draining", found: "DRAINING" }, memory, color("missing"), disk],
    });
    expect(why.instances.map(({ first }) => first).sort()).toEqual([
      "8000 MiB of memory",
      "agent connected",
      "not draining",
    ]);

    const table = await live("--why", "web");
    expect(table.stdout).toContain(
      "web in main: one more task fits on 0 of 3 container instances; 0 of 1 tasks have an instance",
    );
    expect(table.stdout).toContain(`ECS event of 2026-11-27 08:00 UTC: ${message}`);
    const all = await live();
    expect(all.status).toBe(1);
    expect(all.stdout).toContain("web: 1 task waits: 0 of 3 instances left; removed: ");
    expect(all.stdout).toContain(`ECS event of 2026-11-27T08:00:00.000Z: ${message}`);
  });

  it("says whether one more task of a definition fits, by its name or from a file", async () => {
    await stage.service("web", host(0), {
      containerDefinitions: [{ ...container, portMappings: [{ containerPort: 80, hostPort: 80 }] }],
    });
    await stage.family("big", { containerDefinitions: [{ ...container, cpu: 4097 }] });
    const fits = await live("--task-definition", "web:1", "--format", "json");
    expect(fits.status).toBe(0);
    expect((JSON.parse(fits.stdout) as { instances: object[] }).instances).toHaveLength(3);
    const big = await live("--task-definition", "big");
    expect(big.status).toBe(1);
    expect(big.stdout).toContain("big:1 in main: one more task fits on 0 of 3 container instances");
    const file = join(folder, "register.json");
    writeFileSync(
      file,
      JSON.stringify({ family: "new", containerDefinitions: [{ ...container, memory: 90_000 }] }),
    );
    const fromFile = await live("--task-definition", file);
    expect(fromFile.stdout).toMatch(
      /new in main: one more task fits on 0 of 3[^]*90000 MiB of memory \(\d+ left of \d+\)/,
    );
    const unknown = await live("--task-definition", "wep:1");
    expect(unknown.stderr).toBe(
      "There is no task definition wep:1. Give a family, a family and its revision (web:3), or a file.\n",
    );
    expect(unknown.status).toBe(1);
  });

  it("lets events happen to it, and to nothing in AWS", async () => {
    await stage.service("web", host(0));
    const asked = await callsOf(async () => {
      const { stdout } = await live("--lose", id(0));
      expect(stdout).toContain(`lost ${id(0)}: 1 stopped, 1 started`);
    });
    expect(asked.filter((call) => !/:(List|Describe)/.test(call))).toEqual([]);
  });

  it("names what there is where something is not there", async () => {
    expect((await place("--cluster", "mian")).stderr).toBe(
      "There is no cluster mian in eu-central-1; there are main.\n",
    );
    await stage.service("web", host(0));
    expect((await live("--why", "wep")).stderr).toBe("There is no service wep in main; there are web.\n");
  });

  it("asks again where AWS throttles", async () => {
    await stage.service("web", host(0));
    for (const operation of ["DescribeTasks", "DescribeServices", "DescribeTaskDefinition", "ListTasks"])
      await answerBy({ operation, code: "ThrottlingException", times: 2 });
    const { status, stdout } = await live();
    expect(stdout).toContain("main: 1 task on 3 container instances");
    expect(status).toBe(0);
  });

  it("knows that one instance holds a volume of a plugin when it is deployed (F.0.39)", async () => {
    await stage.service("db", host(0), pluginVolume("data", "rexray/ebs"));
    await stage.service("web", host(1), pluginVolume("files", "rexray/efs"));
    const stuck = await live("--deploy", "db");
    expect(stuck.stdout).toContain(
      `data is attached to ${id(0)}, and the task that uses it may not stop before another task runs`,
    );
    expect(stuck.status).toBe(1);
    expect((await live("--deploy", "db=0%-100%")).status).toBe(0);
    expect((await live("--deploy", "web")).status).toBe(0);
  });

  it("says which permission is missing", async () => {
    await answerBy({ operation: "DescribeTasks", code: "AccessDeniedException", times: always });
    await stage.service("web", host(0));
    expect((await live()).stderr).toMatch(/^AWS does not allow ecs:DescribeTasks\. /);
  });

  it("reads more tasks and services than AWS describes at a time", async () => {
    await stage.family("many");
    for (let made = 0; made < 101; made += 1) await stage.standalone("many", host(made % 3));
    for (let made = 0; made < 11; made += 1) {
      await stage.family(`service-${made}`);
      await stage.service(`service-${made}`, undefined);
    }
    await pagesOf(10);
    let ran = { stdout: "" };
    const asked = await callsOf(async () => (ran = await live("--format", "json")));
    const { tasks, workloads } = JSON.parse(ran.stdout) as { tasks: object[]; workloads: object[] };
    expect([tasks.length, workloads.length]).toEqual([101, 12]);
    const count = (call: string): number => asked.filter((one) => one === call).length;
    expect([count("ecs:DescribeTasks"), count("ecs:DescribeServices")]).toEqual([2, 2]);
    expect(count("ecs:ListTasks")).toBeGreaterThan(10);
  });
});

describe("ballast place with files of aws ecs describe-…", () => {
  /** What the command line prints of the cluster. */
  async function files(): Promise<string[]> {
    const { ecs } = stage.aws;
    const { taskArns: tasks = [] } = await ecs.send(
      new ListTasksCommand({ cluster: "main", maxResults: 100 }),
    );
    const containerInstances = hosts.map(({ arn }) => arn);
    const answers = [
      await ecs.send(new DescribeContainerInstancesCommand({ cluster: "main", containerInstances })),
      await ecs.send(new DescribeServicesCommand({ cluster: "main", services: ["web", "wide"] })),
      await ecs.send(new DescribeTasksCommand({ cluster: "main", tasks })),
      await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web" })),
      await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "wide" })),
    ];
    return answers.map((answer, position) => {
      const path = join(folder, `${position}.json`);
      writeFileSync(path, JSON.stringify({ ...answer, $metadata: undefined }, null, 4));
      return path;
    });
  }

  it("is what it says of the cluster itself, also from standard input", async () => {
    await pagesOf(100);
    await stage.service("web", host(0));
    await waiting("wide", 8000);
    for (const { arn } of hosts) await setHost(arn, { runningTasksCount: 0 });
    const paths = await files();
    const { readFileSync } = await import("node:fs");
    const input = paths.map((path) => readFileSync(path, "utf8")).join("\n");
    for (const args of [[], ["--why", "wide"], ["--task-definition", "web:1"], ["--format", "json"]]) {
      const online = await live(...args);
      expect((await place(...paths, ...args)).stdout).toBe(online.stdout);
      const piped = await ballast(["place", "-", ...args], { input });
      expect([piped.stdout, piped.status]).toEqual([online.stdout, online.status]);
    }
    writeFileSync(paths[0] ?? "", readFileSync(paths[0] ?? "", "utf8").slice(0, -40));
    const cut = await place(...paths);
    expect(cut.stderr).toBe(
      `${paths[0]}: the JSON is truncated or malformed. Save the complete output again.\n`,
    );
    expect((await place(paths[0] ?? "")).stderr).toBe(cut.stderr);
    expect(cut.status).toBe(1);
  });
});
