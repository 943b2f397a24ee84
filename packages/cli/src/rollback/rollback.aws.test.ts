import {
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answerBy, calls, setDeployment } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { container } from "../../../operate/src/testing/taskDefinition.ts";
import { golden } from "@ballast/testing";
import { ballast, situation } from "../testing.ts";

const stack = "rexray-ebs-dev";
const service = "mysql-service-0a1b2c3";
const place = "arn:aws:ecs:eu-central-1:123456789012";
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
  await register(1);
  await stage.serviceOf(service, "mysql");
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

const image = (version: number): string => `registry.example.com/mysql:8.${version}`;

/** A revision, with an image of its own. */
async function register(version: number): Promise<string> {
  return stage.family("mysql", {
    containerDefinitions: [{ ...container, image: image(version), essential: true }],
    tags: [{ key: "Owner", value: "team" }],
  });
}

/** One after the other, each of its revision, the last at the end. */
async function deployed(...all: [revision: number, status: string][]): Promise<void> {
  for (const [index, [revision, status]] of all.entries())
    await setDeployment({
      cluster: "main",
      service,
      number: index + 1,
      taskDefinition: `${place}:task-definition/mysql:${revision}`,
      status,
      ...(index > 0 && { after: index }),
    });
  const [last = 1] = all.at(-1) ?? [];
  await stage.deploy(service, `${place}:task-definition/mysql:${last}`);
}

async function deregister(revision: number): Promise<void> {
  await stage.aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `mysql:${revision}` }));
}

/** What moto has the service run, by its image. */
async function runs(): Promise<{ revision: string; image: string | undefined }> {
  const { services = [] } = await stage.aws.ecs.send(
    new DescribeServicesCommand({ cluster: "main", services: [service] }),
  );
  const arn = services[0]?.taskDefinition ?? "";
  const { taskDefinition } = await stage.aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
  );
  return {
    revision: arn.replace(/^.*\//, ""),
    image: taskDefinition?.containerDefinitions?.[0]?.image,
  };
}

const rollback = (args: string[] = [], input = "yes\n") =>
  ballast(["rollback", stack, "mysql", "--cluster", "main", ...args], { input });

it("updates the service to the task definition before, after it said what changes and was told yes", async () => {
  await register(2);
  await deployed([1, "SUCCESSFUL"], [2, "SUCCESSFUL"]);
  const { status, stdout, stderr } = await rollback();
  expect(stderr).toContain(
    `${service} of main in eu-central-1 runs mysql:2. It will be deployed with mysql:1.\n` +
      `  main: ${image(2)} -> ${image(1)}\n` +
      "The Pulumi program and state still contain the newer task definition. The next pulumi up deploys it again if it refreshes",
  );
  expect(stdout).toMatch(/^mysql-service-0a1b2c3 runs mysql:1 instead of mysql:2 after \d+ s\.\n$/);
  expect(status).toBe(0);
  expect(await runs()).toEqual({ revision: "mysql:1", image: image(1) });
});

it("registers a copy of what Pulumi has deregistered, and goes back further the next time (F.0.48)", async () => {
  await register(2);
  await register(3);
  await deployed([1, "SUCCESSFUL"], [2, "SUCCESSFUL"], [3, "SUCCESSFUL"]);
  await deregister(1);
  await deregister(2);
  const first = await rollback(["--yes", "--format", "json"]);
  expect(first.stderr).toContain("mysql:2 is deregistered, so a copy of it will be registered");
  expect(JSON.parse(first.stdout)).toMatchObject({ way: "copy", from: "mysql:3", to: "mysql:4" });
  expect(await runs()).toEqual({ revision: "mysql:4", image: image(2) });
  await setDeployment({
    cluster: "main",
    service,
    number: 4,
    after: 3,
    taskDefinition: `${place}:task-definition/mysql:4`,
    status: "SUCCESSFUL",
  });
  const { tags } = await stage.aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: "mysql:4", include: ["TAGS"] }),
  );
  expect(tags).toEqual([
    { key: "Owner", value: "team" },
    { key: "ballast:copy-of", value: `${place}:task-definition/mysql:2` },
  ]);
  await rollback(["--yes"]);
  expect(await runs()).toEqual({ revision: "mysql:5", image: image(1) });
});

it("has ECS end a deployment that is under way, and go back", async () => {
  await register(2);
  await deployed([1, "SUCCESSFUL"], [2, "IN_PROGRESS"]);
  const { status, stdout, stderr } = await rollback();
  expect(stderr).toMatch(
    /has deployed mysql:2 for .*\. ECS will stop this deployment and roll back to mysql:1\.\n/,
  );
  expect(stdout).toMatch(/runs mysql:1 instead of mysql:2/);
  expect(status).toBe(0);
  expect((await runs()).revision).toBe("mysql:1");
  expect((await calls()).calls).toContain("ecs:StopServiceDeployment");
});

describe("says in each situation what it does, or why it does nothing", () => {
  const deployment = (status: string) => ({
    operation: "DescribeServiceDeployments",
    // It is described once before.
    after: 1,
    reply: { serviceDeployments: [{ status, statusReason: "AWS says why" }] },
  });
  const situations: [what: string, all: [number, string][], args: string[], ending?: string][] = [
    [
      "healthy",
      [
        [1, "SUCCESSFUL"],
        [2, "SUCCESSFUL"],
      ],
      [],
    ],
    [
      "healthy, for programs",
      [
        [1, "SUCCESSFUL"],
        [2, "SUCCESSFUL"],
      ],
      ["--format", "json"],
    ],
    [
      "deploying",
      [
        [1, "SUCCESSFUL"],
        [2, "IN_PROGRESS"],
      ],
      [],
    ],
    [
      "deploying, until ECS could stop it",
      [
        [1, "SUCCESSFUL"],
        [2, "IN_PROGRESS"],
      ],
      [],
      "SUCCESSFUL",
    ],
    [
      "stuck, and ECS cannot go back",
      [
        [1, "SUCCESSFUL"],
        [2, "IN_PROGRESS"],
      ],
      [],
      "ROLLBACK_FAILED",
    ],
    [
      "stuck, and stopped by somebody else",
      [
        [1, "SUCCESSFUL"],
        [2, "IN_PROGRESS"],
      ],
      [],
      "STOPPED",
    ],
    ["crash loop of the first deployment", [[1, "IN_PROGRESS"]], []],
    [
      "no capacity for what ECS goes back to",
      [
        [1, "SUCCESSFUL"],
        [2, "ROLLBACK_IN_PROGRESS"],
      ],
      [],
    ],
    [
      "image missing: what ECS went back to",
      [
        [1, "SUCCESSFUL"],
        [2, "ROLLBACK_SUCCESSFUL"],
        [1, "SUCCESSFUL"],
      ],
      [],
    ],
    [
      "the named revision is not there",
      [
        [1, "SUCCESSFUL"],
        [2, "SUCCESSFUL"],
      ],
      ["--to", "mysql:7"],
    ],
  ];
  const told: string[] = [];

  // Without a parameter list: Jest passes a callback for a parameter that a row leaves out, and waits for it.
  it.each(situations)("%s", async (...[what, all, args, ending]) => {
    await register(2);
    await deployed(...all);
    if (ending !== undefined) await answerBy(deployment(ending));
    told.push(
      situation(what, await rollback(["--yes", ...args])).replaceAll(/"seconds": \d+/g, '"seconds": <n>'),
    );
  });

  it("and prints that", () => {
    golden(join(__dirname, "situations.golden.txt"), told.join("\n"));
  });
});

it("goes back to what somebody names", async () => {
  await register(2);
  await register(3);
  await deployed([2, "SUCCESSFUL"], [3, "SUCCESSFUL"]);
  await rollback(["--to", "mysql:1", "--yes"]);
  expect((await runs()).revision).toBe("mysql:1");
});

it("skips deployments that failed", async () => {
  await register(2);
  await register(3);
  await deployed([1, "SUCCESSFUL"], [2, "ROLLBACK_SUCCESSFUL"], [3, "SUCCESSFUL"]);
  await rollback(["--yes"]);
  expect((await runs()).revision).toBe("mysql:1");
});

it.each([
  ["nobody", ""],
  ["somebody who says no", "no\n"],
])("changes nothing without the word of %s", async (_who, input) => {
  await register(2);
  await deployed([1, "SUCCESSFUL"], [2, "SUCCESSFUL"]);
  const before = (await calls()).calls.length;
  const { status, stderr } = await rollback([], input);
  expect(stderr).toContain("Not confirmed, so nothing was changed.");
  expect(status).toBe(1);
  const since = (await calls()).calls.slice(before);
  expect(since.filter((call) => !/:(Describe|List)/.test(call))).toEqual([]);
});

it("says that the earlier one did not start", async () => {
  await register(2);
  await deployed([1, "SUCCESSFUL"], [2, "SUCCESSFUL"]);
  const failed = {
    serviceName: service,
    status: "ACTIVE",
    taskDefinition: `${place}:task-definition/mysql:1`,
    deployments: [
      { status: "PRIMARY", rolloutState: "FAILED", rolloutStateReason: "tasks failed to start." },
    ],
  };
  // It is described once before.
  await answerBy({ operation: "DescribeServices", reply: { services: [failed], failures: [] }, after: 1 });
  const { status, stderr } = await rollback(["--yes"]);
  expect(stderr).toContain("mysql:1 did not start");
  expect(stderr).toContain("tasks failed to start.");
  expect(status).toBe(1);
});

it.each<[string, [number, string][], string[], string]>([
  ["the first deployment is under way", [[1, "IN_PROGRESS"]], [], "is the first deployment of"],
  ["nothing ran before", [[1, "SUCCESSFUL"]], [], "ECS has no successful deployment of"],
  [
    "it goes back already",
    [[1, "ROLLBACK_IN_PROGRESS"]],
    [],
    "is already being rolled back (ROLLBACK_IN_PROGRESS)",
  ],
  [
    "there is no such revision",
    [[1, "SUCCESSFUL"]],
    ["--to", "mysql:9"],
    "There is no task definition mysql:9.",
  ],
  ["it is what runs", [[1, "SUCCESSFUL"]], ["--to", "mysql:1"], "already runs mysql:1."],
])("refuses where %s", async (_what, all, args, why) => {
  await deployed(...all);
  const { status, stderr } = await rollback([...args, "--yes"]);
  expect(stderr).toContain(why);
  expect(status).toBe(1);
});

it("makes the calls that the README of operate lists, and no other", async () => {
  const made = new Set<string>();
  const back = async (...args: string[]): Promise<void> => {
    const before = (await calls()).calls.length;
    await ballast(["rollback", stack, "mysql", "--yes", ...args]);
    for (const call of (await calls()).calls.slice(before)) made.add(call);
  };
  await register(2);
  await register(3);
  await deployed([1, "SUCCESSFUL"], [2, "SUCCESSFUL"], [3, "IN_PROGRESS"]);
  await back("--cluster", "main");
  await deployed([1, "SUCCESSFUL"], [3, "SUCCESSFUL"]);
  await deregister(1);
  await back("--cluster", "main", "--to", "mysql:1");
  // The stack's own clusters, which are not there, and one that nobody has.
  await back();
  await back("--cluster", "gone");
  const readme = readFileSync(join(__dirname, "../../../operate/README.md"), "utf8");
  const [, policy = "{}"] = /For `rollback`[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  // A copy has roles and tags, which AWS asks IAM about without a call of its own (Service Authorization Reference, 2026-11).
  expect([...made, "ecs:TagResource", "iam:PassRole"].sort()).toEqual(
    Statement.flatMap(({ Action }) => Action).sort(),
  );
});
