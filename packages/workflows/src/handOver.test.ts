import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "./testing.ts";
import { actions } from "./testing/workflowFiles.ts";

// What a job installs comes to another one by an archive, unpacked by the step itself. Whoever writes the archive may be hostile.

let workspace: Workspace;
beforeEach(() => (workspace = new Workspace()));
afterEach(() => workspace.close());

const at = (...path: string[]): string => join(workspace.folder, ...path);

/** A step of an action of ours, as GitHub's runner has bash run it. */
function runStep(action: string, folder: string, env: Record<string, string>) {
  const { steps = [] } = actions.find(({ name }) => name === action) ?? {};
  const { run = "exit 99" } = steps.find(({ name }) => name === "Archive" || name === "Unpack") ?? {};
  workspace.write("script.sh", run);
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", at("script.sh")],
    {
      cwd: at(folder),
      encoding: "utf8",
      env: {
        ...{ PATH: process.env["PATH"] ?? "", RUNNER_TEMP: at("temp"), GITHUB_OUTPUT: at("temp/output") },
        ...env,
      },
    },
  );
  return { status, output: `${stdout}${stderr}` };
}

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** @param sha256 What the job said that kept the archive. @default - the truth */
function fetch(folder = "node_modules", sha256 = hashOf(at("temp/kept/kept.tgz"))) {
  return runStep("fetch", "checkout", { NAME: "kept", WANTED: folder, SHA256: sha256 });
}

function tar(...args: string[]): void {
  const { status, stderr } = spawnSync("tar", ["-czf", at("temp/kept/kept.tgz"), ...args], {
    cwd: at("source"),
    encoding: "utf8",
  });
  expect([status, stderr.replace(/^tar: Removing .*\n/gm, "")]).toEqual([0, ""]);
}

beforeEach(() => {
  mkdirSync(at("temp/kept"), { recursive: true });
  workspace.write("checkout/stacks/index.ts", "ours");
  workspace.write("checkout/packages/network/src/index.ts", "ours");
  workspace.write("source/node_modules/left/index.js", "left");
});

it("hands node_modules on as it was kept, with its links to packages of the workspace", () => {
  workspace.write("source/packages/network/node_modules/right/index.js", "right");
  workspace.write("source/packages/network/src/index.ts", "theirs");
  mkdirSync(at("source/node_modules/@ballast"));
  symlinkSync("../../packages/network", at("source/node_modules/@ballast/network"));
  mkdirSync(at("source/node_modules/.bin"));
  symlinkSync("../node/bin/node", at("source/node_modules/.bin/node"));
  expect(
    runStep("keep", "source", { KEPT: "node_modules packages/*/node_modules stacks/node_modules" }),
  ).toEqual({ status: 0, output: "" });
  spawnSync("mv", [at("temp/kept.tgz"), at("temp/kept/kept.tgz")]);
  const [, sha256] = /^sha256=([0-9a-f]{64})\n$/.exec(readFileSync(at("temp/output"), "utf8")) ?? [];
  expect(fetch("node_modules", sha256)).toEqual({ status: 0, output: "" });
  expect(readFileSync(at("checkout/node_modules/left/index.js"), "utf8")).toBe("left");
  expect(readFileSync(at("checkout/packages/network/node_modules/right/index.js"), "utf8")).toBe("right");
  expect(readFileSync(at("checkout/node_modules/@ballast/network/src/index.ts"), "utf8")).toBe("ours");
  expect(readlinkSync(at("checkout/node_modules/.bin/node"))).toBe("../node/bin/node");
});

it("hands on the packages to publish, and node_modules only where they are asked for", () => {
  workspace.write("source/.ballast/packages/network/package.json", "{}");
  tar(".ballast/packages");
  expect(fetch().status).toBe(1);
  expect(fetch(".ballast/packages").status).toBe(0);
  expect(readFileSync(at("checkout/.ballast/packages/network/package.json"), "utf8")).toBe("{}");
  tar("node_modules", ".ballast/packages");
  expect(fetch(".ballast/packages")).toEqual({
    status: 1,
    output: expect.stringContaining("node_modules/left/index.js") as string,
  });
});

const hostile: [string, () => void, RegExp][] = [
  [
    "a file of an action",
    () => {
      workspace.write("source/.github/actions/pulumi/action.yml", "theirs");
      tar("node_modules", ".github");
    },
    /^\.github\/actions\/pulumi\/action\.yml$/m,
  ],
  [
    "a program",
    () => {
      workspace.write("source/stacks/index.ts", "theirs");
      tar("node_modules", "stacks/index.ts");
    },
    /^stacks\/index\.ts$/m,
  ],
  [
    "a name with a line break",
    () => {
      workspace.write("source/stacks\nnode_modules/index.ts", "theirs");
      tar("stacks\nnode_modules");
    },
    /outside of node_modules/,
  ],
  ["an absolute path", () => tar("-P", at("source/node_modules/left")), /outside of node_modules/],
  [
    "a path upwards",
    () => tar("-P", "--transform", "s,^node_modules/left,node_modules/../stacks,", "node_modules"),
    /lead upwards/,
  ],
  [
    "a link to an absolute path",
    () => {
      symlinkSync("/etc", at("source/node_modules/etc"));
      tar("node_modules");
    },
    /links to absolute paths/,
  ],
  [
    "a link out of the workspace",
    () => {
      symlinkSync("../..", at("source/node_modules/up"));
      tar("node_modules");
    },
    /leave the workspace/,
  ],
  [
    "a link out of the workspace by way of another one",
    () => {
      mkdirSync(at("source/node_modules/a/b"), { recursive: true });
      symlinkSync("..", at("source/node_modules/a/b/c"));
      symlinkSync("a/b/c/../../../outside", at("source/node_modules/d"));
      tar("node_modules");
    },
    /leave the workspace/,
  ],
  [
    "a pipe",
    () => {
      spawnSync("mkfifo", [at("source/node_modules/pipe")]);
      tar("node_modules");
    },
    /no files/,
  ],
  [
    "what is not an archive",
    () => workspace.write("temp/kept/kept.tgz", "not an archive"),
    /not in gzip format/,
  ],
];

it.each(hostile)("refuses %s, and leaves the checkout as it was", (_what, make, message) => {
  make();
  const { status, output } = fetch();
  expect([status !== 0, output]).toEqual([true, expect.stringMatching(message)]);
  expect(existsSync(at("checkout/node_modules"))).toBe(false);
  expect(existsSync(at("checkout/.github"))).toBe(false);
  expect(readFileSync(at("checkout/stacks/index.ts"), "utf8")).toBe("ours");
});

it("does not write through a link that comes first", () => {
  symlinkSync("../stacks", at("source/node_modules/through"));
  workspace.write("source/more/node_modules/through/index.ts", "theirs");
  tar("node_modules", "-C", "more", "node_modules");
  fetch();
  expect(readFileSync(at("checkout/stacks/index.ts"), "utf8")).toBe("ours");
});

it("unpacks nothing that another job has put in the archive's place", () => {
  tar("node_modules");
  const kept = hashOf(at("temp/kept/kept.tgz"));
  workspace.write("source/node_modules/left/index.js", "theirs");
  tar("node_modules");
  expect(fetch("node_modules", kept)).toEqual({
    status: 1,
    output: expect.stringContaining(`kept is not the one whose SHA-256 is ${kept}`) as string,
  });
  expect(existsSync(at("checkout/node_modules"))).toBe(false);
  expect(fetch().status).toBe(0);
});

it.each(["", "none", "0".repeat(63), `${"0".repeat(64)}\n`, "*"])(
  "unpacks nothing by the hash %p, which no job has said",
  (sha256) => {
    tar("node_modules");
    expect(fetch("node_modules", sha256)).toEqual({
      status: 1,
      output: expect.stringContaining("kept has no SHA-256 of the job that kept it") as string,
    });
    expect(existsSync(at("checkout/node_modules"))).toBe(false);
  },
);

it("replaces no folder that is there", () => {
  workspace.write("checkout/node_modules/own/index.js", "ours");
  tar("node_modules");
  expect(fetch().status).toBe(1);
  expect(readFileSync(at("checkout/node_modules/own/index.js"), "utf8")).toBe("ours");
  expect(existsSync(at("checkout/node_modules/left"))).toBe(false);
});
