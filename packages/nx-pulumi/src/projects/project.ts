import type { ProjectConfiguration, TargetConfiguration } from "@nx/devkit";

/** A project as the plugin infers it; Nx adds where it stands. */
export type Project = Omit<ProjectConfiguration, "root">;

/** Jest, over one folder. */
export function test(root: string, { pattern = "", inputs = [] as string[] } = {}): TargetConfiguration {
  const report = `.ballast/tests/${root.replaceAll("/", "-")}.json`;
  return {
    command:
      `jest --rootDir ${root} --config jest.config.mjs --json --outputFile ${report} ${pattern}`.trim(),
    cache: true,
    inputs: ["default", "^default", ...inputs],
    outputs: [`{workspaceRoot}/${report}`],
    metadata: { description: "Unit tests, under Pulumi's mocks" },
  };
}
