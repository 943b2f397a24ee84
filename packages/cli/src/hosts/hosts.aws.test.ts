import { CreateClusterCommand } from "@aws-sdk/client-ecs";
import { DeregisterImageCommand } from "@aws-sdk/client-ec2";
import type { Host } from "@ballast/operate";
import { golden } from "@ballast/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HostsWorld, patched } from "../../../operate/src/hosts/testing.ts";
import { addRefresh, answerBy, calls, setDate, setHost } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { ballast } from "../testing.ts";

/* Against moto, whose groups launch instances; agents and time are the test's to play (see packages/operate). */
let stage: Stage;
let world: HostsWorld;

beforeEach(async () => {
  stage = await Stage.open();
  world = new HostsWorld(stage, new Date());
});

const hosts = (...args: string[]) => ballast(["hosts", ...args]);
const images = async () => ({ old: await world.image("old", 41), current: await world.image("current", 3) });

describe("ballast hosts", () => {
  it("ends with 0 when every host is current, within its age, or not patched", async () => {
    const { old, current } = await images();
    const ids = [
      ...(await world.group("new", {
        image: current,
        current: await world.parameter("/ballast/recommended/image_id", current),
        tags: patched,
      })),
      ...(await world.group("aged", {
        image: old,
        current,
        tags: { ...patched, "ballast:patch-age-days": "90" },
      })),
      ...(await world.group("off", { image: old, current, tags: { "ballast:patch-age-days": "off" } })),
    ];
    for (const id of ids) await world.join(id);
    const { status, stdout, stderr } = await hosts("--cluster", "main");
    expect(stderr).toBe("");
    expect(stdout).toContain("main (eu-central-1): 3 hosts, all in order\n");
    expect(stdout).toMatch(/│ stays: newest image +│/);
    expect(stdout).toMatch(/│ stays: its image is 41 days old +│/);
    expect(stdout).toMatch(/│ patching is off +│/);
    expect(stdout).toMatch(/\nnew: no instance refresh in the last six weeks\n/);
    expect(status).toBe(0);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "starts from a pinned image that is older than its days",
      async () => {
        const { old } = await images();
        const [id = ""] = await world.group("web", { image: old, tags: patched });
        await world.join(id);
      },
      /│ stays: pinned image, 41 days old +│/,
    ],
    [
      "is outdated",
      async () => {
        const { old, current } = await images();
        const [id = ""] = await world.group("web", { image: old, current, tags: patched });
        await world.join(id, "web");
      },
      /│ replaced in the next window/,
    ],
    [
      "has a withdrawn image",
      async () => {
        const { current } = await images();
        const [id = ""] = await world.group("web", { image: current, tags: patched });
        await world.join(id, "web");
        await stage.aws.ec2.send(new DeregisterImageCommand({ ImageId: current }));
      },
      /│ withdrawn +│/,
    ],
    [
      "has not joined",
      async () => {
        const { current } = await images();
        const [id = ""] = await world.group("web", { image: current, tags: patched });
        await setDate(id, world.ago({ minutes: 25 }));
      },
      /│ has not joined 25 minutes after /,
    ],
    [
      "is disconnected",
      async () => {
        const { current } = await images();
        const [id = ""] = await world.group("web", { image: current, tags: patched });
        await setHost((await world.join(id, "web")).arn, { agentConnected: false });
      },
      /│ disconnected +│/,
    ],
  ])("ends with 1 when a host %s", async (_what, arrange, text) => {
    await arrange();
    const { status, stdout } = await hosts("-c", "main");
    expect(stdout).toContain("main (eu-central-1): 1 host, 1 with problems\n");
    expect(stdout).toMatch(text);
    expect(status).toBe(1);
  });

  it("ends with 0 for a cluster without container instances", async () => {
    const { status, stdout } = await hosts("-c", "main");
    expect(stdout).toBe("main (eu-central-1): no container instances.\n");
    expect(status).toBe(0);
  });

  it("prints JSON for machines, with null for what AWS does not say", async () => {
    await world.join((await stage.run("b")).ec2InstanceId);
    const { status, stdout } = await hosts("-c", "main", "--format", "json");
    const { clusters, ...rest } = JSON.parse(stdout) as { clusters: { cluster: string; hosts: Host[] }[] };
    expect(rest).toEqual({ stack: null, region: "eu-central-1" });
    expect(clusters).toEqual([
      {
        cluster: "main",
        hosts: [
          {
            id: expect.stringMatching(/^i-/),
            zone: "eu-central-1b",
            instanceType: "m5.xlarge",
            capacityProvider: null,
            group: null,
            image: { id: expect.stringMatching(/^ami-/), created: expect.any(String) },
            imageAgeDays: expect.any(Number),
            newerImage: null,
            agentVersion: "1.101.0",
            dockerVersion: "25.0.8",
            status: "ACTIVE",
            agentConnected: true,
            runningTasks: 0,
            pendingTasks: 0,
            isOutdated: false,
            isFaulty: false,
            next: { kind: "nobody", text: expect.stringContaining("replaced by whoever launched it") },
          },
        ],
        groups: [],
      },
    ]);
    expect(status).toBe(0);
  });

  it.each([
    [[], 2, "give a stack or --cluster <name>"],
    [
      ["rexray-ebs-dev", "-c", "main"],
      2,
      "--cluster names the cluster, so rexray-ebs-dev would have no effect",
    ],
    [["-c", "main", "--format", "yaml"], 2, "Allowed choices are table, json"],
    [["-c", "mian"], 1, "There is no cluster mian in eu-central-1; there are main."],
    [["gone-dev"], 1, "There is no stack gone-dev; there are "],
    [
      ["rexray-ebs-dev", "--region", "eu-west-1"],
      1,
      "--region is eu-west-1, but rexray-ebs-dev is in eu-central-1.",
    ],
  ])("knows a wrong call when it sees one: %p", async (args, status, why) => {
    const ran = await hosts(...args);
    expect(ran.stderr).toContain(why);
    expect(ran.status).toBe(status);
  });

  it("says which permission is missing", async () => {
    await answerBy({ operation: "ListContainerInstances", code: "AccessDeniedException" });
    const { status, stderr } = await hosts("-c", "main");
    expect(stderr).toMatch(/^AWS does not allow ecs:ListContainerInstances\. .*\n$/);
    expect(status).toBe(1);
  });
});

describe("ballast hosts of a stack", () => {
  const cluster = async (name: string, tags: Record<string, string> = {}) => {
    const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
    await stage.aws.ecs.send(new CreateClusterCommand({ clusterName: name, tags: list }));
    return name;
  };
  const tagsOf = (Environment: string, Scenario = "rexray-ebs") => ({
    Project: "ballast",
    Scenario,
    Environment,
  });

  it("finds the cluster that Pulumi named by the plan's tags, among those of other stacks", async () => {
    await cluster("main-cluster-0a1b2c3", tagsOf("prod"));
    await cluster("main-cluster-1a1b2c3", tagsOf("dev", "placement"));
    await cluster("main-cluster-2a1b2c3");
    await cluster("other-cluster-3a1b2c3", tagsOf("dev"));
    await cluster("main-cluster-4a1b2c3", { ...tagsOf("dev"), Team: "shop" });
    const { status, stdout } = await hosts("rexray-ebs-dev");
    expect(stdout).toBe("main-cluster-4a1b2c3 (eu-central-1): no container instances.\n");
    expect(status).toBe(0);
  });

  it("does not guess among several", async () => {
    await cluster("main-cluster-0a1b2c3", tagsOf("dev"));
    await cluster("main-cluster-1a1b2c3", tagsOf("dev"));
    const { status, stderr } = await hosts("rexray-ebs-dev");
    expect(stderr).toContain(
      "Several clusters in eu-central-1 are main-cluster-… with the tags Environment=dev, Project=ballast, Scenario=rexray-ebs: " +
        "main-cluster-0a1b2c3, main-cluster-1a1b2c3. Which of them belongs to rexray-ebs-dev is unknown. Name it with --cluster.\n",
    );
    expect(status).toBe(1);
  });

  it("says that a stack is not deployed", async () => {
    const { status, stderr } = await hosts("rexray-ebs-dev");
    expect(stderr).toContain(
      "There is no cluster main-cluster-… with the tags Environment=dev, Project=ballast,",
    );
    expect(stderr).toContain("rexray-ebs-dev is not deployed there");
    expect(status).toBe(1);
  });

  it.each(["rexray-efs-dev", "network-dev"])("says that a stack has no hosts: %s", async (stack) => {
    const before = (await calls()).calls.length;
    const { status, stderr } = await hosts(stack);
    expect(stderr).toContain(
      `${stack} has no container instances on Amazon EC2: it has no capacity provider`,
    );
    expect(status).toBe(1);
    expect((await calls()).calls).toHaveLength(before);
  });
});

describe("the README of packages/ecs", () => {
  const readme = join(__dirname, "../../../ecs/README.md");

  /** Ids and times of moto's as those of the README, which are as long. */
  function asInReadme(stdout: string): string {
    const known = new Map<string, string>();
    return stdout
      .replaceAll(/\b(ami|i)-([0-9a-f]{17})\b/g, (id, kind: string) => {
        const count = [...known.keys()].filter((one) => one.startsWith(`${kind}-`)).length + 1;
        const named = known.get(id) ?? `${kind}-${String(count).padStart(2, "0")}ab34cd56ef78901`;
        known.set(id, named);
        return named;
      })
      .replaceAll(/(from|to) \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, (_text, word: string) =>
        word === "from" ? "from 2026-11-22 03:00 UTC" : "to 2026-11-22 03:20 UTC",
      );
  }

  it("shows what the command prints", async () => {
    const { old, current } = await images();
    const middle = await world.image("middle", 12);
    const resolved = await world.parameter("/ballast/image_id", current);
    const [web = ""] = await world.group("main-web", { image: old, current: resolved, tags: patched });
    const [late = ""] = await world.group("main-batch", { image: current, current: resolved, tags: patched });
    const [database = ""] = await world.group("main-database", {
      image: middle,
      current: resolved,
      tags: { ...patched, "ballast:patch-window": "cron(0 2 ? * 1#1 *)" },
    });
    const host = await world.join(web, "main-web");
    await setHost(host.arn, { runningTasksCount: 3, pendingTasksCount: 1 });
    await setHost((await world.join(database, "main-database")).arn, { runningTasksCount: 1 });
    await setDate(late, world.ago({ minutes: 25 }));
    await addRefresh({
      AutoScalingGroupName: "main-web",
      Status: "Successful",
      PercentageComplete: 100,
      StartTime: world.ago({ days: 42 }),
      EndTime: world.ago({ days: 42 }),
    });
    const { status, stdout } = await hosts("--cluster", "main");
    const text = readFileSync(readme, "utf8").replace(
      /```console\n\$ npx ballast hosts --cluster main\n[^]*?```/,
      () => `\`\`\`console\n$ npx ballast hosts --cluster main\n${asInReadme(stdout)}\`\`\``,
    );
    expect(text).toContain(
      "$ npx ballast hosts --cluster main\nmain (eu-central-1): 3 hosts, 2 with problems\n",
    );
    expect(text).toBe(golden(readme, text));
    expect(status).toBe(1);
  });
});
