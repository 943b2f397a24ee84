import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Repository } from "../../../plan/src/against/testing.ts";
import { ballast, type Call, type Ran } from "../testing.ts";
import type { Differences } from "./differences.ts";

// Two processes a call, and every one loads the SDK.
jest.setTimeout(120_000);

const root = join(__dirname, "../../../..");

const program = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
export default async () => {
  const { zone, size } = new pulumi.Config().requireObject("settings");
  if (zone === undefined) throw new pulumi.RunError("settings.zone is missing");
  const files = new aws.efs.FileSystem(
    "data",
    { availabilityZoneName: zone, provisionedThroughputInMibps: size, encrypted: true },
    { protect: true, retainOnDelete: true },
  );
  new aws.efs.MountTarget("data", { fileSystemId: files.id, subnetId: "subnet-a", ipAddress: "10.0.0.4" });
  return { zone };
};
`;
const settings = (zone: string, size = 10, more = "") =>
  `config:\n  aws:region: eu-central-1\n  demo:settings: { zone: ${zone}, size: ${size} }\n${more}`;

/** The entries that a comparison prints, as YAML. */
function printedIn(text: string): Record<string, unknown>[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === "ballast:acknowledged:");
  const indent = lines[start]?.indexOf("ballast") ?? 0;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith(" ".repeat(indent + 2)));
  const block = lines.slice(start, end).map((line) => line.slice(indent));
  return (parse(block.join("\n")) as Record<string, Record<string, unknown>[]>)["ballast:acknowledged"] ?? [];
}

const acknowledging = (zone: string, entry: object, size = 20) =>
  settings(zone, size, `  ballast:acknowledged: [${JSON.stringify(entry)}]\n`);

let repository: Repository;
/** Where the command makes its folders, so that one sees what stays. */
let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "temporary-"));
  repository = new Repository().write({
    "Pulumi.yaml": "name: demo\nmain: index.mjs\n",
    "index.mjs": program,
    "Pulumi.data-dev.yaml": settings("eu-central-1a"),
    ".gitignore": "node_modules\n",
  });
  symlinkSync(join(root, "node_modules"), join(repository.folder, "node_modules"));
  repository.commit();
});

afterEach(() => {
  expect(readdirSync(temporary)).toEqual([]);
  expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  rmSync(temporary, { recursive: true });
  repository.remove();
});

function diff(args: string[], call: Call = {}): Promise<Ran> {
  const cwd = repository.folder;
  return ballast(["diff", ...args], { cwd, ...call, env: { TMPDIR: temporary, ...call.env } });
}

async function json(...args: string[]): Promise<Differences & { status: number | null }> {
  const { status, stdout } = await diff([...args, "--format", "json"]);
  return { ...(JSON.parse(stdout) as Differences), status };
}

it("finds nothing where nothing differs, whatever is uncommitted elsewhere", async () => {
  repository.write({ "notes.txt": "not yet committed" });
  const before = repository.untouched();
  const { status, stdout, stderr } = await diff(["--against", "HEAD"]);
  expect(stdout).toMatch(/^Against HEAD \([0-9a-f]{7}\)\n/);
  expect(stdout).toMatch(/│ data-dev │( +│){6}\n└[^\n]*┘\n$/);
  expect(stderr.split("\n").sort()).toEqual([
    "",
    "HEAD: planning data-dev (1 of 1)",
    "planning data-dev (1 of 1)",
  ]);
  expect(status).toBe(0);
  expect(repository.untouched()).toEqual(before);
});

it("refuses to lose data until somebody says why it may go", async () => {
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b", 20) });
  const refused = await diff(["--against", "main"]);
  expect(refused.stdout).toContain(
    "error FileSystem data is replaced by an empty one: AWS keeps the old one",
  );
  expect(refused.stdout).toContain(
    "      availabilityZoneName: eu-central-1a → eu-central-1b (replaces)\n      provisionedThroughputInMibps: 10 → 20\n",
  );
  expect(refused.stdout).toContain("± MountTarget data is replaced");
  expect(refused.status).toBe(1);

  const entry = { ...printedIn(refused.stdout)[0], reason: "copied to the new zone" };
  const said = await diff(["-a", "main", "--acknowledge", JSON.stringify(entry), "-f", "markdown"]);
  expect(said.stdout).toContain("Acknowledged: copied to the new zone");
  expect(said.status).toBe(0);

  repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  const { status, differences, errors } = await json("data-dev", "--against", "main");
  expect(differences).toMatchObject([
    {
      stack: "data-dev",
      losses: [{ name: "data", how: "replaced", acknowledged: "copied to the new zone" }],
    },
  ]);
  expect(errors).toEqual([]);
  expect(status).toBe(0);
});

it("lets no later loss pass by what excused an earlier one", async () => {
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b") });
  const [first] = printedIn((await diff(["-a", "HEAD", "-f", "markdown"])).stdout);
  const entry = { ...first, reason: "copied to the new zone" };
  repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  expect((await diff(["-a", "HEAD"])).status).toBe(0);
  repository.commit();

  // Merged: it stands there, and is pointed at.
  const merged = await diff(["-a", "HEAD"]);
  expect(merged.stdout).toContain("warning ballast:acknowledged: the entry for urn:pulumi:data-dev");
  expect(merged.status).toBe(0);

  // The next loss of the same kind, with the entry as it was, and with another reason.
  for (const reason of [entry.reason, "moved once more, as agreed"]) {
    repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1c", { ...entry, reason }) });
    const next = await diff(["-a", "HEAD"]);
    expect(next.stdout).toContain("error FileSystem data is replaced by an empty one");
    expect(next.status).toBe(1);
  }

  // An entry in a change that loses nothing.
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b") }).commit();
  repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  const idle = await diff(["-a", "HEAD"]);
  expect(idle.stdout).toContain("matches no loss of this change");
  expect(idle.status).toBe(1);
});

it("hears of a stack that is gone from the settings of one that stays", async () => {
  repository.write({ "Pulumi.more-dev.yaml": settings("eu-central-1a") }).commit();
  rmSync(join(repository.folder, "Pulumi.data-dev.yaml"));
  const refused = await diff(["-a", "HEAD", "-f", "markdown"]);
  expect(refused.stdout).toContain("add this to the settings of another stack");
  expect(refused.status).toBe(1);
  const entry = { ...printedIn(refused.stdout)[0], reason: "its clients have moved" };
  repository.write({ "Pulumi.more-dev.yaml": acknowledging("eu-central-1a", entry, 10) });
  // The stack that stays is enough: what is gone is compared because an entry names it.
  const { status, differences } = await json("more-dev", "--against", "HEAD");
  expect(differences.map(({ stack, losses }) => [stack, losses[0]?.acknowledged])).toEqual([
    ["data-dev", "its clients have moved"],
    ["more-dev", undefined],
  ]);
  expect(status).toBe(0);
});

it("fails for entries that cannot be followed, and compares all the same", async () => {
  // As they were before they named an operation and a cause.
  const before = "  ballast:acknowledged: { data: copied to the new zone }\n";
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 10, before) });
  const { status, stdout } = await diff(["-a", "HEAD"]);
  expect(stdout).toContain(
    'error ballast:acknowledged is {"data":"copied to the new zone"}; expected: a list of',
  );
  expect(status).toBe(1);
  // A change that repairs them can be compared with the commit that has them.
  repository.commit().write({ "Pulumi.data-dev.yaml": settings("eu-central-1a") });
  expect((await diff(["-a", "HEAD"])).status).toBe(0);
});

it("plans each side by its own code, and says which stacks are new or gone", async () => {
  repository.write({
    "index.mjs": program.replace("10.0.0.4", "10.0.0.5"),
    "Pulumi.more-dev.yaml": settings("eu-central-1a"),
    "Pulumi.data-prod.yaml": settings("eu-central-1a"),
  });
  rmSync(join(repository.folder, "Pulumi.data-dev.yaml"));
  repository.write({ "Pulumi.data-staging.yaml": settings("eu-central-1a") });
  const { differences, against } = await json("--against", "HEAD", "--environment", "dev");
  expect(differences.map(({ stack, existence }) => [stack, existence])).toEqual([
    ["data-dev", "gone"],
    ["more-dev", "new"],
  ]);
  expect(against).toEqual({ ref: "HEAD", commit: repository.git("rev-parse", "HEAD") });
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a") });
  const own = await json("--against", "HEAD", "data-dev");
  expect(own.differences[0]?.changed).toMatchObject([
    { name: "data", replaced: true, properties: [{ path: "ipAddress", from: "10.0.0.4", to: "10.0.0.5" }] },
  ]);
});

describe("a stack that stands on another one", () => {
  const onNetwork = `${program.replace("export default", "const shop =")}
export default async () => {
  if (pulumi.getStack() === "network-dev") return { zone: new pulumi.Config().requireObject("settings").zone };
  const outputs = new pulumi.StackReference("organization/demo/network-dev");
  const { size } = new pulumi.Config().requireObject("settings");
  new aws.efs.FileSystem("data", {
    availabilityZoneName: outputs.requireOutput("zone"),
    provisionedThroughputInMibps: size,
    encrypted: true,
  });
};
`;
  beforeEach(() => {
    repository
      .write({
        "index.mjs": onNetwork,
        "Pulumi.network-dev.yaml": settings("eu-central-1a"),
        "Pulumi.other-dev.yaml": settings("eu-central-1a"),
      })
      .commit();
  });

  it("is compared with it, and loses what the other one's change replaces", async () => {
    repository.write({ "Pulumi.network-dev.yaml": settings("eu-central-1b") });
    const { differences, foundations, status } = await json("data-dev", "--against", "HEAD");
    expect(foundations).toEqual([{ stack: "network-dev", under: ["data-dev"] }]);
    expect(differences.map(({ stack, losses }) => [stack, losses.map(({ name }) => name)])).toEqual([
      ["data-dev", ["data"]],
      ["network-dev", []],
    ]);
    expect(status).toBe(1);
    const { stdout } = await diff(["data-dev", "--against", "HEAD"]);
    expect(stdout).toContain("network-dev differs as well, and data-dev stands on it.");
  });

  it("is shown alone where the other one does not differ", async () => {
    repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 20) });
    const own = await json("data-dev", "--against", "HEAD");
    expect([own.differences.map(({ stack }) => stack), own.foundations]).toEqual([["data-dev"], []]);
    // Anything else may change both.
    repository.write({ "lib.mjs": "export {};" });
    const { stdout, stderr } = await diff(["data-dev", "--against", "HEAD"]);
    expect(stderr).toContain("planning network-dev");
    expect(stdout).not.toContain("network-dev");
  });

  it("is compared once where the other one is named as well", async () => {
    repository.write({ "Pulumi.network-dev.yaml": settings("eu-central-1b") });
    const { differences, foundations } = await json("data-dev", "network-dev", "--against", "HEAD");
    expect([differences.map(({ stack }) => stack), foundations]).toEqual([["data-dev", "network-dev"], []]);
  });
});

it("says which side of which stack cannot be planned, and compares the others", async () => {
  repository
    .write({ "Pulumi.old-dev.yaml": "config:\n  aws:region: eu-central-1\n  demo:settings: {}\n" })
    .commit();
  repository.write({
    "Pulumi.old-dev.yaml": settings("eu-central-1a"),
    "Pulumi.new-dev.yaml": "config: {}\n",
  });
  const out = join(temporary, "out");
  const { status, stdout } = await diff(["--against", "HEAD", "--out", out]);
  expect(stdout).toContain("old-dev cannot be planned at HEAD: settings.zone is missing");
  expect(stdout).toMatch(/new-dev cannot be planned in the working tree: new-dev: aws:region is missing/);
  expect(stdout).toMatch(/All of it is written to .*out\/differences.json and differences.md\.\n$/);
  expect(status).toBe(1);
  const written = JSON.parse(readFileSync(join(out, "differences.json"), "utf8")) as Differences;
  expect(written.differences.map(({ stack }) => stack)).toEqual(["data-dev"]);
  expect(written.errors.map(({ stack, side }) => [stack, side])).toEqual([
    ["new-dev", "after"],
    ["old-dev", "before"],
  ]);
  expect(readFileSync(join(out, "differences.md"), "utf8")).toContain(
    "| old-dev | | | | | | **cannot be planned** |",
  );
  rmSync(out, { recursive: true });
});

it("says that a commit has nothing that could be planned", async () => {
  const withdraw = (path: string): void => {
    repository.git("rm", "--quiet", "--cached", path);
    repository.commitIndex();
  };
  withdraw("index.mjs");
  const broken = await diff(["--against", "HEAD"]);
  expect(broken.stderr).toMatch(/HEAD cannot be planned\. Its own "ballast plan" says:\n[^]*index\.mjs/);
  expect(broken.status).toBe(1);

  rmSync(join(repository.folder, "node_modules"));
  const earlier = await diff(["--against", "HEAD~1"]);
  expect(earlier.stderr).toContain("HEAD~1 cannot be planned. It has no @ballast/cli yet");
  expect(earlier.status).toBe(1);

  withdraw("Pulumi.yaml");
  const without = await diff(["--against", "HEAD"]);
  expect(without.stderr).toContain("HEAD has no Pulumi.yaml in its top folder: no project to compare with.");
});

it.each<[string, string[], number, RegExp]>([
  ["no commit", ["data-dev"], 2, /required option '-a, --against <git ref>' not specified/],
  ["an unknown commit", ["--against", "mian"], 2, /^error: There is no commit "mian" in this clone\./],
  [
    "an unknown stack",
    ["-a", "HEAD", "daat-dev"],
    1,
    /^[^]*daat-dev: there are settings of it neither here nor at HEAD\.\n$/,
  ],
  [
    "an unknown environment",
    ["-a", "HEAD", "-e", "test"],
    1,
    /No stack is of the environment "test", neither here nor at HEAD\.\n$/,
  ],
  [
    "an acknowledgement that names no loss",
    ["-a", "HEAD", "--acknowledge", "data=copied to the new zone"],
    2,
    /^error: --acknowledge\[0\] is "data=copied to the new zone"; expected: \{ urn, operation/,
  ],
])("answers %s", async (_what, args, expected, message) => {
  const { status, stderr } = await diff(args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(expected);
});

describe("a provider's configuration", () => {
  const configured = (more: string) => ({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 10, more) });

  it("fails if the stack may look for its data in another account", async () => {
    repository.write(configured("  aws:profile: one\n")).commit();
    repository.write(configured("  aws:profile: two\n"));
    const { status, stdout } = await diff(["--against", "HEAD"]);
    expect(stdout).toContain("~ aws default\n      profile: one → two");
    expect(stdout).toContain(
      "error FileSystem data may be removed: AWS keeps it (in the account of the old provider), but no stack knows of it any more.",
    );
    expect(stdout).toMatch(
      /MountTarget data\n +options\.provider: .*"one" → .*"two" \(perhaps another account\)/,
    );
    expect(status).toBe(1);
  });

  it("says what it changes of each resource, and replaces all of another region", async () => {
    repository.write(configured("  aws:defaultTags: { tags: { owner: one } }\n"));
    const tagged = await diff(["--against", "HEAD"]);
    expect(tagged.stdout).toContain("~ FileSystem data\n      tagsAll.owner: (none) → one\n");
    expect(tagged.status).toBe(0);
    repository.write({
      "Pulumi.data-dev.yaml": settings("eu-central-1a").replace("eu-central-1\n", "eu-north-1\n"),
    });
    const moved = await diff(["--against", "HEAD"]);
    expect(moved.stdout).toContain(
      "± aws default is replaced\n      region: eu-central-1 → eu-north-1 (replaces)",
    );
    expect(moved.stdout).toContain("error FileSystem data is replaced by an empty one");
    expect(moved.stdout).toContain("± MountTarget data is replaced");
    expect(moved.status).toBe(1);
  });

  it("shows no secret of it", async () => {
    repository.write(configured("  aws:secretKey: hunter2\n  aws:profile: one\n")).commit();
    repository.write(configured("  aws:secretKey: hunter3\n  aws:profile: two\n"));
    const { stdout, stderr } = await diff(["--against", "HEAD", "--format", "json"]);
    expect(stdout + stderr).not.toContain("hunter");
  });
});

it("fails for what AWS refuses, whatever is acknowledged", async () => {
  const volume = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
export default async () => {
  const { zone, size } = new pulumi.Config().requireObject("settings");
  new aws.ebs.Volume("data", { availabilityZone: zone, size, type: "gp3" });
};
`;
  repository.write({ "index.mjs": volume, "Pulumi.data-dev.yaml": settings("eu-central-1a", 100) }).commit();
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 50) });
  const said = "AWS refuses this: Volume data size: the size of a volume cannot be reduced (100 to 50).";
  const refused = await diff(["--against", "HEAD"]);
  expect(refused.stdout).toContain(`error ${said}`);
  expect(refused.stdout).toContain("size: 100 → 50 (AWS refuses this)");
  expect(refused.stdout).toContain("1 refused by AWS");
  expect(refused.status).toBe(1);
  const written = await diff(["-a", "HEAD", "-f", "markdown"]);
  expect(written.stdout.replaceAll("\\", "")).toContain(`- **error** ${said}`);
  const { differences, status } = await json("--against", "HEAD");
  expect(differences[0]?.changed[0]?.properties).toMatchObject([
    { path: "size", refused: "the size of a volume cannot be reduced (100 to 50)" },
  ]);
  expect(status).toBe(1);
  const [{ urn } = { urn: "" }] = differences[0]?.changed ?? [];
  const entry = {
    urn,
    operation: "overwrite",
    cause: ["size"],
    reason: "it is only a cache",
    expires: "2099-01-01",
  };
  expect((await diff(["-a", "HEAD", "--acknowledge", JSON.stringify(entry)])).status).not.toBe(0);
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 200) });
  expect((await diff(["--against", "HEAD"])).status).toBe(0);
});

it("says that there is no repository", async () => {
  rmSync(join(repository.folder, ".git"), { recursive: true });
  const { status, stderr } = await diff(["--against", "HEAD"]);
  expect(stderr).toMatch(/^error: .* is in no git repository that can be read here/);
  expect(status).toBe(2);
  repository.git("init", "--quiet");
});

it("leaves nothing behind when Ctrl-C ends it", async () => {
  repository.write({
    "index.mjs": `${program}\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n`,
  });
  repository.commit();
  let child: ChildProcess | undefined;
  let seen = false;
  const started = (one: ChildProcess): void => {
    child = one;
    const watch = setInterval(() => {
      seen = readdirSync(temporary).some((name) => existsSync(join(temporary, name, "index.mjs")));
      if (seen) {
        clearInterval(watch);
        one.kill("SIGINT");
      }
    }, 50);
    one.once("close", () => clearInterval(watch));
  };
  const { status } = await diff(["--against", "HEAD"], { started });
  expect(seen).toBe(true);
  expect(status).toBeNull();
  expect(child?.signalCode).toBe("SIGINT");
});
