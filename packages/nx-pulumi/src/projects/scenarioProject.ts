import { basename } from "node:path";
import { readPulumiProject } from "../inputs/pulumiProject.ts";
import { scenarioModules } from "../inputs/scenarioModules.ts";
import { test, type Project } from "./project.ts";

/**
 * A folder of stacks/ with a program: its unit tests, which plan each of its environments, and so read its settings and
 * those of the stacks to which it refers.
 */
export function scenarioProject(workspace: string, root: string): Project {
  const scenario = basename(root);
  const { settingsFolder } = readPulumiProject(workspace);
  const planned = [scenario, ...scenarioModules(workspace, scenario).refersTo];
  const inputs = planned.map((name) => `{workspaceRoot}/${settingsFolder}/Pulumi.${name}-*.yaml`);
  return {
    name: scenario,
    projectType: "application",
    tags: ["type:stack", `scenario:${scenario}`],
    targets: {
      test: test(root, { inputs }),
    },
  };
}
