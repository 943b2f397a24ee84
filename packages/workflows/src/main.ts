/**
 * `node packages/workflows/src/main.ts <program>`: what a step of a workflow runs. None of it needs an installed package, so
 * that the jobs that may write run nothing but this repository's default branch and Node.
 *
 * Exit status: 0 fine; 1 something is not as it should be; 2 the call is wrong.
 */
import { commentOnCheck } from "./commentOnCheck.ts";
import { commentOnPreviews } from "./commentOnPreviews.ts";
import { describeChange, filesAt, runHere } from "./describeChange.ts";
import { GitHub } from "./github.ts";
import { JobError, jobOf, type Job } from "./job.ts";
import { reportDrift } from "./reportDrift.ts";
import { selectDeployments, selectDrift } from "./selectDeployments.ts";
import { selectPreviews } from "./selectPreviews.ts";

/** The message to print, or the exit status. */
type Program = (job: Job) => Promise<string> | string | number;

export const programs: Record<string, Program> = {
  "describe-change": (job) => describeChange(job, runHere, filesAt),
  "comment-on-check": (job) => commentOnCheck(job, GitHub.of(job)),
  "select-previews": (job) => selectPreviews(job, GitHub.of(job)),
  "comment-on-previews": (job) => commentOnPreviews(job, GitHub.of(job)),
  "select-deployments": selectDeployments,
  "select-drift": selectDrift,
  "report-drift": (job) => reportDrift(job, GitHub.of(job)),
};

export async function main(args: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const [name = "", ...more] = args;
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined || more.length > 0) {
    console.error(
      `There is no program "${args.join(" ")}"; give one of: ${Object.keys(programs).join(", ")}.`,
    );
    return 2;
  }
  try {
    const result = await program(jobOf(environment));
    if (typeof result === "number") return result;
    console.log(result);
    return 0;
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    console.error(error.message);
    return 1;
  }
}

// Jest loads this file as well, and asks for `main` itself.
if (process.argv[1]?.endsWith("main.ts") === true) {
  void main(process.argv.slice(2), process.env).then((status) => {
    process.exitCode = status;
  });
}
