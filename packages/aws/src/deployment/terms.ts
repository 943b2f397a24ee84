import { valuesAt, words } from "@ballast/model";
import type { Fields } from "../described.ts";
import type { LinkedRoleId } from "../linkedRoles.ts";

/** What happens to a resource. */
export const deploymentSteps = ["create", "read", "update", "delete"] as const;
export type DeploymentStep = (typeof deploymentSteps)[number];

/** Actions of IAM's by step, split by spaces: `events:PutTargets`. */
export type StepActions = Partial<Record<DeploymentStep, string>>;

/** What deploying a type takes, beyond what CloudFormation's handlers of it call. */
export interface DeploymentNeeds {
  /** What the provider calls besides the handlers, or where CloudFormation has none. @default - nothing */
  calls?: StepActions;
  /** What the provider reads. @default - what the handler reads, and what `calls` says */
  reads?: string;
  /** The service that gets a role, by the path, without indexes, of the property that names the role. @default - it takes no role */
  passes?: Readonly<Record<string, string>>;
  /** Whether an action is called for a resource with these inputs; by action, or by its beginning and `*`. @default - it always is */
  onlyWith?: Readonly<Record<string, (inputs: Fields) => boolean>>;
  /** Service-linked roles that AWS creates with it, although it works without them. @default - none */
  creates?: readonly LinkedRoleId[];
  /** Why it takes no action of the deployer's. @default - it takes some */
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

/** Of a service that stores data with its owner's key (AWS KMS developer guide, the pages of the services). */
export const keyGrants = "kms:CreateGrant kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext kms:Decrypt";
