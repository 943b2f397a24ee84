import { checkRun, readArtifact, verified } from "./artifact.ts";
import { upsertComment } from "./comment.ts";
import type { GitHub } from "./github.ts";
import type { Job } from "./job.ts";
import { safeMarkdown } from "./markdown.ts";

/** comment.yml: what check.yml found, as the one comment of its kind on the pull request. */
export async function commentOnCheck(job: Job, github: GitHub): Promise<string> {
  const run = checkRun(job);
  const { number, comment } = readArtifact(job.variable("ARTIFACT"));
  if ((await verified(github, run, number)) === undefined)
    return `Pull request ${number} has moved on since the run ${run.id}; a newer run speaks for it.`;
  const end = `<sub>Planned offline by [this run](${run.html_url}), without credentials.</sub>`;
  const body = `### What this changes\n\n${safeMarkdown(comment, "the run's summary")}\n\n${end}`;
  await upsertComment(github, number, "check", body);
  return `Commented on pull request ${number}.`;
}
