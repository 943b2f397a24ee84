import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PlanError } from "../planError.ts";

/** A commit that cannot be compared with, because it is not here. */
export class GitRefError extends PlanError {
  override name = "GitRefError";
}

/** The files of a commit, in a folder of their own. */
export interface Checkout {
  /** Top folder of the commit's files. */
  top: string;
  /** Top folder of the working tree that they are compared with. */
  presentTop: string;
  /** The project's folder below the top; empty if it is the top itself. */
  project: string;
  /** Is aborted when this process is told to end. */
  signal: AbortSignal;
}

/**
 * @returns the commit's full name.
 * @throws {GitRefError} if there is no such commit here, or no repository.
 */
export function commitOf(root: string, ref: string): string {
  if (gitAnswer(root, "rev-parse", "--show-toplevel") === undefined)
    throw new GitRefError(
      `${root} is not in a git repository that can be read here, so there is nothing to compare with.`,
    );
  const commit = ref.startsWith("-")
    ? undefined
    : gitAnswer(root, "rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  if (commit !== undefined) return commit;
  const shallow = gitAnswer(root, "rev-parse", "--is-shallow-repository") === "true";
  throw new GitRefError(
    `There is no commit "${ref}" in this ${shallow ? "shallow " : ""}clone. Name a branch, a tag or a commit; ` +
      `what is not here yet comes with, for example, "git fetch ${shallow ? "--depth 1 " : ""}origin main" (then: --against FETCH_HEAD).`,
  );
}

/** The top folder of the working tree around a folder; undefined where there is none that git can read. */
export function topOf(folder: string): string | undefined {
  const top = gitAnswer(folder, "rev-parse", "--show-toplevel");
  return top && realpathSync(top);
}

/** Paths of all files of a working tree, from its top, but for those that git ignores. */
export function filesOf(top: string): string[] {
  return [...new Set(listed(top, "ls-files", "--cached", "--others", "--exclude-standard", "-z"))].sort();
}

/** Paths of folders of which git tracks nothing and ignores nothing, empty ones included; what is in them is not listed. */
export function untrackedFoldersOf(top: string): string[] {
  return listed(top, "ls-files", "--others", "--directory", "--exclude-standard", "-z").filter((path) =>
    path.endsWith("/"),
  );
}

/** A file of a commit, by its path from a folder; undefined if it has none there. */
export function fileAt(folder: string, commit: string, path: string): string | undefined {
  return gitAnswer(folder, "show", `${commit}:./${path}`);
}

/** Names of what a folder has at a commit, by its path from another one. */
export function namesAt(folder: string, commit: string, path: string): string[] {
  return namesIn(gitAnswer(folder, "ls-tree", "--name-only", "-z", `${commit}:./${path}`));
}

/** Paths of a project, from its folder, that differ from a commit's in the working tree; those that git ignores left out. */
export function changedSince(root: string, commit: string): string[] {
  const top = git(root, "rev-parse", "--show-toplevel");
  const project = realpathSync(root);
  return [
    // Of the whole repository, since a project may use what lies beside it.
    ...listed(root, "-c", "diff.relative=false", "diff", "--name-only", "--no-renames", "-z", commit),
    ...listed(root, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"),
  ].map((path) => relative(project, join(top, path)));
}

function listed(folder: string, ...args: string[]): string[] {
  // A name may begin with a blank.
  return namesIn(gitOutput(folder, ...args));
}

/** Of what git says with `-z`. */
function namesIn(output = ""): string[] {
  return output.split("\0").filter((name) => name !== "");
}

/** Runs something on the files of a commit; they are gone when it ends, in whichever way. */
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
  // By default a signal ends the process at once; it still does, but tidily.
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
    // Hooks are the user's, and for the user's own working trees.
    git(presentTop, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", top, commit);
    const project = relative(presentTop, realpathSync(root));
    return await use({ top, presentTop, project, signal: controller.signal });
  } finally {
    leave();
    remove();
  }
}

function removeCheckout(presentTop: string, top: string): void {
  // Links to the modules that are shared go first, so that nothing can follow them.
  rmSync(join(top, "node_modules"), { recursive: true, force: true });
  if (gitAnswer(presentTop, "worktree", "remove", "--force", top) === undefined) {
    rmSync(top, { recursive: true, force: true });
    gitAnswer(presentTop, "worktree", "prune");
  }
}

/** What a hook of git's would tell about the repository that it runs for. */
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
