import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitOf, GitRefError, withCheckout } from "./git.ts";
import { Repository } from "./testing.ts";

let repository: Repository;
beforeEach(() => {
  repository = new Repository().write({ "app/file": "old\n" }).commit();
});
afterEach(() => repository.remove());

describe("a commit", () => {
  it("has a full name, whatever it is called by", () => {
    repository.git("tag", "v1");
    const full = repository.git("rev-parse", "HEAD");
    for (const ref of ["HEAD", "main", "v1", full.slice(0, 10)])
      expect(commitOf(repository.folder, ref)).toBe(full);
  });

  it.each(["mian", "HEAD~5", "--all", ""])("must be there, unlike %p", (ref) => {
    const find = () => commitOf(repository.folder, ref);
    expect(find).toThrow(GitRefError);
    expect(find).toThrow(
      `There is no commit "${ref}" in this clone. Name a branch, a tag or a commit; fetch a missing commit with, ` +
        'for example, "git fetch origin main" (then: --against FETCH_HEAD).',
    );
  });

  it("may be missing in a shallow clone, which the message says", () => {
    repository.write({ "app/file": "new\n" }).commit();
    const clone = mkdtempSync(join(tmpdir(), "shallow-"));
    execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${repository.folder}`, clone]);
    expect(() => commitOf(clone, "HEAD~1")).toThrow(
      /in this shallow clone.* "git fetch --depth 1 origin main"/,
    );
    rmSync(clone, { recursive: true });
  });

  it("is found from within a hook, which tells git of another repository", () => {
    process.env["GIT_DIR"] = "/nowhere";
    try {
      expect(commitOf(repository.folder, "HEAD")).toMatch(/^[0-9a-f]{40}$/);
    } finally {
      delete process.env["GIT_DIR"];
    }
  });

  it("needs a repository", () => {
    expect(() => commitOf(tmpdir(), "HEAD")).toThrow(/ is not in a readable git repository/);
  });
});

describe("a checkout", () => {
  const read = (...path: string[]) => readFileSync(join(...path), "utf8");

  it("has the commit's files, and nothing of the working tree is touched", async () => {
    repository.write({ "app/file": "new\n", "app/other": "" });
    repository.git("add", "app/other");
    const [commit, before] = [repository.git("rev-parse", "HEAD"), repository.untouched()];
    const index = readFileSync(join(repository.folder, ".git/index"));
    const top = await withCheckout(join(repository.folder, "app"), commit, (checkout) => {
      expect(checkout).toMatchObject({ presentTop: repository.folder, project: "app" });
      expect(read(checkout.top, "app/file")).toBe("old\n");
      expect(existsSync(join(checkout.top, "app/other"))).toBe(false);
      return Promise.resolve(checkout.top);
    });
    expect(existsSync(top)).toBe(false);
    expect(repository.untouched()).toEqual(before);
    expect(readFileSync(join(repository.folder, ".git/index"))).toEqual(index);
    expect(read(repository.folder, "app/file")).toBe("new\n");
  });

  it("is gone after an error, even when somebody was quicker", async () => {
    const commit = repository.git("rev-parse", "HEAD");
    const before = repository.untouched();
    let top = "";
    const failing = withCheckout(repository.folder, commit, (checkout) => {
      top = checkout.top;
      rmSync(top, { recursive: true });
      return Promise.reject(new Error("out of paper"));
    });
    await expect(failing).rejects.toThrow("out of paper");
    expect(existsSync(top)).toBe(false);
    expect(repository.untouched()).toEqual(before);
  });

  it("runs none of the user's hooks", async () => {
    const hook = join(repository.folder, ".git/hooks/post-checkout");
    writeFileSync(hook, "#!/bin/sh\ntouch hook-ran\n", { mode: 0o755 });
    const ran = await withCheckout(repository.folder, repository.git("rev-parse", "HEAD"), ({ top }) =>
      Promise.resolve(existsSync(join(top, "hook-ran"))),
    );
    expect(ran).toBe(false);
  });

  it("says what git says when there can be none", async () => {
    const nowhere = withCheckout(repository.folder, "0".repeat(40), () => Promise.resolve());
    await expect(nowhere).rejects.toThrow(/^git .*worktree add .* failed: fatal: /);
  });
});
