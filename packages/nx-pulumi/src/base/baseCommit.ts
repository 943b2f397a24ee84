import { spawnSync } from "node:child_process";

/** The branch that changes are made for, as its remote has it, or else as it is here. */
const branches = ["origin/main", "main"];

export class BaseError extends Error {
  override readonly name = "BaseError";
}

/**
 * The commit with which a change is compared: where it and NX_BASE parted, or it and the main branch. Nx compares
 * with the same one.
 *
 * @param environment NX_BASE is a commit, branch or tag.
 * @throws {BaseError} if there is no such commit here.
 */
export function baseCommit(workspace: string, environment: NodeJS.ProcessEnv): string {
  const named = environment["NX_BASE"];
  for (const base of named ? [named] : branches) {
    const { status, stdout } = spawnSync("git", ["merge-base", base, "HEAD"], {
      cwd: workspace,
      encoding: "utf8",
    });
    if (status === 0) return stdout.trim();
  }
  throw new BaseError(
    named
      ? `NX_BASE is ${JSON.stringify(named)}, which has no commit in common with HEAD here; name a commit, branch or tag ` +
          "that was fetched with its history (git fetch --unshallow)."
      : `There is no commit to compare with: neither ${branches.join(" nor ")} has one in common with HEAD here. Fetch ` +
          "the main branch with its history (git fetch origin main), or set NX_BASE to a commit, branch or tag.",
  );
}
