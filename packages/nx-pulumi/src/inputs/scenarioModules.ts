import { moduleClosure, type Closure } from "./moduleClosure.ts";
import { readPulumiProject } from "./pulumiProject.ts";

export interface ScenarioModules extends Closure {
  /** Scenarios whose programs' types it takes: it reads the outputs of their stacks in its own environment. */
  refersTo: string[];
}

/** Where a scenario's program is. */
export function programOf(programFolder: string, scenario: string): string {
  return `${programFolder}/${scenario}/index.ts`;
}

/** The modules that a scenario's program imports, except other scenarios. */
export function scenarioModules(workspace: string, scenario: string): ScenarioModules {
  const { programFolder, stacks } = readPulumiProject(workspace);
  const scenarios = new Map(
    stacks.map((stack) => [programOf(programFolder, stack.scenario), stack.scenario]),
  );
  const own = programOf(programFolder, scenario);
  const refersTo = new Set<string>();
  const closure = moduleClosure(workspace, [own], (module) => {
    const other = scenarios.get(module);
    if (other !== undefined && other !== scenario) refersTo.add(other);
    return other === undefined || other === scenario;
  });
  return { ...closure, refersTo: [...refersTo] };
}
