import { valuesAt, words } from "@ballast/model";
import type { Fields } from "../described.ts";
import type { LinkedRoleId } from "../linkedRoles.ts";

/** The steps of a deployment for one resource. */
export const deploymentSteps = ["create", "read", "update", "delete"] as const;
export type DeploymentStep = (typeof deploymentSteps)[number];

/** IAM actions, separated by blanks, keyed by step: `events:PutTargets`. */
export type StepActions = Partial<Record<DeploymentStep, string>>;

/** The actions for deploying a type, in addition to those of its CloudFormation handlers. */
export interface DeploymentNeeds {
  /**
   * Actions that the provider calls in addition to the handlers, or instead of missing handlers. @default
   * none
   */
  calls?: StepActions;
  /** Actions by which the provider reads the resource. @default - the read handler's, and those in `calls` */
  reads?: string;
  /** The service that gets a role, by the path, without indexes, of the property that names the role. @default - it takes no role */
  passes?: Readonly<Record<string, string>>;
  /** Whether an action is called for a resource with these inputs; by action, or by its beginning and `*`. @default - it always is */
  onlyWith?: Readonly<Record<string, (inputs: Fields) => boolean>>;
  /** Service-linked roles that AWS creates with the resource but that it does not require. @default none */
  creates?: readonly LinkedRoleId[];
  /** Why the deployer needs no permission. @default - the deployer needs permissions */
  none?: string;
}

export const never = (): boolean => false;

export const has =
  (...paths: string[]) =>
  (inputs: Fields): boolean =>
    paths.some((path) => valuesAt(inputs, path).length > 0);

/** Actions of one service: `of("events", { create: "PutTargets ec2:DescribeVpcs" })`. */
export const of = (service: string, steps: StepActions): StepActions =>
  Object.fromEntries(Object.entries(steps).map(([step, names]) => [step, actions(service, names)]));

export const actions = (service: string, names: string): string =>
  words(names)
    .map((name) => (name.includes(":") ? name : `${service}:${name}`))
    .join(" ");

/**
 * For services that encrypt data with a customer managed key (AWS KMS developer guide, the pages of the
 * services).
 */
export const keyGrants = "kms:CreateGrant kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext kms:Decrypt";
