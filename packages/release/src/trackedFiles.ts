import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Git's output can be as large as the repository. */
const maxBuffer = 2 ** 30;

function git(root: string, args: string[], input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync("git", args, { cwd: root, input, maxBuffer });
  if (status === 0) return stdout;
  throw new Error(`git ${args.join(" ")} failed: ${error?.message ?? stderr.toString().trim()}`);
}

/** @throws {Error} if the reference names no commit. */
function commitOf(root: string, ref: string): string {
  const verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  const { status, stdout } = spawnSync("git", verify, { cwd: root, encoding: "utf8" });
  if (status === 0) return stdout.trim();
  throw new Error(`"${ref}" is not a commit that Git knows. Give a commit, a branch or a tag.`);
}

const listOf = (output: Buffer): string[] => output.toString().split("\0").filter(Boolean);

/** Files that Git has or would have, as they lie in the working tree; by path, in Git's order. */
export function* workingFiles(root: string): Generator<[path: string, text: string]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  for (const path of listOf(git(root, list))) {
    const file = join(root, path);
    if (existsSync(file) && lstatSync(file).isFile()) yield [path, readFileSync(file, "utf8")];
  }
}

/**
 * Files of a commit.
 *
 * @param ref A commit, a branch or a tag.
 * @throws {Error} if Git does not know the commit.
 */
export function* committedFiles(root: string, ref: string): Generator<[path: string, text: string]> {
  const entries = listOf(git(root, ["ls-tree", "-r", "-z", "--full-tree", commitOf(root, ref)])).flatMap(
    (line) => {
      const [, mode, id = "", path = ""] = /^(\d+) blob (\w+)\t([^]*)$/.exec(line) ?? [];
      return mode === "100644" || mode === "100755" ? [{ id, path }] : [];
    },
  );
  // Each answer is "<id> blob <size>\n<content>\n", in the order of the questions.
  const answers = git(root, ["cat-file", "--batch"], entries.map(({ id }) => `${id}\n`).join(""));
  let at = 0;
  for (const { path } of entries) {
    const start = answers.indexOf("\n", at) + 1;
    const end = start + Number(answers.toString("latin1", at, start).trim().split(" ")[2]);
    yield [path, answers.toString("utf8", start, end)];
    at = end + 1;
  }
}
