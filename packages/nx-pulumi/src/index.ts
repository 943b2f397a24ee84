import { dirname } from "node:path";
import { createNodesFromFiles, type CreateNodesResultV2, type CreateNodesV2 } from "@nx/devkit";
import { packageProject } from "./projects/packageProject.ts";
import { scenarioProject } from "./projects/scenarioProject.ts";
import { stackProjects } from "./projects/stackProjects.ts";

/**
 * Infers what no project should have to write down: a package's `test` and `build`, a scenario's `test`, and for each
 * stack of Pulumi.yaml a project of its own with the Pulumi commands and the offline plan. Tests, builds and
 * differences of plans are cached by what they read; nothing that looks at or changes a cloud ever is.
 */
export const name = "@ballast/nx-pulumi";

export const createNodesV2: CreateNodesV2 = [
  "{Pulumi.yaml,packages/*/package.json,stacks/package.json,stacks/*/index.ts}",
  (files, _options, context): Promise<CreateNodesResultV2> =>
    createNodesFromFiles(
      (file) => {
        const workspace = context.workspaceRoot;
        const root = dirname(file);
        if (file === "Pulumi.yaml") return { projects: stackProjects(workspace) };
        const project = file.endsWith("package.json")
          ? packageProject(workspace, root)
          : scenarioProject(workspace, root);
        return { projects: { [root]: project } };
      },
      files,
      undefined,
      context,
    ),
];
