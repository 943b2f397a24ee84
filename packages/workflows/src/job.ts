import { appendFileSync, readFileSync } from "node:fs";

/** Something that the person who reads the job's log can fix; its message says everything. */
export class JobError extends Error {
  override name = "JobError";
}

/** The environment variables of a job. */
export interface Job {
  /** @throws {JobError} if it is missing or empty. */
  variable(name: string): string;
  /** The event that started the workflow, as GitHub wrote it down. */
  event(): unknown;
  /** Hands a value to the jobs and steps that come after. */
  output(name: string, value: string): void;
  /** Markdown for the run's page. */
  summarize(markdown: string): void;
}

export function jobOf(environment: NodeJS.ProcessEnv): Job {
  const variable = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "") {
      throw new JobError(
        `The variable ${name} is missing. GitHub sets it in a job, or the workflow passes it by env; to try a program by ` +
          "hand, set it yourself.",
      );
    }
    return value;
  };
  return {
    variable,
    event: () => JSON.parse(readFileSync(variable("GITHUB_EVENT_PATH"), "utf8")) as unknown,
    output: (name, value) => {
      // One line, so that a value cannot name another output.
      if (/[\r\n]/.test(value)) throw new JobError(`The output ${name} has more than one line.`);
      appendFileSync(variable("GITHUB_OUTPUT"), `${name}=${value}\n`);
    },
    summarize: (markdown) => appendFileSync(variable("GITHUB_STEP_SUMMARY"), `${markdown}\n`),
  };
}
