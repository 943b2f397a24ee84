import { join } from "node:path";
import type { Resource } from "@ballast/model";
import { configurationFolder, isStackFile } from "../project.ts";
import type { StackPlan } from "../stackPlan.ts";
import { changedSince } from "./git.ts";

/** The full names of the stacks whose outputs resources use. */
export function stackReferences(resources: readonly Pick<Resource, "type" | "name">[]): string[] {
  return resources.flatMap(({ type, name }) => (type === "pulumi:pulumi:StackReference" ? [name] : []));
}

/** The stacks of a project whose outputs a stack uses. */
export function standsOn({ resources }: Pick<StackPlan, "resources">): string[] {
  return stackReferences(resources).flatMap((name) => name.split("/").at(-1) ?? []);
}

/** Whether stacks may differ from a commit: true if any file has changed except the settings of other stacks. */
export function mayDiffer(root: string, commit: string, stacks: readonly string[]): boolean {
  const folder = configurationFolder(root);
  const own = stacks.map((stack) => join(folder, `Pulumi.${stack}.yaml`));
  const isOthers = (path: string): boolean => !own.includes(path) && isStackFile(path, join(folder));
  return changedSince(root, commit).some((path) => !isOthers(path));
}
