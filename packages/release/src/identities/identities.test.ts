import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkIdentities } from "./check.ts";

const file = "packages/store/src/identity.txt";
const bucket = "store > aws:s3/bucket:Bucket store-data";
const key = "store > aws:kms/key:Key store-key";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ballast-identities-"));
  git("init", "--initial-branch", "main");
  write(file, [bucket, key]);
  write("stacks/store/identity-dev.txt", [bucket]);
  write("packages/store/src/words.txt", ["no identity"]);
  commit("First");
});
afterEach(() => rmSync(root, { recursive: true }));

function git(...args: string[]): void {
  const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
  const { status, stderr } = spawnSync("git", [...who, ...args], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

function write(path: string, lines: string[]): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${lines.join("\n")}\n`);
}

function commit(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

it("are kept where nothing changed, and what is new is not a loss", () => {
  git("tag", "v0.1.0");
  expect(checkIdentities(root)).toEqual({
    kept: true,
    lines: ["Every identity of v0.1.0 goes on: 2 files."],
  });
  write(file, [bucket, key, "store > aws:kms/alias:Alias store-key"]);
  expect(checkIdentities(root).kept).toBe(true);
});

it("refuse a removed line, and say what to do", () => {
  git("tag", "v0.1.0");
  write(file, [bucket]);
  expect(checkIdentities(root)).toEqual({
    kept: false,
    lines: [
      `${file}: "${key}" was there in v0.1.0 and is gone.`,
      "Deployed stacks would delete the removed resources, or delete and recreate them. So do one of these:",
      "  - Give it its old name and parent back.",
      '  - Say what it was, in the options of the resource that it is now: aliases: [{ name: "store-key" }], with type or parent',
      "    where those changed; then accept the identity file (BALLAST_ACCEPT=1 npx jest <path>).",
      "  - If it is meant to go, say so to those who take the next version, by type and name: npx nx release plan major",
      '    --only-touched=false --message "Removed: aws:kms/key:Key store-key. …".',
    ],
  });
});

it("refuse a removed file and its lines", () => {
  rmSync(join(root, file));
  expect(checkIdentities(root, "HEAD").lines.slice(0, 2)).toEqual([
    `${file}: "${bucket}" was there in HEAD and is gone.`,
    `${file}: "${key}" was there in HEAD and is gone.`,
  ]);
});

it("take a moved file for what it was", () => {
  rmSync(join(root, file));
  write("packages/store/src/bucket/identity.txt", [bucket, key]);
  expect(checkIdentities(root, "HEAD").kept).toBe(true);
});

it.each([
  ["a new name", "store > aws:kms/key:Key store-secrets"],
  ["another parent", "store-keys > aws:kms/key:Key store-key"],
])("refuse %s without an alias, and name what it may be now", (_what, line) => {
  write(file, [bucket, line]);
  const { kept, lines } = checkIdentities(root, "HEAD");
  expect([kept, ...lines.slice(0, 2)]).toEqual([
    false,
    `${file}: "${key}" was there in HEAD and is gone.`,
    `  Perhaps it is now "${line}".`,
  ]);
});

it.each([
  ["a new name", "store > aws:kms/key:Key store-secrets (was aws:kms/key:Key store-key)"],
  ["another parent", "store-keys > aws:kms/key:Key store-key (was aws:kms/key:Key store-key)"],
  [
    "another type",
    "store > aws:kms/secret:Secret store-key (was aws:kms/other:Other x, aws:kms/key:Key store-key)",
  ],
])("take %s with an alias", (_what, line) => {
  write(file, [bucket, line]);
  expect(checkIdentities(root, "HEAD").kept).toBe(true);
});

it("refuse that an alias goes, since somebody may skip the version that had it", () => {
  write(file, [`${bucket} (was aws:s3/bucket:Bucket store)`, key]);
  commit("Renamed");
  write(file, [bucket, key]);
  expect(checkIdentities(root, "HEAD")).toMatchObject({
    kept: false,
    lines: expect.arrayContaining([
      `${file}: "${bucket}" was "aws:s3/bucket:Bucket store" by an alias in HEAD, and is not any more.`,
    ]),
  });
});

it("let a version plan say that it is meant", () => {
  write(file, [bucket]);
  write(".nx/version-plans/one.md", ["---", "__default__: minor", "---", "", "More."]);
  expect(checkIdentities(root, "HEAD").kept).toBe(false);
  const plan = (...lines: string[]) =>
    write(".nx/version-plans/two.md", ["---", "'@ballast/store': major", "---", "", ...lines]);
  plan("Removed: `aws:kms/key:Key store-key`.");
  expect(checkIdentities(root, "HEAD")).toEqual({
    kept: true,
    lines: [
      `${file}: "${key}" was there in HEAD and is gone.`,
      "  .nx/version-plans/two.md names it: major.",
    ],
  });
});

it.each([
  "The key goes.",
  "store-key goes",
  "Removed: aws:kms/key:Key store-key-2.",
  "Removed: aws:kms/key:Key store-key.old.",
  "Removed: xaws:kms/key:Key store-key.",
  "Removed: aws:kms/key:Key other-store-key.",
])("let no plan for another change excuse it: %s", (text) => {
  write(file, [bucket]);
  write(".nx/version-plans/two.md", ["---", "'@ballast/store': major", "---", "", text]);
  const { kept, lines } = checkIdentities(root, "HEAD");
  expect(kept).toBe(false);
  expect(lines.join("\n")).toContain("by type and name");
});

it("excuses each one by itself", () => {
  write(file, ["store > aws:sns/topic:Topic store-topic"]);
  write(".nx/version-plans/two.md", [
    "---",
    "'@ballast/store': major",
    "---",
    "",
    "Removed: aws:kms/key:Key store-key",
  ]);
  const { kept, lines } = checkIdentities(root, "HEAD");
  expect(kept).toBe(false);
  expect(lines.at(-1)).toContain("Removed: aws:s3/bucket:Bucket store-data. …");
});

describe("are compared with", () => {
  it("the last release", () => {
    git("tag", "v0.1.0");
    write(file, [bucket]);
    commit("Without its key");
    git("tag", "v0.2.0");
    git("tag", "something-else");
    expect(checkIdentities(root)).toEqual({
      kept: true,
      lines: ["Every identity of v0.2.0 goes on: 2 files."],
    });
  });

  it("where the branch left main, before there is a release", () => {
    git("checkout", "--quiet", "-b", "change");
    write(file, [bucket]);
    commit("Without its key");
    expect(checkIdentities(root).kept).toBe(false);
    git("checkout", "--quiet", "main");
    expect(checkIdentities(root).kept).toBe(true);
  });

  it("nothing in a clone that knows neither, which says so", () => {
    git("branch", "--move", "change");
    expect(() => checkIdentities(root)).toThrow(
      "There is neither a release (a tag v…) nor a branch main to compare with. A clone without its history has none: " +
        "fetch it all (git fetch --unshallow --tags), or name what to compare with: --base <commit>.",
    );
  });

  it("no commit that git does not know", () => {
    expect(() => checkIdentities(root, "v9.9.9")).toThrow(
      'There is no commit "v9.9.9" here. Give one that git knows.',
    );
  });
});
