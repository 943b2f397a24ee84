import { fields, valuesAt, words } from "@ballast/model";
import { resourceType } from "../catalogue.ts";
import type { Fields } from "../described.ts";
import { linkedRoles } from "../linkedRoles.ts";
import { deploymentOf, handlersOf } from "./known.ts";
import type { DeploymentNeeds, DeploymentStep } from "./terms.ts";

/** One IAM action that a deployment requires, with the condition values of its request. */
export interface DeploymentAction {
  action: string;
  /**
   * For `iam:PassRole`: the service that gets the roles, and the roles by name or ARN. @default - another
   * action
   */
  passes?: { service: string; roles: unknown[] };
  /** For `iam:CreateServiceLinkedRole`: the service that uses the role. @default - another action */
  linkedService?: string;
}

const passRole = "iam:PassRole";
const createLinkedRole = "iam:CreateServiceLinkedRole";

/**
 * The IAM actions that one deployment step requires for a resource.
 *
 * @param type A Pulumi type, or a CloudFormation type for a template's resource.
 */
export function deploymentActions(type: string, step: DeploymentStep, inputs: Fields): DeploymentAction[] {
  const own = deploymentOf(type);
  const named = [handlersOf(type)?.[step], own.calls?.[step]].filter((one) => one !== undefined).join(" ");
  const plain = [...new Set(words(step === "read" ? (own.reads ?? named) : named))]
    .filter((action) => action !== passRole && action !== createLinkedRole)
    .filter((action) => isCalled(own, action, inputs))
    .map((action) => ({ action }));
  return [
    ...plain,
    ...(step === "create" || step === "update" ? passed(own, inputs) : []),
    ...(step === "create" ? linked(type, own, inputs) : []),
  ];
}

function isCalled({ onlyWith = {} }: DeploymentNeeds, action: string, inputs: Fields): boolean {
  const [, isNeeded] =
    Object.entries(onlyWith).find(([pattern]) =>
      pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : action === pattern,
    ) ?? [];
  return isNeeded?.(inputs) ?? true;
}

function passed({ passes = {} }: DeploymentNeeds, inputs: Fields): DeploymentAction[] {
  return Object.entries(passes).flatMap(([path, service]) => {
    const roles = valuesAt(fields(inputs), path);
    return roles.length === 0
      ? []
      : [{ action: passRole, passes: { service: `${service}.amazonaws.com`, roles } }];
  });
}

function linked(type: string, { creates = [] }: DeploymentNeeds, inputs: Fields): DeploymentAction[] {
  const needed = (resourceType(type)?.linkedRoles ?? [])
    .filter(({ where, createdBy }) => createdBy === undefined && (where?.(inputs) ?? true))
    .map(({ role }) => role);
  return [...new Set([...needed, ...creates])].map((role) => ({
    action: createLinkedRole,
    linkedService: linkedRoles[role].service,
  }));
}
