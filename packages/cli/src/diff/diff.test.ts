import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Differences } from "./differences.ts";
import { compared, program, settings } from "../testing/compared.ts";

// Two processes a call, and every one loads the SDK.
jest.setTimeout(120_000);

const scene = compared();
const { diff, json } = scene;

it("finds nothing where nothing differs, whatever is uncommitted elsewhere", async () => {
  scene.repository.write({ "notes.txt": "not yet committed" });
  const before = scene.repository.untouched();
  const { status, stdout, stderr } = await diff(["--against", "HEAD"]);
  expect(stdout).toMatch(/^Against HEAD \([0-9a-f]{7}\)\n/);
  expect(stdout).toMatch(/│ data-dev │( +│){7}\n└[^\n]*┘\n$/);
  expect(stderr.split("\n").sort()).toEqual([
    "",
    "HEAD: planning data-dev (1 of 1)",
    "planning data-dev (1 of 1)",
  ]);
  expect(status).toBe(0);
  expect(scene.repository.untouched()).toEqual(before);
});

it("plans each side by its own code, and says which stacks are new or gone", async () => {
  scene.repository.write({
    "index.mjs": program.replace("10.0.0.4", "10.0.0.5"),
    "Pulumi.more-dev.yaml": settings("eu-central-1a"),
    "Pulumi.data-prod.yaml": settings("eu-central-1a"),
  });
  rmSync(join(scene.repository.folder, "Pulumi.data-dev.yaml"));
  scene.repository.write({ "Pulumi.data-staging.yaml": settings("eu-central-1a") });
  const { differences, against } = await json("--against", "HEAD", "--environment", "dev");
  expect(differences.map(({ stack, existence }) => [stack, existence])).toEqual([
    ["data-dev", "gone"],
    ["more-dev", "new"],
  ]);
  expect(against).toEqual({ ref: "HEAD", commit: scene.repository.git("rev-parse", "HEAD") });
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a") });
  const own = await json("--against", "HEAD", "data-dev");
  expect(own.differences[0]?.changed).toMatchObject([
    { name: "data", replaced: true, properties: [{ path: "ipAddress", from: "10.0.0.4", to: "10.0.0.5" }] },
  ]);
});

it("fails above the budget of the command line", async () => {
  const price = { usd: "7", unit: "GB-month", source: "contract", date: "2026-11-01" };
  const prices = {
    region: "eu-central-1",
    currency: "USD",
    sources: { contract: { name: "our contract", url: "https://example.com" } },
    prices: { "efs.oneZone": price },
  };
  scene.repository.write({ "prices/eu-central-1.json": JSON.stringify(prices) });
  const { status, stderr } = await diff(["--against", "HEAD", "--budget", "0"]);
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining("a month, more than --budget allows ($0.00)"),
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
    scene.repository
      .write({
        "index.mjs": onNetwork,
        "Pulumi.network-dev.yaml": settings("eu-central-1a"),
        "Pulumi.other-dev.yaml": settings("eu-central-1a"),
      })
      .commit();
  });

  it("is compared with it, and loses what the other one's change replaces", async () => {
    scene.repository.write({ "Pulumi.network-dev.yaml": settings("eu-central-1b") });
    const { differences, foundations, status } = await json("data-dev", "--against", "HEAD");
    expect(foundations).toEqual([{ stack: "network-dev", under: ["data-dev"] }]);
    expect(differences.map(({ stack, losses }) => [stack, losses.map(({ name }) => name)])).toEqual([
      ["data-dev", ["data"]],
      ["network-dev", []],
    ]);
    expect(status).toBe(1);
    const { stdout } = await diff(["data-dev", "--against", "HEAD"]);
    expect(stdout).toContain("network-dev also differs, and data-dev depends on it.");
  });

  it("is shown alone where the other one does not differ", async () => {
    scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 20) });
    const own = await json("data-dev", "--against", "HEAD");
    expect([own.differences.map(({ stack }) => stack), own.foundations]).toEqual([["data-dev"], []]);
    // Anything else may change both.
    scene.repository.write({ "lib.mjs": "export {};" });
    const { stdout, stderr } = await diff(["data-dev", "--against", "HEAD"]);
    expect(stderr).toContain("planning network-dev");
    expect(stdout).not.toContain("network-dev");
  });

  it("is compared once where the other one is named as well", async () => {
    scene.repository.write({ "Pulumi.network-dev.yaml": settings("eu-central-1b") });
    const { differences, foundations } = await json("data-dev", "network-dev", "--against", "HEAD");
    expect([differences.map(({ stack }) => stack), foundations]).toEqual([["data-dev", "network-dev"], []]);
  });
});

it("says which side of which stack cannot be planned, and compares the others", async () => {
  scene.repository
    .write({ "Pulumi.old-dev.yaml": "config:\n  aws:region: eu-central-1\n  demo:settings: {}\n" })
    .commit();
  scene.repository.write({
    "Pulumi.old-dev.yaml": settings("eu-central-1a"),
    "Pulumi.new-dev.yaml": "config: {}\n",
  });
  const out = join(scene.temporary, "out");
  const { status, stdout } = await diff(["--against", "HEAD", "--out", out]);
  expect(stdout).toContain("old-dev cannot be planned at HEAD: settings.zone is missing");
  expect(stdout).toMatch(
    /new-dev cannot be planned in the working tree: Pulumi\.new-dev\.yaml, line 1: aws:region is missing/,
  );
  expect(stdout).toMatch(
    /The whole comparison is written to .*out\/differences.json and differences.md\.\n$/,
  );
  expect(status).toBe(1);
  const written = JSON.parse(readFileSync(join(out, "differences.json"), "utf8")) as Differences;
  expect(written.differences.map(({ stack }) => stack)).toEqual(["data-dev"]);
  expect(written.errors.map(({ stack, side }) => [stack, side])).toEqual([
    ["new-dev", "after"],
    ["old-dev", "before"],
  ]);
  expect(readFileSync(join(out, "differences.md"), "utf8")).toContain(
    "| old-dev | | | | | | | **cannot be planned** |",
  );
  rmSync(out, { recursive: true });
});

it("says that a commit has nothing that could be planned", async () => {
  const withdraw = (path: string): void => {
    scene.repository.git("rm", "--quiet", "--cached", path);
    scene.repository.commitIndex();
  };
  withdraw("index.mjs");
  const broken = await diff(["--against", "HEAD"]);
  expect(broken.stderr).toMatch(/HEAD cannot be planned\. Its own "ballast plan" failed:\n[^]*index\.mjs/);
  expect(broken.status).toBe(1);

  rmSync(join(scene.repository.folder, "node_modules"));
  const earlier = await diff(["--against", "HEAD~1"]);
  expect(earlier.stderr).toContain("HEAD~1 cannot be planned. It does not contain @ballast/cli");
  expect(earlier.status).toBe(1);

  withdraw("Pulumi.yaml");
  const without = await diff(["--against", "HEAD"]);
  expect(without.stderr).toContain(
    "HEAD has no Pulumi.yaml in its top folder, so there is no project to compare with.",
  );
});

it.each<[string, string[], number, RegExp]>([
  ["no commit", ["data-dev"], 2, /required option '-a, --against <git ref>' not specified/],
  ["an unknown commit", ["--against", "mian"], 2, /^error: There is no commit "mian" in this clone\./],
  [
    "an unknown stack",
    ["-a", "HEAD", "daat-dev"],
    1,
    /^[^]*daat-dev: this stack has settings neither in the working tree nor at HEAD\.\n$/,
  ],
  [
    "an unknown environment",
    ["-a", "HEAD", "-e", "test"],
    1,
    /No stack belongs to the environment "test", neither in the working tree nor at HEAD\.\n$/,
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
    scene.repository.write(configured("  aws:profile: one\n")).commit();
    scene.repository.write(configured("  aws:profile: two\n"));
    const { status, stdout } = await diff(["--against", "HEAD"]);
    expect(stdout).toContain("~ aws default\n      profile: one → two");
    expect(stdout).toContain(
      "error FileSystem data may be removed: it stays in AWS (in the account of the old provider), but no stack manages it any more.",
    );
    expect(stdout).toMatch(
      /MountTarget data\n +options\.provider: .*"one" → .*"two" \(possibly another account\)/,
    );
    expect(status).toBe(1);
  });

  it("says what it changes of each resource, and replaces all of another region", async () => {
    scene.repository.write(configured("  aws:defaultTags: { tags: { owner: one } }\n"));
    const tagged = await diff(["--against", "HEAD"]);
    expect(tagged.stdout).toContain("~ FileSystem data\n      tagsAll.owner: (none) → one\n");
    expect(tagged.status).toBe(0);
    scene.repository.write({
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
    scene.repository.write(configured("  aws:secretKey: hunter2\n  aws:profile: one\n")).commit();
    scene.repository.write(configured("  aws:secretKey: hunter3\n  aws:profile: two\n"));
    const { stdout, stderr } = await diff(["--against", "HEAD", "--format", "json"]);
    expect(stdout + stderr).not.toContain("hunter");
  });
});

it("says that there is no repository", async () => {
  rmSync(join(scene.repository.folder, ".git"), { recursive: true });
  const { status, stderr } = await diff(["--against", "HEAD"]);
  expect(stderr).toMatch(/^error: .* is not in a readable git repository/);
  expect(status).toBe(2);
  scene.repository.git("init", "--quiet");
});

it("leaves nothing behind when Ctrl-C ends it", async () => {
  scene.repository.write({
    "index.mjs": `${program}\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n`,
  });
  scene.repository.commit();
  let child: ChildProcess | undefined;
  let seen = false;
  const started = (one: ChildProcess): void => {
    child = one;
    const watch = setInterval(() => {
      seen = readdirSync(scene.temporary).some((name) =>
        existsSync(join(scene.temporary, name, "index.mjs")),
      );
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
