import { existsSync } from "node:fs";
import { join } from "node:path";
import { moduleClosure } from "./moduleClosure.ts";
import { readPulumiProject, type Stack } from "./pulumiProject.ts";
import { programOf, scenarioModules } from "./scenarioModules.ts";
import { WorkspacePackages } from "./workspacePackages.ts";

export interface PlanInputs {
  /** Globs, relative to the workspace, of what the stack's plan reads, besides what it reads of other stacks. */
  files: string[];
  /** The inputs that the program itself reads, on which a deployment depends. */
  program: string[];
  /** Stacks whose outputs this one reads: its plan plans them first. */
  refersTo: string[];
}

/** The modules that turn a program into a plan: the command's own, and the packages that they import. */
const planner = {
  files: [
    "packages/cli/package.json",
    "packages/cli/bin/*",
    "packages/cli/src/!(*.test).ts",
    "packages/cli/src/*/command.ts",
    "packages/cli/src/{plan,diff}/!(*.test).ts",
    "packages/cli/src/cost/costs.ts",
    // The project's own, which `ballast prices update` writes.
    "prices/*.json",
  ],
  packages: ["@ballast/plan"],
};

/** Nx takes a changed file for a project's own by a positive pattern alone, so tests are left out by one. */
const sources = "src/**/!(*.test.ts|*identity*.txt|*.golden.sh|*.golden.ps1|*.golden.json)";

/**
 * What each stack's plan reads. A scenario that takes the type of another one's program reads the outputs of that
 * one's stack in the same environment; a scenario without such an import stands by itself.
 */
export function planInputs(workspace: string): (stack: Stack) => PlanInputs {
  const { main, programFolder, settingsFolder, stacks } = readPulumiProject(workspace);
  const packages = new WorkspacePackages(workspace);
  const companion = `${programFolder}/secrets.ts`;
  const programs = new Set(stacks.map(({ scenario }) => programOf(programFolder, scenario)));
  const common = moduleClosure(
    workspace,
    [main, ...(existsSync(join(workspace, companion)) ? [companion] : [])],
    // The program of every stack knows all scenarios, and loads the one it is asked for.
    (module) => !programs.has(module),
  );

  const filesOf = (names: string[]): string[] =>
    packages
      .foldersOf(names)
      .flatMap((folder) => [`${folder}/{package,schema}.json`, `${folder}/${sources}`, `${folder}/driver/*`]);

  return (stack) => {
    const scenario = scenarioModules(workspace, stack.scenario);
    const imported = [...common.packages, ...scenario.packages];
    const own = [
      "Pulumi.yaml",
      "package-lock.json",
      `${settingsFolder}/Pulumi.${stack.name}.yaml`,
      // Another instance of a scenario reads what the scenario's other stacks create.
      ...(stack.name === `${stack.scenario}-${stack.environment}`
        ? []
        : [`${settingsFolder}/Pulumi.${stack.scenario}[_-]*.yaml`]),
      `${programFolder}/package.json`,
      ...new Set([...common.modules, ...scenario.modules]),
    ];
    return {
      files: [...own, ...planner.files, ...filesOf([...imported, ...planner.packages])],
      // Nx reads the graph for each of its commands, and asks for the files alone.
      get program() {
        return [...own, ...filesOf(imported)];
      },
      refersTo: stacks
        .filter(({ environment }) => environment === stack.environment)
        .filter((other) => scenario.refersTo.includes(other.scenario))
        .map(({ name }) => name),
    };
  };
}
