import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  createNodesFromFiles,
  type CreateNodesResultV2,
  type CreateNodesV2,
  type ProjectConfiguration,
  type TargetConfiguration,
} from "@nx/devkit";
import { parse } from "yaml";

/**
 * Infers what no project should have to write down: a package's `test` and `build`, and for each scenario of
 * stacks/ a project of its own with `test` and the Pulumi commands, one configuration per environment that has
 * settings. Tests and builds are cached by what they read; nothing that looks at or changes a cloud ever is.
 */
export const name = "@ballast/nx-pulumi";

export const createNodesV2: CreateNodesV2 = [
  "{packages/*/package.json,stacks/package.json,stacks/*/index.ts}",
  (files, _options, context): Promise<CreateNodesResultV2> =>
    createNodesFromFiles(
      (file) => {
        const project = file.endsWith("package.json")
          ? packageProject(context.workspaceRoot, dirname(file))
          : scenarioProject(context.workspaceRoot, dirname(file));
        return { projects: { [dirname(file)]: project } };
      },
      files,
      undefined,
      context,
    ),
];

function packageProject(workspace: string, root: string): Omit<ProjectConfiguration, "root"> {
  if (root === "stacks") {
    // Scenarios below it are projects of their own, with tests of their own.
    return {
      targets: { test: test(root, `--testMatch "**/${root}/*.test.ts" "**/${root}/shared/**/*.test.ts"`) },
    };
  }
  const manifest = JSON.parse(readFileSync(join(workspace, root, "package.json"), "utf8")) as {
    private?: boolean;
  };
  // Tools of this repository are run from their sources.
  return { targets: { test: test(root), ...(manifest.private !== true && { build: build(root) }) } };
}

function scenarioProject(workspace: string, root: string): Omit<ProjectConfiguration, "root"> {
  const scenario = basename(root);
  const { folder, environments } = settingsOf(workspace, scenario);
  return {
    name: scenario,
    projectType: "application",
    tags: ["type:stack", `scenario:${scenario}`],
    targets: {
      test: {
        ...test(root),
        inputs: ["default", "^default", `{workspaceRoot}/${folder}/Pulumi.${scenario}-*.yaml`],
      },
      plan: perEnvironment(scenario, environments, (stack) => `ballast plan ${stack}`),
      ...Object.fromEntries(
        ["preview", "up", "refresh", "destroy"].map((command) => [
          command,
          perEnvironment(scenario, environments, (stack) => `pulumi ${command} --stack ${stack}`),
        ]),
      ),
    },
  };
}

function test(root: string, more = ""): TargetConfiguration {
  const report = `.ballast/tests/${root.replaceAll("/", "-")}.json`;
  return {
    command: `jest --rootDir ${root} --config jest.config.mjs --json --outputFile ${report} ${more}`.trim(),
    cache: true,
    inputs: ["default", "^default"],
    outputs: [`{workspaceRoot}/${report}`],
    metadata: { description: "Unit tests, under Pulumi's mocks" },
  };
}

function build(root: string): TargetConfiguration {
  return {
    command: `tsc --project ${root}/tsconfig.build.json`,
    cache: true,
    dependsOn: ["^build"],
    inputs: ["production", "^production"],
    outputs: ["{projectRoot}/dist"],
    metadata: { description: "What npm publishes: JavaScript and its types" },
  };
}

/** The default is the first environment; the others are named: `nx run network:preview:prod`. */
function perEnvironment(
  scenario: string,
  environments: string[],
  command: (stack: string) => string,
): TargetConfiguration {
  return {
    executor: "nx:run-commands",
    cache: false,
    parallelism: false,
    defaultConfiguration: environments[0],
    configurations: Object.fromEntries(
      environments.map((environment) => [environment, { command: command(`${scenario}-${environment}`) }]),
    ),
  };
}

/** Where Pulumi.yaml keeps the stacks' settings, and for which environments this scenario has some. */
function settingsOf(workspace: string, scenario: string): { folder: string; environments: string[] } {
  const { stackConfigDir = "." } = parse(readFileSync(join(workspace, "Pulumi.yaml"), "utf8")) as {
    stackConfigDir?: string;
  };
  const directory = join(workspace, stackConfigDir);
  const stacks = existsSync(directory) ? readdirSync(directory) : [];
  const environments = stacks
    .map((file) => new RegExp(`^Pulumi\\.${scenario}-([a-z0-9]+)\\.yaml$`).exec(file)?.[1])
    .filter((environment) => environment !== undefined)
    .sort();
  return { folder: stackConfigDir, environments };
}
