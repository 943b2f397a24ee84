import { join } from "node:path";
import type { TargetConfiguration } from "@nx/devkit";
import { planInputs } from "../inputs/planInputs.ts";
import { readPulumiProject, type Stack } from "../inputs/pulumiProject.ts";
import type { Project } from "./project.ts";

/** The programs that know with which commit a change is compared. */
const base = "packages/nx-pulumi/src/base";

/** Where `plan-diff` leaves its differences, a folder a stack. */
const differences = ".ballast/differences";

/**
 * Each stack that has settings is a project of the stack's own name: `nx preview network-prod`. Its root is its
 * settings file, the one file that is nobody else's, so a change there is a change of this project alone; what else
 * its plan reads, its inputs name.
 */
export function stackProjects(workspace: string): Record<string, Project> {
  const { settingsFolder, stacks } = readPulumiProject(workspace);
  const inputs = planInputs(workspace);
  return Object.fromEntries(
    stacks.map((stack) => {
      const { files, refersTo } = inputs(stack);
      return [join(settingsFolder, `Pulumi.${stack.name}.yaml`), stackProject(stack, files, refersTo)];
    }),
  );
}

function stackProject(stack: Stack, files: string[], refersTo: string[]): Project {
  return {
    name: stack.name,
    projectType: "application",
    tags: ["type:stack", `scenario:${stack.scenario}`, `environment:${stack.environment}`],
    implicitDependencies: refersTo,
    namedInputs: { plan: files.map((file) => `{workspaceRoot}/${file}`) },
    targets: {
      plan: {
        ...uncached(
          `ballast plan ${stack.name}`,
          "What a deployment would register, without cloud or engine",
        ),
        // Reads files alone, so that any number may run at a time.
        parallelism: true,
      },
      "plan-diff": planDifference(stack.name),
      preview: pulumi("preview", stack, "What a deployment would change in the cloud"),
      up: pulumi("up", stack, "Deploys the stack"),
      refresh: pulumi("refresh", stack, "Takes what is in the cloud into the state"),
      destroy: pulumi("destroy", stack, "Deletes what the stack deployed"),
    },
  };
}

function pulumi(command: string, stack: Stack, description: string): TargetConfiguration {
  return uncached(`pulumi ${command} --stack ${stack.name}`, description);
}

/** Its result depends on more than files; the inputs say which changes call for a run. */
function uncached(command: string, description: string): TargetConfiguration {
  return {
    command,
    cache: false,
    parallelism: false,
    inputs: ["plan", "^plan"],
    metadata: { description },
  };
}

function planDifference(stack: string): TargetConfiguration {
  return {
    command: `node ${base}/diff.ts ${stack} --out ${differences}/${stack}`,
    cache: true,
    inputs: ["plan", "^plan", { runtime: `node ${base}/print.ts` }],
    outputs: [`{workspaceRoot}/${differences}/${stack}`],
    metadata: { description: "What the plan changes against the base commit (NX_BASE, origin/main or main)" },
  };
}
