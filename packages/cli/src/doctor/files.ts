import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackSecrets } from "@ballast/operate";
import type { Project } from "@ballast/plan";
import { parse } from "yaml";

/** What Pulumi.yaml says of where things are. */
export interface ProjectFile {
  /** Folder of the stacks' files. */
  configurations: string;
  /** Empty where the login decides. */
  backendUrl: string;
}

export function projectFile(root: string): ProjectFile {
  const file = read(join(root, "Pulumi.yaml")) as {
    stackConfigDir?: string;
    backend?: { url?: string };
  };
  return {
    configurations: join(root, file.stackConfigDir ?? "."),
    backendUrl: file.backend?.url ?? "",
  };
}

/** Which secrets a stack's deployer must set, and what its file has of them; no value is read. */
export async function stackSecrets(
  project: Project,
  { configurations }: ProjectFile,
  stack: string,
): Promise<StackSecrets> {
  const { values, encrypted } = project.configurationOf(stack);
  const settings: unknown = JSON.parse(values[`${project.name}:settings`] ?? "null");
  const declared = Object.keys(await project.declaredSecrets(stack, settings));
  const path = join(configurations, `Pulumi.${stack}.yaml`);
  const { secretsprovider } = (existsSync(path) ? read(path) : {}) as { secretsprovider?: string };
  return {
    stack,
    declared: declared.map((key) => `${project.name}:${key}`),
    encrypted,
    plain: Object.keys(values),
    ...(secretsprovider !== undefined && { secretsProvider: secretsprovider }),
  };
}

function read(path: string): unknown {
  return parse(readFileSync(path, "utf8")) ?? {};
}
