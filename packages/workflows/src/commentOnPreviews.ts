import { upsertComment } from "./comment.ts";
import type { GitHub } from "./github.ts";
import { JobError, type Job } from "./job.ts";
import { longestBody, quote } from "./markdown.ts";
import { countsOf, readResults } from "./results.ts";

/** preview.yml: one comment for each stack, with pulumi's count always in sight. */
export async function commentOnPreviews(job: Job, github: GitHub): Promise<string> {
  const number = Number(job.variable("PULL_REQUEST"));
  const known = (JSON.parse(job.variable("STACKS")) as { stack: string }[]).map(({ stack }) => stack);
  const results = readResults(job.variable("ARTIFACT"), known);
  for (const { stack, output, succeeded } of results) {
    const said = succeeded ? (countsOf(output) ?? "no change") : "**failed**";
    const body = [
      `### Preview of \`${stack}\`: ${said}`,
      "",
      succeeded
        ? "<details><summary>What Pulumi says</summary>"
        : "<details open><summary>What Pulumi says</summary>",
      "",
      quote(output, longestBody - 4_000),
      "",
      "</details>",
      "",
      `<sub>Of ${job.variable("HEAD").slice(0, 12)}, against what stands; [the run](${job.variable("RUN_URL")}).</sub>`,
    ].join("\n");
    await upsertComment(github, number, `preview ${stack}`, body);
  }
  const missing = known.filter((stack) => !results.some((result) => result.stack === stack));
  if (missing.length > 0) throw new JobError(`These previews left no result: ${missing.join(", ")}.`);
  return `Commented on pull request ${number}: ${known.join(", ")}.`;
}
