import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackSecrets } from "@ballast/operate";
import { readYamlFile, settingsIn, type Project } from "@ballast/plan";

/** Paths and backend in Pulumi.yaml. */
export interface ProjectFile {
  /** Folder of the stacks' settings files. */
  configurations: string;
  /** Empty if the Pulumi login decides. */
  backendUrl: string;
}

export function projectFile(root: string): ProjectFile {
  const file = readYamlFile(join(root, "Pulumi.yaml")) as {
    stackConfigDir?: string;
    backend?: { url?: string };
  };
  return {
    configurations: join(root, file.stackConfigDir ?? "."),
    backendUrl: file.backend?.url ?? "",
  };
}

/** The secrets that a stack requires and those that its settings file contains; values are not read. */
export async function stackSecrets(
  project: Project,
  { configurations }: ProjectFile,
  stack: string,
): Promise<StackSecrets> {
  const { values, encrypted } = project.configurationOf(stack);
  const declared = Object.keys(await project.declaredSecrets(stack, settingsIn(values, project.name)));
  const path = join(configurations, `Pulumi.${stack}.yaml`);
  const { secretsprovider } = (existsSync(path) ? readYamlFile(path) : {}) as { secretsprovider?: string };
  return {
    stack,
    declared: declared.map((key) => `${project.name}:${key}`),
    encrypted,
    plain: Object.keys(values),
    ...(secretsprovider !== undefined && { secretsProvider: secretsprovider }),
  };
}
