/**
 * `npm run lint:workflows`: actionlint over the workflows, with shellcheck over their scripts and those of the composite
 * actions, and zizmor over both. Needs Go, which builds the pinned actionlint once a machine, shellcheck, and Python, in which the
 * pinned zizmor is installed once.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";
import { pythonEnvironments, pythonWith } from "./pythonEnvironment.ts";

const root = join(import.meta.dirname, "..");
const goModule = join(import.meta.dirname, "actionlint");

/** @returns the built command. @throws {Error} that says what to install. */
function actionlint(): string {
  const folder = buildWithGo({
    name: "actionlint-command",
    version: pinnedVersion(goModule, "github.com/rhysd/actionlint"),
    goModule,
    commands: ["github.com/rhysd/actionlint/cmd/actionlint"],
    takes: "a minute",
    withoutGo: "The workflows are linted by a Go program. Install Go 1.26 or later.",
  });
  return join(folder, "actionlint");
}

interface CompositeAction {
  runs: { steps: { run?: string; name?: string }[] };
}

/** actionlint does not look into composite actions. @returns how many scripts are not as shellcheck wants them. */
function checkActions(): number {
  const actions = join(root, ".github/actions");
  let bad = 0;
  for (const action of readdirSync(actions)) {
    const { runs } = parse(readFileSync(join(actions, action, "action.yml"), "utf8")) as CompositeAction;
    for (const { run, name } of runs.steps) {
      if (run === undefined) continue;
      const { status, stdout } = spawnSync("shellcheck", ["--shell=bash", "-"], {
        input: run,
        encoding: "utf8",
      });
      if (status === 0) continue;
      console.error(`.github/actions/${action}/action.yml, step "${String(name)}":\n${stdout}`);
      bad += 1;
    }
  }
  return bad;
}

/** Findings above low fail. It asks nobody: what only GitHub knows, such as which commit a tag names, is not checked. @returns whether it finds none */
function checkSecurity(): boolean {
  const zizmor = join(dirname(pythonWith(pythonEnvironments.workflows)), "zizmor");
  const words = ["--offline", "--no-progress", "--min-severity", "medium", ".github"];
  return spawnSync(zizmor, words, { cwd: root, stdio: "inherit" }).status === 0;
}

try {
  // Without it, actionlint leaves scripts alone and says nothing.
  if (spawnSync("shellcheck", ["--version"]).status !== 0)
    throw new Error(
      "The workflows' scripts are checked by shellcheck. Install it, for example from your distribution.",
    );
  const { status } = spawnSync(actionlint(), [], { cwd: root, stdio: "inherit" });
  const results = [status === 0, checkActions() === 0, checkSecurity()];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
