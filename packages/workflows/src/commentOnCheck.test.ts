import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { commentOnCheck } from "./commentOnCheck.ts";
import { describeChange, filesAt, type FilesAt, type Run } from "./describeChange.ts";
import { folderIn, readStacks } from "./stacks.ts";
import { Scene, Workspace } from "./testing.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe("the comment on a check", () => {
  it("is posted once, and changed in place from then on", async () => {
    scene.fake.comment(12, "<!-- ballast: check -->\nforged", "mallory");
    expect(await commentOnCheck(scene.job(), scene.github)).toBe("Commented on pull request 12.");
    scene.leave({ number: 12, stacks: [] }, "No stack is affected.");
    await commentOnCheck(scene.job(), scene.github);
    await commentOnCheck(scene.job(), scene.github);
    expect(scene.fake.writes).toEqual(["POST issues/12/comments", "PATCH issues/comments/2"]);
    expect(scene.fake.comments.map(({ body }) => body?.split("\n").slice(0, 4))).toEqual([
      ["<!-- ballast: check -->", "forged"],
      ["<!-- ballast: check -->", "### What this changes", "", "No stack is affected."],
    ]);
  });

  it("finds its own among more comments than one page holds", async () => {
    for (let count = 0; count < 100; count += 1) scene.fake.comment(12, "hello", "somebody");
    scene.fake.comment(12, "<!-- ballast: check -->\nold");
    await commentOnCheck(scene.job(), scene.github);
    expect(scene.fake.writes).toEqual(["PATCH issues/comments/101"]);
  });

  it("mentions nobody, whatever the artifact says", async () => {
    await commentOnCheck(scene.job(), scene.github);
    expect(scene.fake.comments[0]?.body).toContain("**1 to change** by @\u200Bacme");
  });

  it.each([
    ["has moved on", { head: { sha: "f".repeat(40), repo: { id: 4711 } } }],
    ["is closed", { state: "closed" }],
  ])("is left to a newer run where the pull request %s", async (_what, change) => {
    Object.assign(scene.fake.pullRequests[0] ?? {}, change);
    expect(await commentOnCheck(scene.job(), scene.github)).toContain("a newer run speaks for it");
    expect(scene.fake.writes).toEqual([]);
  });

  it("is refused for a pull request of another repository than the run's, which a lying artifact would name", async () => {
    const elsewhere = { ...scene.run, head_repository: { id: 666 } };
    await expect(commentOnCheck(scene.job({}, elsewhere), scene.github)).rejects.toThrow(
      "An artifact of this run is refused: pull request 12 comes from another repository than the run 9.",
    );
    expect(scene.fake.writes).toEqual([]);
  });

  it.each([
    ["no JSON", "{", "pull-request.json is not JSON"],
    [
      "no number",
      '{"number":"12","stacks":[]}',
      "number in pull-request.json is not the number of a pull request",
    ],
    ["a number with a path in it", '{"number":"12/../13","stacks":[]}', "number in pull-request.json is not"],
    ["no list", '{"number":12,"stacks":"a"}', "stacks in pull-request.json is not a list"],
    [
      "names that are none",
      '{"number":12,"stacks":["$(id)-dev"]}',
      "stacks in pull-request.json is not a list",
    ],
    [
      "too many",
      JSON.stringify({ number: 12, stacks: Array(201).fill("a-dev") }),
      "a list of at most 200 names",
    ],
    ["null", "null", "number in pull-request.json is not"],
  ])("is refused where the artifact has %s", async (_what, text, reason) => {
    scene.workspace.write("artifact/pull-request.json", text);
    await expect(commentOnCheck(scene.job(), scene.github)).rejects.toThrow(reason);
    expect(scene.fake.writes).toEqual([]);
  });

  it("is refused where a file is missing, a link or too large", async () => {
    const other = new Workspace();
    other.write("pull-request.json", '{"number":12,"stacks":[]}');
    const at = (folder: string) => commentOnCheck(scene.job({ ARTIFACT: folder }), scene.github);
    await expect(at(other.folder)).rejects.toThrow("comment.md is missing");
    symlinkSync("/etc/hostname", join(other.folder, "comment.md"));
    await expect(at(other.folder)).rejects.toThrow("comment.md is not a plain file");
    scene.workspace.write("artifact/comment.md", "x".repeat(5_000_001));
    await expect(commentOnCheck(scene.job(), scene.github)).rejects.toThrow(
      "comment.md has 5000001 bytes, more than 5000000",
    );
    other.close();
  });

  it("says what GitHub refuses, and that permissions may be why", async () => {
    scene.fake.refuseWith = 403;
    await expect(commentOnCheck(scene.job(), scene.github)).rejects.toThrow(
      "GitHub answers GET pulls/12 with 403 (Resource not accessible by integration). The job's permissions may be too narrow",
    );
  });

  it("is for the checks of pull requests alone", async () => {
    await expect(
      commentOnCheck(scene.job({}, { ...scene.run, event: "push" }), scene.github),
    ).rejects.toThrow("This program is for workflow_run events of a pull request's check.");
  });
});

describe("what a change is described as", () => {
  const variables = { NX_BASE: "main~1", PULL_REQUEST: "12" };
  const answering =
    (calls: string[], affected: string, diff: { status: number; output: string }): Run =>
    (command, args) => {
      calls.push([command, ...args].join(" "));
      return command === "nx" ? { status: 0, output: affected } : diff;
    };
  /** Of a base that has the stacks of this workspace. */
  const unchanged: FilesAt = (workspace) =>
    readStacks(workspace).map(({ stack }) => join(folderIn(workspace), `Pulumi.${stack}.yaml`));

  it("is the difference of the stacks that it affects", () => {
    const calls: string[] = [];
    const diff = { status: 0, output: "1 to change" };
    expect(
      describeChange(scene.workspace.job(variables), answering(calls, '["network-dev"]\n', diff), unchanged),
    ).toBe(0);
    expect(calls).toEqual([
      "nx show projects --affected --with-target plan --json",
      "ballast diff network-dev --against main~1 --format markdown",
    ]);
    expect(scene.workspace.summary).toBe("1 to change");
  });

  it("is said where none is affected, and plans nothing then: without names all would be planned", () => {
    const calls: string[] = [];
    expect(
      describeChange(
        scene.workspace.job(variables),
        answering(calls, "[]", { status: 0, output: "" }),
        unchanged,
      ),
    ).toBe(0);
    expect(calls).toHaveLength(1);
    expect(scene.workspace.summary).toBe("No stack is affected.");
  });

  it("fails where the differences are refused, and leaves its artifact all the same", async () => {
    const run = answering([], '["network-dev"]', { status: 1, output: "data would be lost" });
    expect(describeChange(scene.workspace.job(variables), run, unchanged)).toBe(1);
    await commentOnCheck(scene.job(), scene.github);
    expect(scene.fake.comments[0]?.body).toContain("data would be lost");
  });

  it("has the stacks whose settings are gone, which Nx does not know any more", () => {
    const { folder } = scene.workspace;
    const git = (...args: string[]): void => {
      const who = [
        "-c",
        "user.name=Nobody",
        "-c",
        "user.email=nobody@example.com",
        "-c",
        "commit.gpgsign=false",
      ];
      const { status, stderr } = spawnSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
    };
    const settings = (stack: string) => join(folderIn(folder), `Pulumi.${stack}.yaml`);
    scene.workspace.write(settings("shop-eu-prod"), "config: {}\n");
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "First");
    rmSync(join(folder, settings("shop-eu-prod")));
    const calls: string[] = [];
    const run = answering(calls, "[]", { status: 1, output: "data would be lost" });
    expect(describeChange(scene.workspace.job({ ...variables, NX_BASE: "HEAD" }), run, filesAt)).toBe(1);
    expect(calls).toContain("ballast diff shop-eu-prod --against HEAD --format markdown");
    // What is gone cannot be previewed.
    expect(readFileSync(join(folder, "artifact/pull-request.json"), "utf8")).toBe(
      '{"number":12,"stacks":[]}',
    );
    expect(() => filesAt(folder, "nowhere")).toThrow("git does not list the files of nowhere: ");
  });

  it("fails where Nx does", () => {
    expect(() =>
      describeChange(scene.workspace.job(variables), () => ({ status: 1, output: "" }), unchanged),
    ).toThrow("Nx does not say which stacks are affected");
  });
});
