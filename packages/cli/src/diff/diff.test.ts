import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Repository } from "../../../plan/src/against/testing.ts";
import { ballast, type Call, type Ran } from "../testing.ts";
import type { Differences } from "./diff.ts";

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

  const said = await diff(["-a", "main", "--acknowledge", "data=copied to the new zone", "-f", "markdown"]);
  expect(said.stdout).toContain("Acknowledged: copied to the new zone");
  expect(said.status).toBe(0);

  const acknowledged = "  ballast:acknowledged: { data: copied to the new zone }\n";
  repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b", 20, acknowledged) });
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
    "half an acknowledgement",
    ["-a", "HEAD", "--acknowledge", "data"],
    2,
    /Give a URN or a name, and a reason/,
  ],
  [
    "no reason",
    ["-a", "HEAD", "--acknowledge", "data=fine"],
    1,
    /^data is "fine"; say in 10 characters or more/,
  ],
])("answers %s", async (_what, args, expected, message) => {
  const { status, stderr } = await diff(args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(expected);
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
