import { words } from "@ballast/model";
import { automation } from "./automation.ts";
import { compute } from "./compute.ts";
import { databases } from "./databases.ts";
import facts from "./handlers.json" with { type: "json" };
import { identities } from "./identities.ts";
import { network } from "./network.ts";
import { storage } from "./storage.ts";
import type { DeploymentNeeds, StepActions } from "./terms.ts";

const calls: Readonly<Record<string, DeploymentNeeds>> = {
  ...automation,
  ...compute,
  ...databases,
  ...identities,
  ...network,
  ...storage,
};
const handlers: Readonly<Record<string, StepActions>> = facts.handlers;
const templates: Readonly<Record<string, string>> = facts.types;

/** The actions of a type's CloudFormation handlers; undefined if it has none. */
export function handlersOf(type: string): StepActions | undefined {
  return handlers[templates[type] ?? type];
}

export function deploymentOf(type: string): DeploymentNeeds {
  return calls[type] ?? {};
}

/** Whether the actions for deploying a type are known. */
export function isDeploymentKnown(type: string): boolean {
  return (
    handlersOf(type) !== undefined || calls[type]?.calls !== undefined || calls[type]?.none !== undefined
  );
}

/** Types with handwritten entries. */
export function typesWithCalls(): string[] {
  return Object.keys(calls);
}

/** Types whose handlers call an action. */
export function handlersWith(action: string): string[] {
  return [...Object.keys(templates), ...Object.keys(handlers)].filter((type) =>
    Object.values(handlersOf(type) ?? {}).some((actions) => words(actions).includes(action)),
  );
}
