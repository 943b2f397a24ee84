import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PlanError } from "../planError.ts";

/** A commit that cannot be compared with, because the local repository does not contain it. */
export class GitRefError extends PlanError {
  override name = "GitRefError";
}

/** The files of a commit, checked out into a separate folder. */
export interface Checkout {
  /** Top folder of the commit's files. */
  top: string;
  /** Top folder of the working tree that the commit is compared with. */
  presentTop: string;
  /** The project's folder, relative to the top folder; empty if it is the top folder. */
  project: string;
  /** Is aborted when this process gets a signal to end. */
  signal: AbortSignal;
}

/**
 * @returns the commit's full name.
 * @throws {GitRefError} if the local repository has no such commit, or if there is no repository.
 */
export function commitOf(root: string, ref: string): string {
  if (gitAnswer(root, "rev-parse", "--show-toplevel") === undefined)
    throw new GitRefError(`${root} is not in a readable git repository. Run the command inside one.`);
  const commit = ref.startsWith("-")
    ? undefined
    : gitAnswer(root, "rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  if (commit !== undefined) return commit;
  const shallow = gitAnswer(root, "rev-parse", "--is-shallow-repository") === "true";
  throw new GitRefError(
    `There is no commit "${ref}" in this ${shallow ? "shallow " : ""}clone. Name a branch, a tag or a commit; ` +
      `fetch a missing commit with, for example, "git fetch ${shallow ? "--depth 1 " : ""}origin main" (then: --against FETCH_HEAD).`,
  );
}

/** The top folder of the working tree that contains a folder; undefined if git finds none. */
export function topOf(folder: string): string | undefined {
  const top = gitAnswer(folder, "rev-parse", "--show-toplevel");
  return top && realpathSync(top);
}

/** Paths of all files of a working tree, relative to its top folder, except those that git ignores. */
export function filesOf(top: string): string[] {
  return [...new Set(listed(top, "ls-files", "--cached", "--others", "--exclude-standard", "-z"))].sort();
}

/** Paths of folders, also empty ones, in which git tracks and ignores nothing. Their contents are not listed. */
export function untrackedFoldersOf(top: string): string[] {
  return listed(top, "ls-files", "--others", "--directory", "--exclude-standard", "-z").filter((path) =>
    path.endsWith("/"),
  );
}

/** The contents of a file at a commit, by its path from a folder; undefined if the commit has no such file. */
export function fileAt(folder: string, commit: string, path: string): string | undefined {
  return gitAnswer(folder, "show", `${commit}:./${path}`);
}

/** Names of a folder's entries at a commit. The folder is given by its path from another folder. */
export function namesAt(folder: string, commit: string, path: string): string[] {
  return namesIn(gitAnswer(folder, "ls-tree", "--name-only", "-z", `${commit}:./${path}`));
}

/** Paths of a project, relative to its folder, that differ between a commit and the working tree; without those that git ignores. */
export function changedSince(root: string, commit: string): string[] {
  const top = git(root, "rev-parse", "--show-toplevel");
  const project = realpathSync(root);
  return [
    // Compares the whole repository, because a project may use files outside of its folder.
    ...listed(root, "-c", "diff.relative=false", "diff", "--name-only", "--no-renames", "-z", commit),
    ...listed(root, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"),
  ].map((path) => relative(project, join(top, path)));
}

function listed(folder: string, ...args: string[]): string[] {
  // A file name may begin with a space.
  return namesIn(gitOutput(folder, ...args));
}

/** The paths in git's output with `-z`. */
function namesIn(output = ""): string[] {
  return output.split("\0").filter((name) => name !== "");
}

/** Runs a function on the files of a commit. The files are deleted when it returns or throws. */
export async function withCheckout<Result>(
  root: string,
  commit: string,
  use: (checkout: Checkout) => Promise<Result>,
): Promise<Result> {
  const presentTop = realpathSync(git(root, "rev-parse", "--show-toplevel"));
  const top = realpathSync(mkdtempSync(join(tmpdir(), "ballast-against-")));
  const controller = new AbortController();
  const remove = (): void => {
    controller.abort();
    removeCheckout(presentTop, top);
  };
  // By default a signal ends the process at once. Here the process first deletes the files, then ends.
  const end = (signal: NodeJS.Signals): void => {
    leave();
    remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const leave = (): void => {
    for (const signal of signals) process.off(signal, end);
    process.off("exit", remove);
  };
  for (const signal of signals) process.on(signal, end);
  process.on("exit", remove);
  try {
    // Git hooks belong to the user and are meant only for the user's own working trees.
    git(presentTop, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", top, commit);
    const project = relative(presentTop, realpathSync(root));
    return await use({ top, presentTop, project, signal: controller.signal });
  } finally {
    leave();
    remove();
  }
}

function removeCheckout(presentTop: string, top: string): void {
  // Deletes the links to shared modules first, so that deleting the folder cannot follow them.
  rmSync(join(top, "node_modules"), { recursive: true, force: true });
  if (gitAnswer(presentTop, "worktree", "remove", "--force", top) === undefined) {
    rmSync(top, { recursive: true, force: true });
    gitAnswer(presentTop, "worktree", "prune");
  }
}

/** Environment variables with which a git hook points git to its own repository. */
const ofHooks = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE"];

function git(cwd: string, ...args: string[]): string {
  return gitOutput(cwd, ...args).trim();
}

function gitOutput(cwd: string, ...args: string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofHooks.includes(name)));
  try {
    return execFileSync("git", args, {
      cwd,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new PlanError(`git ${args.join(" ")} failed: ${said}`, { cause: error });
  }
}

function gitAnswer(cwd: string, ...args: string[]): string | undefined {
  try {
    return git(cwd, ...args);
  } catch {
    return undefined;
  }
}
