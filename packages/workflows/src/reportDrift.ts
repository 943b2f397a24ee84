import { marker } from "./comment.ts";
import { ownLogin, type GitHub } from "./github.ts";
import { JobError, type Job } from "./job.ts";
import { longestBody, quote } from "./markdown.ts";
import { readResults } from "./results.ts";

const label = "drift";

/** drift.yml: one open issue for each stack that is not as its state says; closed once it is again. */
export async function reportDrift(job: Job, github: GitHub): Promise<string> {
  const known = (JSON.parse(job.variable("STACKS")) as { stack: string }[]).map(({ stack }) => stack);
  const results = readResults(job.variable("ARTIFACT"), known);
  const open = (await github.issues(label)).filter(({ user }) => user?.login === ownLogin);
  const runUrl = job.variable("RUN_URL");
  for (const { stack, output, succeeded } of results) {
    const key = marker(`drift ${stack}`);
    const issue = open.find(({ body }) => body?.startsWith(key) === true);
    if (succeeded) {
      if (issue === undefined) continue;
      await github.addComment(
        issue.number,
        `\`${stack}\` is as its state says again ([the run](${runUrl})).`,
      );
      await github.changeIssue(issue.number, { state: "closed" });
      continue;
    }
    const body = [
      key,
      `What stands of \`${stack}\` is not what its state says, or could not be looked at ([the run](${runUrl})).`,
      "",
      "Either take the change over into the stack's program, or undo it with the next deployment: Actions, deploy, Run workflow.",
      "This issue closes itself once nothing differs any more.",
      "",
      quote(output, longestBody - 4_000),
    ].join("\n");
    if (issue === undefined) await github.addIssue({ title: `Drift: ${stack}`, body, labels: [label] });
    else await github.changeIssue(issue.number, { body });
  }
  const missing = known.filter((stack) => !results.some((result) => result.stack === stack));
  if (missing.length > 0) throw new JobError(`These stacks were not looked at: ${missing.join(", ")}.`);
  const drifted = results.filter(({ succeeded }) => !succeeded).map(({ stack }) => stack);
  return drifted.length === 0
    ? "Every stack is as its state says."
    : `Not as their states say: ${drifted.join(", ")}.`;
}
