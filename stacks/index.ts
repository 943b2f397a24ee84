import type { Site } from "@ballast/contracts";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { loadScenario, parseStackName, stackNameForm } from "./scenarios.ts";
import { checkAccount, requireAccount } from "./shared/account.ts";
import { checkProvider } from "./shared/provider.ts";
import { componentRefusal } from "./shared/componentRefusal.ts";
import { settingsFile, together } from "./shared/refusal.ts";
import { boundRoles } from "./shared/roles.ts";
import { checkEncryption, checkSecrets, readExceptions, readSettings } from "./shared/settings.ts";

/**
 * The program of every stack: `<scenario>-<environment>` names the scenario to run and, by
 * stacks/environments/Pulumi.<stack>.yaml, its settings. Pulumi runs the default export and allows no other.
 */
export default async function run(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const name = parseStackName(stack);
  if (name === undefined) {
    throw new pulumi.RunError(
      `There is no scenario for the stack "${stack}". Stacks are named ${stackNameForm}.`,
    );
  }
  if (Object.keys(pulumi.runtime.allConfig()).length === 0)
    throw new pulumi.RunError(
      `${stack} has no configuration: ${settingsFile()} does not exist, or is empty. Copy the file of another stack of ` +
        `${name.scenario}, or check the stack's name.`,
    );
  const scenario = await loadScenario(name.scenario);
  const [, , , , settings, exceptions] = together(
    () => checkProvider(scenario.settings.mostDefaultTags),
    checkEncryption,
    checkAccount,
    boundRoles,
    () => readSettings(scenario.settings),
    readExceptions,
  );
  await checkSecrets(scenario.settings, settings);
  try {
    const outputs = await scenario.default(settings, await site());
    return present({ ...outputs, ...exceptions });
  } catch (error) {
    // A refused argument is the settings' fault here, and its message says everything; a stack trace would bury it.
    if (pulumi.InputPropertiesError.isInstance(error)) throw componentRefusal(error);
    throw error;
  }
}

/** Without what a stack does not have: Pulumi warns of each undefined output on every run. */
function present(outputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}

async function site(): Promise<Site> {
  const [caller, { partition }] = await Promise.all([aws.getCallerIdentity(), aws.getPartition()]);
  requireAccount(caller);
  return { accountId: caller.accountId, partition, region: new pulumi.Config("aws").require("region") };
}
