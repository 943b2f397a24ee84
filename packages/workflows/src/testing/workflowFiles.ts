import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

// The workflow files as the tests read them.

export const root = join(__dirname, "../../../..");
const github = join(root, ".github");

export interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

export interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  needs?: string | string[];
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  "timeout-minutes"?: number;
  steps: Step[];
}

export interface Workflow {
  on: Record<string, unknown>;
  permissions?: unknown;
  defaults?: { run?: { shell?: string } };
  jobs: Record<string, Job>;
}

export const text = (name: string): string => readFileSync(join(github, "workflows", `${name}.yml`), "utf8");
export const names = readdirSync(join(github, "workflows")).map((file) => file.replace(/\.yml$/, ""));
export const workflows = Object.fromEntries(names.map((name) => [name, parse(text(name)) as Workflow]));
export const actions = readdirSync(join(github, "actions")).map((name) => {
  const path = join(github, "actions", name, "action.yml");
  return { name, steps: (parse(readFileSync(path, "utf8")) as { runs: { steps: Step[] } }).runs.steps };
});
/** Of the workflows and of our own actions. */
export const texts = [
  ...names.map(text),
  ...actions.map(({ name }) => readFileSync(join(github, "actions", name, "action.yml"), "utf8")),
];
export const jobs = Object.entries(workflows).flatMap(([workflow, { jobs: own }]) =>
  Object.entries(own).map(([name, job]) => ({ name: `${workflow}/${name}`, workflow, job })),
);
export const steps = [
  ...jobs.flatMap(({ name, job }) => job.steps.map((step) => ({ where: name, step }))),
  ...actions.flatMap(({ name, steps: own }) => own.map((step) => ({ where: `actions/${name}`, step }))),
];
