import { JobError, type Job } from "./job.ts";
import { delivered, readStacks, waves } from "./stacks.ts";

/** Last, because a person must approve it. */
const last = "prod";

/** GitHub has environments of this name for another purpose (release.yml). */
const taken = "release";

/**
 * deploy.yml: the stacks of the environments that have settings files, or of the one that is asked for, in order. An `up` of a stack
 * that did not change does nothing, so all of them are deployed: a stack whose last deployment failed is not forgotten.
 *
 * Outputs `first` and `then` of all environments but prod, `prod_first` and `prod_then`, as JSON: `[{ stack, environment }]`.
 */
export function selectDeployments(job: Job): string {
  const stacks = readStacks(job.variable("GITHUB_WORKSPACE"));
  const environments = [...new Set(stacks.map(({ environment }) => environment))].sort();
  const asked = job.variable("ASKED");
  if (asked !== "*" && !environments.includes(asked))
    throw new JobError(
      `There is no environment "${asked}" to deploy; give one of: ${environments.join(", ")}.`,
    );
  const chosen = asked === "*" ? environments : [asked];
  if (chosen.includes(taken))
    throw new JobError(
      `The environment "${taken}" cannot be deployed: GitHub's environment of this name publishes packages. Give the stacks another one.`,
    );
  const ordered = [...chosen.filter((one) => one !== last), ...chosen.filter((one) => one === last)];
  const all = ordered.map((environment) => ({ environment, ...waves(stacks, environment) }));
  const outputs: [name: string, wave: "first" | "then", isLast: boolean][] = [
    ["first", "first", false],
    ["then", "then", false],
    ["prod_first", "first", true],
    ["prod_then", "then", true],
  ];
  for (const [name, wave, isLast] of outputs) {
    const own = all.filter(({ environment }) => (environment === last) === isLast);
    const named = own.flatMap(({ environment, [wave]: names }) =>
      names.map((stack) => ({ stack, environment })),
    );
    job.output(name, JSON.stringify(named));
  }
  const said = all.flatMap(({ environment, first, then }) =>
    first.length + then.length > 0 ? `${environment}: ${[...first, ...then].join(", ")}.` : [],
  );
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
