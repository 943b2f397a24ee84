import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseCommit, BaseError } from "./baseCommit.ts";

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "base-"));
  git("init", "--quiet", "--initial-branch", "main");
});
afterEach(() => rmSync(workspace, { recursive: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=tester", "-c", "user.email=tester@example.com"];
  return execFileSync("git", [...who, ...args], { cwd: workspace, encoding: "utf8" }).trim();
}

let commits = 0;

/** @returns the new commit; no two are the same, though made in one second. */
function commit(): string {
  git("commit", "--quiet", "--allow-empty", "--message", `change ${(commits += 1)}`);
  return git("rev-parse", "HEAD");
}

it("is where the change parted from the main branch", () => {
  const base = commit();
  git("switch", "--quiet", "--create", "change");
  commit();
  git("switch", "--quiet", "main");
  commit();
  git("switch", "--quiet", "change");
  expect(baseCommit(workspace, {})).toBe(base);
});

it("takes the main branch as its remote has it before the one that is here", () => {
  commit();
  const fetched = commit();
  git("update-ref", "refs/remotes/origin/main", fetched);
  git("switch", "--quiet", "--create", "change");
  git("branch", "--force", "main", "HEAD~1");
  commit();
  expect(baseCommit(workspace, {})).toBe(fetched);
});

it("is what NX_BASE names, where that is set", () => {
  const base = commit();
  commit();
  expect(baseCommit(workspace, { NX_BASE: "HEAD~1" })).toBe(base);
  expect(baseCommit(workspace, { NX_BASE: "" })).toBe(git("rev-parse", "HEAD"));
});

it("says what to do when NX_BASE is not here", () => {
  commit();
  const base = () => baseCommit(workspace, { NX_BASE: "v9" });
  expect(base).toThrow(BaseError);
  expect(base).toThrow(
    'NX_BASE is "v9", which has no commit in common with HEAD here; name a commit, branch or tag that was fetched with ' +
      "its history (git fetch --unshallow).",
  );
});

it("says what to do when there is no main branch", () => {
  git("switch", "--quiet", "--orphan", "change");
  commit();
  expect(() => baseCommit(workspace, {})).toThrow(
    "There is no commit to compare with: neither origin/main nor main has one in common with HEAD here. Fetch the main " +
      "branch with its history (git fetch origin main), or set NX_BASE to a commit, branch or tag.",
  );
});
