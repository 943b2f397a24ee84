/** @jest-environment ./tools/engineEnvironment.ts */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { ChildProcess } from "node:child_process";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { openAccount } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { EngineSandbox } from "@ballast/testing/engine";
import { ballast, type Call, type Ran } from "../../packages/cli/src/testing.ts";
import { eventually } from "../../packages/operate/src/testing/moto.ts";
import { answerBy, always, calls } from "../../packages/operate/src/testing/standIn.ts";
import { Stage } from "../../packages/operate/src/testing/stage.ts";
import { EmulatedAws } from "./accept/emulatedAws.ts";
import { PulumiServer } from "./accept/pulumiServer.ts";
import run from "../index.ts";

// The real engine deploys whole stacks, on stand-in providers; the emulator stands for what runs then.
jest.setTimeout(600_000);

const stack = "rexray-ebs-dev";
/** Another instance of the scenario, with the same settings. */
const another = "rexray-ebs_blue-dev";
/** Nobody's: `doctor` finds those of AWS's documentation. */
const account = "246802468024";
const passphrase = "nobody-knows-this-passphrase";

const credentials = { ...process.env };
let project: string;
let home: string;
let stage: Stage;
let sandbox: EngineSandbox;
let emulated: EmulatedAws;
let server: PulumiServer;
let commands: string;

beforeEach(async () => {
  stage = await Stage.open(account);
  project = realpathSync(mkdtempSync(join(tmpdir(), "accept-")));
  home = mkdtempSync(join(tmpdir(), "home-"));
  writeFileSync(
    join(project, "Pulumi.yaml"),
    "name: ballast\nmain: stacks/index.ts\nstackConfigDir: settings\nruntime: nodejs\n",
  );
  for (const name of ["stacks", "node_modules", "packages"]) symlinkSync(resolve(name), join(project, name));
  cpSync("stacks/environments", join(project, "settings"), { recursive: true });
  belongsTo(account);
  sandbox = await EngineSandbox.open({ project }, "eu-central-1", account);
  emulated = new EmulatedAws(stage, account);
  server = new PulumiServer(sandbox, join(project, "settings"), emulated);
  commands = await server.listen();
  const { iam } = openAccount("eu-central-1");
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  for (const service of ["ECS", "ElasticLoadBalancing", "AutoScaling"])
    await iam.send(
      new CreateRoleCommand({
        RoleName: `AWSServiceRoleFor${service}`,
        Path: "/aws-service-role/",
        AssumeRolePolicyDocument,
      }),
    );
});

afterEach(async () => {
  const { faults } = await calls();
  Object.assign(process.env, credentials);
  delete process.env["AWS_SESSION_TOKEN"];
  server.close();
  sandbox.close();
  for (const folder of [project, home]) rmSync(folder, { recursive: true });
  expect(faults).toEqual([]);
});

/** Has the settings of stacks and their networks name the account. */
function belongsTo(id: string | undefined): void {
  for (const name of [stack, "network-dev", "rexray-ebs-prod", "network-prod"]) {
    const file = readFileSync(`stacks/environments/Pulumi.${name}.yaml`, "utf8");
    const named =
      id === undefined ? file : file.replace("config:\n", `config:\n  ballast:account: "${id}"\n`);
    writeFileSync(join(project, `settings/Pulumi.${name}.yaml`), named);
    if (name === stack) writeFileSync(join(project, `settings/Pulumi.${another}.yaml`), named);
  }
}

function accept(args: string[], call: Call = {}): Promise<Ran> {
  return ballast(["accept", ...args], {
    cwd: project,
    ...call,
    env: {
      PATH: [commands, process.env["PATH"]].join(delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      ...call.env,
    },
  });
}

const folder = (): string => join(project, ".ballast/accept", stack);

function record(): AcceptanceRecord {
  return JSON.parse(readFileSync(join(folder(), "run.json"), "utf8")) as AcceptanceRecord;
}

const states = (): Record<string, string> =>
  Object.fromEntries(record().steps.map(({ id, state }) => [id, state]));

/** Its state is saved before it runs; an attempt counts only once it does. */
const isBegun = (id: string) => (): Promise<boolean> =>
  Promise.resolve(
    existsSync(join(folder(), "run.json")) &&
      record().steps.some((step) => step.id === id && step.state === "begun" && step.attempts > 0),
  );

/** What scripts on hosts print: moto runs none. */
async function scriptsPrint(text: string, how: { Status?: string; times?: number } = {}): Promise<void> {
  const { Status = "Success", times = always } = how;
  const reply = {
    Status,
    ResponseCode: Status === "Success" ? 0 : 1,
    StandardOutputContent: `${text}\n`,
    StandardErrorContent: Status === "Success" ? "" : `ERROR 1045 for ${passphrase}`,
  };
  await answerBy({ operation: "GetCommandInvocation", reply, times });
}

it("accepts a stack from doctor to leftovers: fails, is killed, and goes on (F.0.46)", async () => {
  expect((await (await sandbox.stack("network-dev", run)).up()).succeeded).toBe(true);

  // The script that writes the row fails. What stands is listed, and nothing of it is destroyed with --keep.
  await scriptsPrint("", { Status: "Failed", times: 1 });
  const failed = await accept([stack, "--yes", "--keep"]);
  expect(failed.stderr).toContain("write-row: writes a row into MySQL\n    failed: ");
  expect(states()).toMatchObject({
    doctor: "passed",
    up: "passed",
    healthy: "passed",
    "write-row": "failed",
    drain: "waiting",
  });
  expect(failed.stderr).toContain("Estimated cost of the stack: at least $");
  expect(failed.stderr).toMatch(/Time limit: \d+ minutes\./);
  expect(failed.stdout).toContain("ERROR 1045 for [secret]");
  expect(failed.stdout).toContain(`resources with the stack's tags still exist and may cost money:`);
  expect(failed.stdout).toContain(emulated.stacks.get(stack)?.volume);
  expect(failed.status).toBe(1);

  // It goes on with the step that failed, and is killed while it drains.
  const { mark } = record();
  await scriptsPrint(mark);
  let child: ChildProcess | undefined;
  await Promise.all([
    accept([stack, "--yes"], { started: (one) => (child = one) }),
    eventually(isBegun("drain")).then(() => child?.kill("SIGKILL")),
  ]);
  expect(states()).toMatchObject({ "write-row": "passed", drain: "begun", "read-row": "waiting" });

  // The step that had not ended is looked at again; all others are left alone.
  const deployed = emulated.stacks.get(stack);
  const [from, to] = deployed?.hosts ?? [];
  if (deployed === undefined || from === undefined) throw new Error("nothing was deployed");
  const [done] = await Promise.all([
    accept([stack, "--yes"]),
    deployed.stage.moveOnceDrained(deployed.service, from, to),
  ]);
  const ended = record();
  expect(Object.values(states())).toEqual(ended.steps.map(() => "passed"));
  expect(ended.steps.filter(({ attempts }) => attempts > 1).map(({ id }) => id)).toEqual([
    "write-row",
    "drain",
  ]);
  expect(ended.steps.find(({ id }) => id === "read-row")?.evidence["printed"]).toBe(mark);
  expect(done.stdout).toContain("rexray-ebs-dev is accepted.");
  expect(done.status).toBe(0);

  // One deployment of the stack, one of the restored one; both are gone, and so is what the run itself created.
  expect(server.calls.filter((call) => /^(up|destroy)/.test(call))).toEqual([
    `up --stack ${stack}`,
    "up --stack rexray-ebs_restored-dev",
    "destroy --stack rexray-ebs_restored-dev",
    `destroy --stack ${stack}`,
  ]);
  expect(ended.standing).toEqual([]);
  expect(existsSync(join(project, "settings/Pulumi.rexray-ebs_restored-dev.yaml"))).toBe(false);

  // Evidence, without a secret.
  const page = readFileSync(join(folder(), "index.html"), "utf8");
  expect(page).toContain("<h1>rexray-ebs-dev: accepted</h1>");
  expect(page).toContain(mark);
  const all = [failed, done].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  for (const text of [
    ...all,
    page,
    JSON.stringify(ended),
    readFileSync(join(folder(), "pulumi.log"), "utf8"),
  ])
    expect(text).not.toContain(passphrase);
});

it("ends after Ctrl-C with what stands, and takes nothing over with --restart (F.0.46)", async () => {
  expect((await (await sandbox.stack("network-dev", run)).up()).succeeded).toBe(true);
  let child: ChildProcess | undefined;
  // The script runs on for a while, so the run is in this step when it is interrupted.
  await answerBy({ operation: "GetCommandInvocation", reply: { Status: "InProgress" }, times: 3 });
  const [interrupted] = await Promise.all([
    accept([stack, "--yes"], { started: (one) => (child = one) }),
    eventually(isBegun("write-row")).then(() => child?.kill("SIGINT")),
  ]);
  expect(states()).toMatchObject({ up: "passed", "write-row": "begun", destroy: "waiting" });
  expect(interrupted.stdout).toContain("resources with the stack's tags still exist and may cost money:");
  expect(interrupted.status).toBe(1);
  expect(server.calls.filter((call) => call.startsWith("destroy"))).toEqual([]);
  const { mark } = record();

  // A run ends with a destruction, so one that begins anew takes nothing for its own that stands.
  const anew = await accept([stack, "--yes", "--keep", "--restart"]);
  expect(record().mark).not.toBe(mark);
  expect(states()).toMatchObject({ doctor: "passed", inventory: "failed", up: "waiting" });
  expect(anew.stderr).toMatch(/is already deployed, with \d+ resources\. .*destroy it first/);
  expect(server.calls.filter((call) => /^(up|destroy)/.test(call))).toEqual([`up --stack ${stack}`]);
  expect(anew.status).toBe(1);
});

it("changes and destroys only the deployment that it made, in the backend in which it began (F.0.46)", async () => {
  expect((await (await sandbox.stack("network-dev", run)).up()).succeeded).toBe(true);
  await scriptsPrint("", { Status: "Failed", times: 1 });
  await accept([stack, "--yes", "--keep"]);
  expect(states()).toMatchObject({ up: "passed", "write-row": "failed" });
  const ups = (): string[] => server.calls.filter((call) => /^(up|destroy)/.test(call));
  expect(ups()).toEqual([`up --stack ${stack}`]);

  server.backend = "s3://team-state";
  const elsewhere = await accept([stack, "--yes"]);
  expect(elsewhere.stderr).toContain(
    "The run began with Pulumi's backend file:///state as jane, and pulumi now uses s3://team-state as jane",
  );
  server.backend = "file:///state";

  // Somebody updates the stack by hand, and so it is somebody's.
  expect((await (await sandbox.stack(stack, run)).up(undefined, "my own change")).succeeded).toBe(true);
  const later = await accept([stack, "--yes"]);
  expect(later.stderr).toMatch(
    /Something else changed rexray-ebs-dev since this run deployed it: update, \S+, my own change\./,
  );
  expect(ups()).toEqual([`up --stack ${stack}`]);
  expect((await (await sandbox.stack(stack, run)).resources()).length).toBeGreaterThan(10);
});

it.each<[string, () => void, string[], number, RegExp]>([
  [
    "without an account in the settings",
    () => belongsTo(undefined),
    [stack],
    1,
    /has no account in its settings.*npx pulumi config set ballast:account <account ID> --stack rexray-ebs-dev/,
  ],
  [
    "with credentials of another account",
    () => belongsTo("135791357913"),
    [stack],
    1,
    /belongs to the account 135791357913, but these AWS credentials are of 246802468024\. .*Nothing was changed\./,
  ],
  ["of prod", () => undefined, ["rexray-ebs-prod"], 1, /is of the environment prod\. .* add --allow-prod\./],
  [
    "with a time limit that is too small",
    () => undefined,
    [stack, "--timeout", "30"],
    2,
    /--timeout is 30 minutes, but doctor, inventory, up, destroy, leftovers may take 150 minutes\. Use at least 150/,
  ],
  [
    "that does not exist",
    () => undefined,
    ["rexray-obs-dev"],
    1,
    /There is no stack rexray-obs-dev; there are /,
  ],
  [
    "of prod that is allowed, without anyone's word",
    () => undefined,
    ["rexray-ebs-prod", "--allow-prod"],
    1,
    /Not confirmed, so nothing was changed/,
  ],
  [
    "that is another instance, without anyone's word",
    () => undefined,
    [another],
    1,
    /deploys rexray-ebs_bluerestored-dev with the printed settings[^]*Not confirmed, so nothing was changed/,
  ],
  ["without anyone's word", () => undefined, [stack], 1, /Not confirmed, so nothing was changed/],
])("refuses a stack %s, and begins nothing", async (_what, prepare, args, status, message) => {
  prepare();
  const ran = await accept(args);
  expect(ran.stderr).toMatch(message);
  expect(ran.stderr).not.toMatch(/\n +at /);
  expect(ran.status).toBe(status);
  expect(existsSync(join(project, ".ballast/accept"))).toBe(false);
  expect(server.calls).toEqual([]);
});
