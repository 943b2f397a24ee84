import { accountIdFault, quoted } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { configValue } from "./configValue.ts";
import { fullKey, type SettingFault } from "./refusal.ts";

const allowed = "aws:allowedAccountIds";
const forbidden = "aws:forbiddenAccountIds";

/** Lists of accounts by which the AWS provider refuses credentials, and whether they agree with the stack's account. */
export function accountListFaults(): SettingFault[] {
  const faults = [...listFaults(allowed), ...listFaults(forbidden)];
  if (faults.length > 0) return faults;
  const [allowing, forbidding] = [allowed, forbidden].map((key) => configValue(key) as string[] | undefined);
  if (allowing !== undefined && forbidding !== undefined)
    return [
      {
        path: [forbidden],
        text: `is beside ${allowed}, and the AWS provider accepts only one of them. Remove one; ${fullKey("account")} alone refuses other accounts.`,
      },
    ];
  const account = new pulumi.Config().get("account");
  if (account === undefined || accountIdFault(account) !== undefined) return [];
  if (allowing !== undefined && allowing.length > 0 && !allowing.includes(account))
    return [
      {
        path: [allowed],
        text: `does not contain ${account}, the account of the stack (${fullKey("account")}). Add it, or correct ${fullKey("account")}.`,
      },
    ];
  const index = forbidding?.indexOf(account) ?? -1;
  if (index === -1) return [];
  return [
    {
      path: [forbidden, index],
      text: `is ${account}, the account of the stack (${fullKey("account")}). Remove it, or correct ${fullKey("account")}.`,
    },
  ];
}

function listFaults(key: string): SettingFault[] {
  const value = configValue(key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const state = value === null ? "has no value" : `is ${quoted(key, value)}`;
    return [
      {
        path: [key],
        text: `${state}; expected: a list of account IDs. Write, for example, ${key}: ["111122223333"]`,
      },
    ];
  }
  return value.flatMap((id: unknown, index) => {
    const text =
      typeof id === "number" ? `is ${id}; expected: twelve digits. Put them in quotes.` : accountIdFault(id);
    return text === undefined ? [] : [{ path: [key, index], text }];
  });
}
