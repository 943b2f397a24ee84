import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { JobError, type Job } from "./job.ts";
import { folderIn, readStacks, stacksAmong } from "./stacks.ts";

/** Runs a command of this repository. */
export type Run = (command: string, args: string[]) => { status: number; output: string };

/** The files of a commit of a workspace. */
export type FilesAt = (workspace: string, commit: string) => string[];

export const filesAt: FilesAt = (workspace, commit) => {
  const { status, stdout, stderr } = spawnSync("git", ["ls-tree", "-r", "--name-only", "-z", commit], {
    cwd: workspace,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new JobError(`git does not list the files of ${commit}: ${stderr.trim()}`);
  return stdout.split("\0");
};

/** Finds commands as npm does, and runs them without a shell. */
export const runHere: Run = (command, args) => {
  const { status, stdout, error } = spawnSync("npx", ["--no-install", command, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) throw new JobError(`${command} could not be run: ${error.message}`);
  return { status: status ?? 1, output: stdout };
};

/**
 * check.yml: says what a pull request changes, without credentials: the stacks it affects or takes out, how they differ from those
 * of the base commit, and where data would go. Leaves it as an artifact, and on the run's page.
 *
 * @returns the exit status: 1 if the differences are refused.
 */
export function describeChange(job: Job, run: Run, files: FilesAt): number {
  // Nx reads it from the environment; the name is asked for here so that a lack of it is said.
  const base = job.variable("NX_BASE");
  const number = Number(job.variable("PULL_REQUEST"));
  const listed = run("nx", ["show", "projects", "--affected", "--with-target", "plan", "--json"]);
  if (listed.status !== 0)
    throw new JobError("Nx does not say which stacks are affected; its messages are above.");
  const stacks = JSON.parse(listed.output) as string[];
  // Nx knows no stack whose settings file is gone.
  const compared = [...stacks, ...goneSince(base, job.variable("GITHUB_WORKSPACE"), files)];
  const { status, output } =
    compared.length === 0
      ? { status: 0, output: "No stack is affected." }
      : run("ballast", ["diff", ...compared, "--against", base, "--format", "markdown"]);
  const folder = job.variable("ARTIFACT");
  mkdirSync(folder, { recursive: true });
  const comment =
    output.trim() === "" ? "The differences could not be planned; the run's log says why." : output;
  writeFileSync(join(folder, "comment.md"), comment);
  writeFileSync(join(folder, "pull-request.json"), JSON.stringify({ number, stacks }));
  job.summarize(comment);
  return status;
}

function goneSince(base: string, workspace: string, files: FilesAt): string[] {
  const here = new Set(readStacks(workspace).map(({ stack }) => stack));
  return stacksAmong(files(workspace, base), folderIn(workspace))
    .map(({ stack }) => stack)
    .filter((stack) => !here.has(stack));
}
