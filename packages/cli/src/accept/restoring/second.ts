import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { OperateError } from "@ballast/operate";
import { settingsIn } from "@ballast/plan";
import { parseDocument } from "yaml";
import { noteCreated, noteGone, requireCreated } from "../created.ts";
import { initialize, settingsFile } from "../deploying.ts";
import type { Setting, StepContext } from "../step.ts";

/**
 * The name of another instance of the scenario: next to `rexray-ebs-dev` it is `rexray-ebs_restored-dev`, next to
 * `rexray-ebs_blue-dev` it is `rexray-ebs_bluerestored-dev`.
 */
export function restoredStack(scenario: string, environment: string, instance: string): string {
  return `${scenario}_${instance}restored-${environment}`;
}

/**
 * Creates the second stack with the accepted stack's settings. Only `pulumi` reads the secrets, and encrypts them
 * again. If an earlier attempt of the run created the stack, it is kept; if something else created it, the run is
 * refused.
 */
export async function createSecond(context: StepContext, restored: string): Promise<void> {
  const { planned, pulumi, pace } = context;
  const { project } = planned;
  if (settingsIn(project.configurationOf(context.stack).values, project.name) === undefined)
    throw new OperateError(`${context.stack} has no settings from which to deploy a second stack.`);
  const file = settingsFile(context, restored);
  const document = parseDocument(readFileSync(settingsFile(context, context.stack), "utf8"));
  const hasSecrets = hasSecure(document.toJS());
  const isInitialized = (await pulumi.stacks(pace)).has(restored);
  if (isInitialized) requireCreated(context, restored);
  if (existsSync(file)) requireCreated(context, file);
  else {
    for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
    if (hasSecrets) document.delete("config");
    noteCreated(context, file);
    try {
      writeFileSync(file, document.toString(), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      noteGone(context, file);
      requireCreated(context, file);
    }
  }
  if (!isInitialized) {
    noteCreated(context, restored);
    try {
      await initialize(context, restored);
    } catch (error) {
      // Something else created the stack in the meantime.
      if (/already exists/.test((error as Error).message)) noteGone(context, restored);
      throw error;
    }
  }
  if (hasSecrets) await pulumi.run(["config", "cp", "--stack", context.stack, "--dest", restored], pace);
}

/** @param settings Settings for the second stack's file. An undefined value removes a setting. */
export function writeSettings(context: StepContext, restored: string, settings: Setting[]): void {
  const file = settingsFile(context, restored);
  requireCreated(context, file);
  // Settings that Pulumi has added to the file stay.
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const { path, value } of settings) {
    const keys = ["config", `${context.planned.project.name}:settings`, ...path];
    if (value !== undefined) document.setIn(keys, value);
    else if (document.hasIn(keys)) document.deleteIn(keys);
  }
  writeFileSync(file, document.toString());
}

/** `{ secure: <ciphertext> }`, in block or flow style, at any depth. */
function hasSecure(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(hasSecure);
}
