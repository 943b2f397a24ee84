import { JobError, type Job } from "./job.ts";
import { delivered, readStacks, waves } from "./stacks.ts";

/**
 * deploy.yml: the stacks of each environment that is asked for, in order. An `up` of a stack that did not change does
 * nothing, so all of them are deployed: a stack whose last deployment failed is not forgotten.
 *
 * Outputs `<environment>_first` and `<environment>_then`, as JSON lists of names.
 */
export function selectDeployments(job: Job): string {
  const stacks = readStacks(job.variable("GITHUB_WORKSPACE"));
  const environments = job.variable("ENVIRONMENTS").split(" ");
  const asked = job.variable("ASKED").split(" ");
  const unknown = asked.filter((environment) => !environments.includes(environment));
  if (unknown.length > 0)
    throw new JobError(
      `There is no environment "${unknown.join(" ")}" to deploy; give one of: ${environments.join(", ")}.`,
    );
  const said: string[] = [];
  for (const environment of environments) {
    const { first, then } = asked.includes(environment)
      ? waves(stacks, environment)
      : { first: [], then: [] };
    job.output(`${environment}_first`, JSON.stringify(first));
    job.output(`${environment}_then`, JSON.stringify(then));
    if (first.length + then.length > 0) said.push(`${environment}: ${[...first, ...then].join(", ")}.`);
  }
  return said.join("\n") || "No stack was initialised; docs/pull-requests.md says how.";
}

/** drift.yml: every stack that was initialised. Outputs `stacks`, as JSON: `[{ stack, environment }]`. */
export function selectDrift(job: Job): string {
  const stacks = delivered(readStacks(job.variable("GITHUB_WORKSPACE")));
  job.output("stacks", JSON.stringify(stacks.map(({ stack, environment }) => ({ stack, environment }))));
  return stacks.length === 0
    ? "No stack was initialised; docs/pull-requests.md says how."
    : `To look at: ${stacks.map(({ stack }) => stack).join(", ")}.`;
}
