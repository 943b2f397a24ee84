import { checkRun, readArtifact, verified } from "./artifact.ts";
import type { GitHub } from "./github.ts";
import type { Job } from "./job.ts";
import { delivered, readStacks } from "./stacks.ts";

/**
 * preview.yml: which stacks of the pull request are previewed. Those that the change affects, as far as the settings on the
 * default branch know them as initialised: so nobody's pull request names an environment that is not there.
 *
 * Outputs `stacks` (JSON, `[{ stack, environment }]`), `number` and `head`, the commit that was checked.
 */
export async function selectPreviews(job: Job, github: GitHub): Promise<string> {
  const run = checkRun(job);
  const { number, stacks } = readArtifact(job.variable("ARTIFACT"));
  const found = await verified(github, run, number);
  const here = found !== undefined && run.head_repository.id === run.repository.id;
  const chosen = here
    ? delivered(readStacks(job.variable("GITHUB_WORKSPACE"))).filter(({ stack }) => stacks.includes(stack))
    : [];
  job.output("stacks", JSON.stringify(chosen.map(({ stack, environment }) => ({ stack, environment }))));
  job.output("number", String(number));
  job.output("head", run.head_sha);
  if (found === undefined) return `Pull request ${number} has moved on since the run ${run.id}.`;
  if (!here) return `Pull request ${number} comes from a fork, whose code gets no credentials.`;
  return chosen.length === 0
    ? "No stack that was initialised is affected."
    : `To preview: ${chosen.map(({ stack }) => stack).join(", ")}.`;
}
