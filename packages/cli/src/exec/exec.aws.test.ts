import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerBy, calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { container, type Definition } from "../../../operate/src/testing/taskDefinition.ts";
import { golden } from "@ballast/testing";
import { ballast, situation } from "../testing.ts";

const arn = "arn:aws:ecs:eu-central-1:123456789012";
const stack = "rexray-ebs-dev";
const channels = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
  (action) => `ssmmessages:${action}`,
);
let stage: Stage;
let folder: string;

beforeEach(async () => {
  stage = await Stage.open();
  folder = mkdtempSync(join(tmpdir(), "exec-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  const { calls: all, faults } = await calls();
  expect(faults).toEqual([]);
  const changing = /:(Register|Create(Cluster|Service|Role)|Put|ExecuteCommand)/;
  expect(all.filter((call) => !/:(Describe|List|Get|Simulate)/.test(call) && !changing.test(call))).toEqual(
    [],
  );
});

/** A plugin that writes down how it was called. */
function plugin(version = "1.2.707.0"): string {
  const path = join(folder, "session-manager-plugin");
  const log = join(folder, "called.json");
  writeFileSync(
    path,
    `#!${process.execPath}
if (process.argv[2] === "--version") console.log(${JSON.stringify(version)});
else {
  const said = process.env.AWS_SSM_START_SESSION_RESPONSE ?? null;
  require("node:fs").writeFileSync(${JSON.stringify(log)}, JSON.stringify({ args: process.argv.slice(2), said }));
  process.exitCode = 3;
}
`,
  );
  chmodSync(path, 0o755);
  return log;
}

interface Told {
  /** Of the service. @default true */
  service?: boolean;
  /** Of the task. @default true */
  task?: boolean;
  /** @default RUNNING */
  agent?: string;
  /** What its role may. @default - all that the agent asks */
  allowed?: string[];
  /** @default - one */
  role?: "none";
  /** Whether tasks run. @default true */
  runs?: boolean;
  definition?: Definition;
}

async function tell({
  service = true,
  task = true,
  agent = "RUNNING",
  allowed = channels,
  role,
  runs = true,
  definition,
}: Told) {
  const iam = new IAMClient({ region: "us-east-1" });
  const document = (statement: object): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const trust = document({ Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "web-task", AssumeRolePolicyDocument: trust }),
  );
  const policy = { RoleName: "web-task", PolicyName: "more" };
  const PolicyDocument = document({ Action: ["s3:GetObject", ...allowed], Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  const taskDefinition = await stage.family("web", {
    ...(role === undefined && Role?.Arn !== undefined && { taskRoleArn: Role.Arn }),
    ...definition,
  });
  const name = "web-service-0a1b2c3";
  const described = {
    serviceName: name,
    serviceArn: `${arn}:service/main/${name}`,
    clusterArn: `${arn}:cluster/main`,
    status: "ACTIVE",
    taskDefinition,
    enableExecuteCommand: service,
  };
  const managedAgents = [{ name: "ExecuteCommandAgent", lastStatus: agent }];
  const containers = [
    { name: "main", runtimeId: "0123-456", lastStatus: "RUNNING", ...(agent !== "" && { managedAgents }) },
  ];
  const taskArns = ["old", "new"].map((id) => `${arn}:task/main/${id}`);
  const running = taskArns.map((taskArn, index) => ({
    taskArn,
    taskDefinitionArn: taskDefinition,
    group: `service:${name}`,
    lastStatus: "RUNNING",
    startedAt: 1_790_000_000 + index,
    enableExecuteCommand: task,
    containers,
  }));
  await answerBy({ operation: "ListServices", reply: { serviceArns: [described.serviceArn] } });
  await answerBy({ operation: "DescribeServices", reply: { services: [described], failures: [] } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: runs ? taskArns : [] } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: [] } });
  await answerBy({ operation: "DescribeTasks", reply: { tasks: running, failures: [] } });
}

const exec = (...args: string[]) =>
  ballast(["exec", stack, "web", "--cluster", "main", ...args], {
    env: { PATH: `${folder}:${process.env["PATH"]}` },
  });

it("opens a shell in the newest task, and the token stands in no command line (F.0.48)", async () => {
  const log = plugin();
  await tell({});
  const { status, stderr } = await exec();
  expect(stderr).toBe(`planning ${stack} (1 of 1)\n`);
  // What the plugin ended with.
  expect(status).toBe(3);
  const { args, said } = JSON.parse(readFileSync(log, "utf8")) as { args: string[]; said: string };
  expect(args).toEqual([
    "AWS_SSM_START_SESSION_RESPONSE",
    "eu-central-1",
    "StartSession",
    "",
    JSON.stringify({ Target: "ecs:main_new_0123-456" }),
    process.env["AWS_ENDPOINT_URL"],
  ]);
  expect(JSON.parse(said)).toMatchObject({
    SessionId: expect.stringMatching(/^ecs-execute-command-/) as string,
    StreamUrl: expect.stringMatching(/^wss:/) as string,
    TokenValue: "main: /bin/sh",
  });
});

describe("says in each situation what is missing, or what it found", () => {
  const situations: [what: string, told: Told, ...args: string[]][] = [
    ["healthy", {}, "--check"],
    ["deploying: the newest task", {}, "--check", "--format", "json"],
    ["stuck: the agent starts", { agent: "PENDING" }, "--check"],
    ["crash loop, no capacity or image missing: no task runs", { runs: false }],
    ["the service does not have it", { service: false, task: false, agent: "" }],
    ["the agent ended", { agent: "STOPPED" }],
    ["no such task", {}, "--task", "gone"],
    ["the role lacks it", { allowed: channels.slice(2) }, "--check"],
  ];
  const told: string[] = [];

  it.each(situations)("%s", async (what, one, ...args) => {
    plugin();
    await tell(one);
    told.push(situation(what, await exec(...args)).replaceAll(folder, "<folder>"));
  });

  it("and prints that", () => {
    golden(join(__dirname, "situations.golden.txt"), told.join("\n"));
  });
});

it("keeps the words of a command apart (F.0.48)", async () => {
  const log = plugin();
  await tell({});
  await exec("--", "sh", "-c", "ls '/my data' | wc -l");
  const { said } = JSON.parse(readFileSync(log, "utf8")) as { said: string };
  expect(JSON.parse(said)).toMatchObject({ TokenValue: `main: sh -c 'ls '\\''/my data'\\'' | wc -l'` });
});

it("hands the session to a plugin that is too old for that on its command line", async () => {
  const log = plugin("1.2.331.0");
  await tell({});
  await exec("--task", "old", "--container", "main", "--", "ls", "-l", "/data");
  const { args, said } = JSON.parse(readFileSync(log, "utf8")) as { args: string[]; said: null };
  expect(said).toBeNull();
  expect(JSON.parse(args[0] ?? "")).toMatchObject({ TokenValue: "main: ls -l /data" });
  expect(args[4]).toBe(JSON.stringify({ Target: "ecs:main_old_0123-456" }));
});

it("starts PowerShell on Windows", async () => {
  const log = plugin();
  await tell({ definition: { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } } });
  await exec();
  expect(readFileSync(log, "utf8")).toContain("main: powershell.exe");
});

it("finds nothing missing where nothing is, and says so for machines", async () => {
  plugin();
  await tell({});
  const { status, stdout } = await exec("--check", "--format", "json");
  const { checks, ...plan } = JSON.parse(stdout) as { checks: { id: string; status: string }[] };
  expect(plan).toEqual({
    cluster: "main",
    service: "web-service-0a1b2c3",
    task: "new",
    container: "main",
    counts: { ok: 6, missing: 0, warning: 0, unknown: 0 },
  });
  expect(checks.map(({ id }) => id)).toEqual(["service", "task", "task-exec", "agent", "role", "plugin"]);
  expect(status).toBe(0);
});

it.each<[string, Told, RegExp]>([
  [
    "the service does not start tasks with it",
    { service: false, task: false, agent: "" },
    /missing: The service .*enableExecuteCommand is off\.\n {2}Set executeCommand: true/,
  ],
  [
    "the task is older than the service's setting",
    { task: false, agent: "" },
    /missing: The task was started with ECS Exec: it was not\.\n {2}aws ecs update-service .* --force-new-deployment/,
  ],
  ["its agent ended", { agent: "STOPPED" }, /missing: The agent .* main: it is STOPPED\.\n {2}Stop the task/],
  [
    "its agent cannot write",
    {
      agent: "STOPPED",
      definition: { containerDefinitions: [{ ...container, readonlyRootFilesystem: true }] },
    },
    /it is STOPPED\.\n {2}The root file system of the container is read-only, and AWS does not support ECS Exec there/,
  ],
  [
    "its role may not",
    { allowed: channels.slice(1) },
    /missing: The task's role .*: web-task does not allow ssmmessages:CreateControlChannel\.\n/,
  ],
  [
    "it has no role on AWS Fargate",
    {
      role: "none",
      definition: {
        requiresCompatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        networkMode: "awsvpc",
      },
    },
    /missing: The task's role .*: the task has no role\./,
  ],
])("opens no session where %s, and says what is missing", async (_what, told, message) => {
  const log = plugin();
  await tell(told);
  const { status, stderr } = await exec();
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/No session was opened: see above what is missing\.\n$/);
  expect(status).toBe(1);
  expect(() => readFileSync(log)).toThrow("ENOENT");
  expect((await calls()).calls).not.toContain("ecs:ExecuteCommand");
});

it("says that this machine lacks the plugin", async () => {
  await tell({});
  const { status, stderr } = await exec();
  expect(stderr).toMatch(
    /missing: This machine has session-manager-plugin: .*\n {2}https:\/\/docs\.aws\.amazon\.com/,
  );
  expect(status).toBe(1);
});

it("opens a session although IAM does not say what the role may", async () => {
  const log = plugin();
  await tell({});
  await answerBy({ operation: "SimulatePrincipalPolicy", code: "AccessDenied", status: 403 });
  const { stderr } = await exec();
  expect(stderr).toMatch(/\nunknown: The task's role .* permission iam:SimulatePrincipalPolicy/);
  expect(readFileSync(log, "utf8")).toContain("main_new");
});

it("says why ECS does not connect", async () => {
  plugin();
  await tell({});
  await answerBy({ operation: "ExecuteCommand", code: "TargetNotConnectedException" });
  const { status, stderr } = await exec();
  expect(stderr).toMatch(/\nThe agent in main is not connected to Systems Manager: .*ssmmessages/);
  expect(status).toBe(1);
});

it.each<[string[], number, string]>([
  [["exec"], 2, "missing required argument 'stack'"],
  [["exec", stack, "web", "--format", "json"], 2, "give --check, too"],
  [["exec", "gone-dev", "web"], 1, "There is no stack gone-dev; there are "],
  [
    ["exec", stack, "mail", "-c", "main"],
    1,
    "There is no service mail in main (eu-central-1); there are web-service-0a1b2c3.",
  ],
  [
    ["exec", stack, "web", "-c", "main", "--task", "gone"],
    1,
    "No task gone of web-service-0a1b2c3 runs; there are new, old.",
  ],
  [
    ["exec", stack, "web", "-c", "main", "--container", "gone"],
    1,
    "There is no container gone; there are main.",
  ],
])("knows a wrong call when it sees one: %p", async (args, status, why) => {
  await tell({});
  const ran = await ballast(args);
  expect(ran.stderr).toContain(why);
  expect(ran.status).toBe(status);
});

it("makes the calls that the README of operate lists, and no other", async () => {
  plugin();
  await tell({});
  const before = (await calls()).calls.length;
  await exec();
  // The stack's own clusters, which are not there, and one that nobody has.
  await ballast(["exec", stack, "web"]);
  await ballast(["exec", stack, "web", "-c", "gone"]);
  const made = new Set((await calls()).calls.slice(before));
  const readme = readFileSync(join(__dirname, "../../../operate/README.md"), "utf8");
  const [, policy = "{}"] = /For `exec`[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  expect([...made].sort()).toEqual(Statement.flatMap(({ Action }) => Action).sort());
});
