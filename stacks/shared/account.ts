import { accountIdFault } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { configValue } from "./configValue.ts";
import { fullKey, settingsFile, SettingsRefusal } from "./refusal.ts";

const key = "account";

/** @throws {pulumi.RunError} if the configuration names an account that cannot be one. */
export function checkAccount(): void {
  const account = configValue(fullKey(key));
  if (account === undefined) return;
  const command = `npx pulumi config set ${fullKey(key)} <account ID> --stack ${pulumi.getStack()}`;
  const fault =
    account === null
      ? "has no value; expected: the twelve digits of an AWS account ID, in quotes."
      : // Pulumi returns only the digits, whether or not they are in quotes.
        accountIdFault(typeof account === "number" ? new pulumi.Config().get(key) : account);
  if (fault !== undefined)
    throw new SettingsRefusal([{ path: [fullKey(key)], text: `${fault} Set it with: ${command}` }]);
}

/**
 * Where the configuration names the stack's account, refuses credentials of another one. Call it before the first resource.
 *
 * @throws {pulumi.RunError} that says whose credentials these are.
 */
export function requireAccount({ accountId, arn }: { accountId: string; arn: string }): void {
  const named = new pulumi.Config().get(key);
  if (named === undefined || named === accountId) return;
  throw new pulumi.RunError(
    `${pulumi.getStack()} belongs to the account ${named} (${fullKey(key)} in ${settingsFile()}), but these AWS credentials are of ` +
      `${accountId} (${arn}). Use credentials of ${named}: \`npx ballast doctor ${pulumi.getStack()}\` names a profile. ` +
      "Nothing was registered.",
  );
}
