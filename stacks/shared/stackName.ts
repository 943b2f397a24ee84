import { required } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** A stack's name taken apart: `<scenario>-<environment>`, or `<scenario>_<instance>-<environment>`. */
export interface NameParts {
  scenario: string;
  /** Which of several stacks of a scenario in one environment. @default - the one that is plain */
  instance?: string;
  environment: string;
}

/** The environment of the stack that runs: stacks/index.ts refuses a stack without one. */
export function currentEnvironment(): string {
  return required(splitStackName(pulumi.getStack())?.environment, "The environment in the stack's name");
}

/**
 * The name of a component in the stack that runs: another instance of a scenario puts its own name before it, so that nothing
 * of it meets the plain stack's in AWS.
 */
export function ownName(name: string): string {
  const instance = splitStackName(pulumi.getStack())?.instance;
  return instance === undefined ? name : `${instance}-${name}`;
}

/** @returns undefined if it is not a stack's name; whether there is such a scenario is not looked at. */
export function splitStackName(name: string): NameParts | undefined {
  const { scenario, instance, environment } =
    /^(?<scenario>[^_]+)(?:_(?<instance>[a-z][a-z0-9]*))?-(?<environment>[a-z][a-z0-9]*)$/.exec(name)
      ?.groups ?? {};
  if (scenario === undefined || environment === undefined) return undefined;
  return { scenario, ...(instance !== undefined && { instance }), environment };
}
