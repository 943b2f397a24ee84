import { required } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** The environment of the stack that runs: stacks/index.ts refuses a stack without one. */
export function currentEnvironment(): string {
  return required(splitStackName(pulumi.getStack())?.environment, "The environment in the stack's name");
}

/** A stack's name taken apart, whether or not there is such a scenario: `private-registry-dev`. */
export function splitStackName(name: string): { scenario: string; environment: string } | undefined {
  const { scenario, environment } = /^(?<scenario>.+)-(?<environment>[a-z0-9]+)$/.exec(name)?.groups ?? {};
  return scenario === undefined || environment === undefined ? undefined : { scenario, environment };
}
