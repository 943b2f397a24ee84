import type { GitHub, PullRequest } from "./github.ts";
import { JobError, type Job } from "./job.ts";
import { readPlain } from "./plainFile.ts";

/** The artifact of check.yml for the workflows with write permissions. The author of the pull request may have forged it. */
export interface CheckedPullRequest {
  number: number;
  /** Stacks that the change affects. */
  stacks: string[];
  /** Markdown, as it came. */
  comment: string;
}

/** The run of check.yml that a `workflow_run` event is about; GitHub wrote it, so it can be believed. */
export interface CheckRun {
  id: number;
  html_url: string;
  event: string;
  head_sha: string;
  head_repository: { id: number };
  repository: { id: number };
}

const mostStacks = 200;

/** @throws {JobError} if the event is another one. */
export function checkRun(job: Job): CheckRun {
  const { workflow_run: run } = job.event() as { workflow_run?: CheckRun };
  if (run === undefined || run.event !== "pull_request")
    throw new JobError("This program is for workflow_run events of a pull request's check.");
  return run;
}

/** @throws {JobError} if a file is missing, is not a plain file, is too large, or has another shape. */
export function readArtifact(folder: string): CheckedPullRequest {
  let described: unknown;
  try {
    described = JSON.parse(readPlain(folder, "pull-request.json"));
  } catch (error) {
    if (error instanceof SyntaxError) throw refusal("pull-request.json is not JSON");
    throw error;
  }
  const { number, stacks } = (described ?? {}) as { number?: unknown; stacks?: unknown };
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1)
    throw refusal("number in pull-request.json is not the number of a pull request");
  if (!Array.isArray(stacks) || stacks.length > mostStacks || !stacks.every(isStackName))
    throw refusal(`stacks in pull-request.json is not a list of at most ${mostStacks} names of stacks`);
  return { number, stacks: [...new Set(stacks)].sort(), comment: readPlain(folder, "comment.md") };
}

/**
 * The pull request that the artifact names, if it is the one that was checked.
 *
 * @returns undefined if it has moved on or is closed: a newer run speaks for it.
 * @throws {JobError} if it is another one: the artifact lies.
 */
export async function verified(
  github: GitHub,
  run: CheckRun,
  number: number,
): Promise<PullRequest | undefined> {
  const found = await github.pullRequest(number);
  // A fork that was deleted since has no repository any more.
  const origin = found.head.repo?.id ?? run.head_repository.id;
  if (origin !== run.head_repository.id)
    throw refusal(`pull request ${number} comes from another repository than the run ${run.id}`);
  return found.state === "open" && found.head.sha === run.head_sha ? found : undefined;
}

function isStackName(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length <= 100 &&
    /^[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?-[a-z0-9]+$/.test(value)
  );
}

function refusal(reason: string): JobError {
  return new JobError(`An artifact of this run is refused: ${reason}.`);
}
