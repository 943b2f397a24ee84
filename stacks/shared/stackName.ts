import { required } from "@ballast/contracts";
import { splitStackName } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";

/** The environment of the stack that runs: stacks/index.ts refuses a stack without one. */
export function currentEnvironment(): string {
  return required(splitStackName(pulumi.getStack())?.environment, "The environment in the stack's name");
}

/**
 * The name of a component in the stack that runs: another instance of a scenario puts its own name before it, so that nothing
 * of it meets the plain stack's in AWS. Names in AWS that settings choose get the same prefix.
 */
export function ownName(name: string): string {
  const instance = currentInstance();
  return instance === undefined ? name : `${instance}-${name}`;
}

/** The same for a domain that the stack creates: another instance has a subdomain. */
export function ownDomain(domain: string): string {
  const instance = currentInstance();
  return instance === undefined ? domain : `${instance}.${domain}`;
}

function currentInstance(): string | undefined {
  return splitStackName(pulumi.getStack())?.instance;
}
