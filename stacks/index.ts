import type { Site } from "@ballast/contracts";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { loadScenario, parseStackName, stackNames } from "./scenarios.ts";
import { boundRoles } from "./shared/roles.ts";
import { checkSecrets, readExceptions, readSettings } from "./shared/settings.ts";

/**
 * The program of every stack: `<scenario>-<environment>` names the scenario to run and, by
 * stacks/environments/Pulumi.<stack>.yaml, its settings. Pulumi runs the default export and allows no other.
 */
export default async function run(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const name = parseStackName(stack);
  if (name === undefined) {
    throw new pulumi.RunError(
      `There is no scenario for the stack "${stack}". Stacks are named <scenario>-<environment>: ${stackNames().join(", ")}.`,
    );
  }
  const scenario = await loadScenario(name.scenario);
  const settings = readSettings(scenario.settings);
  const exceptions = readExceptions();
  await checkSecrets(scenario.settings, settings);
  boundRoles();
  try {
    const outputs = await scenario.default(settings, await site());
    return present({ ...outputs, ...exceptions });
  } catch (error) {
    // A refused argument is the settings' fault here, and its message says everything; a stack trace would bury it.
    if (pulumi.InputPropertiesError.isInstance(error)) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** Without what a stack does not have: Pulumi warns of each undefined output on every run. */
function present(outputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}

async function site(): Promise<Site> {
  const [caller, { partition }] = await Promise.all([aws.getCallerIdentity(), aws.getPartition()]);
  return { accountId: caller.accountId, partition, region: new pulumi.Config("aws").require("region") };
}
