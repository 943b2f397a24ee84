import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { OperateError } from "@ballast/operate";
import { settingsIn } from "@ballast/plan";
import { parseDocument } from "yaml";
import { settingsFile } from "../deploying.ts";
import type { Setting, StepContext } from "../step.ts";

/** Another instance of the scenario, beside the stack: `rexray-ebs_restored-dev`; beside `rexray-ebs_blue-dev`, `rexray-ebs_bluerestored-dev`. */
export function restoredStack(scenario: string, environment: string, instance: string): string {
  return `${scenario}_${instance}restored-${environment}`;
}

/**
 * The stack's own file for the second stack, with other settings; without its secrets' encryption, which is that stack's alone.
 *
 * @param settings An undefined value takes a setting away.
 */
export function writeSettings(context: StepContext, restored: string, settings: Setting[]): void {
  const { project } = context.planned;
  if (settingsIn(project.configurationOf(context.stack).values, project.name) === undefined)
    throw new OperateError(`${context.stack} has no settings from which to deploy a second stack.`);
  const file = settingsFile(context, restored);
  // What Pulumi has added to it stays.
  const isNew = !existsSync(file);
  const document = parseDocument(readFileSync(isNew ? settingsFile(context, context.stack) : file, "utf8"));
  if (isNew) for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
  for (const { path, value } of settings) {
    const keys = ["config", `${project.name}:settings`, ...path];
    if (value !== undefined) document.setIn(keys, value);
    else if (document.hasIn(keys)) document.deleteIn(keys);
  }
  writeFileSync(file, document.toString());
}
