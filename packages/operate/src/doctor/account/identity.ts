import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { AwsError } from "../../operateError.ts";
import { missing, ok, warning, type Check, type Verdict } from "../check.ts";
import type { Account } from "./account.ts";
import { profilesOf } from "./profiles.ts";

export interface Identity {
  check: Check;
  /** @default - AWS accepts no credentials */
  accountId?: string;
}

/** Identifies the credentials. Without valid credentials, no other check runs. */
export async function identityOf({ sts, region }: Account): Promise<Identity> {
  const about = { id: `credentials:${region}`, what: `There are AWS credentials for ${region}` };
  try {
    const { Account: accountId = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return { check: { ...about, ...ok(`account ${accountId}, as ${Arn}`) }, accountId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { check: { ...about, ...missing(error.message, "aws sso login, or aws configure") } };
  }
}

/** The account of the credentials. @throws {AwsError} if AWS accepts no credentials. */
export async function accountOf({ sts }: Account): Promise<string | undefined> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Account;
}

/** Checks that the credentials belong to the account of the stacks. */
export async function ownership(
  accountId: string,
  named: string | undefined,
  stacks: string[],
): Promise<Check> {
  const about = {
    id: named === undefined ? `account-named:${accountId}` : `account-used:${named}`,
    what: `The credentials are for the account of ${stacks.join(", ")}`,
    stacks,
  };
  if (named === accountId) return { ...about, ...ok(`account ${accountId}`) };
  return { ...about, ...(named === undefined ? unnamed(accountId, stacks) : await other(accountId, named)) };
}

function unnamed(accountId: string, stacks: string[]): Verdict {
  return warning(
    "no settings name the account, so credentials of another account would be accepted",
    stacks.map((stack) => `npx pulumi config set ballast:account ${accountId} --stack ${stack}`).join(" && "),
  );
}

async function other(accountId: string, named: string): Promise<Verdict> {
  const profiles = await profilesOf(named);
  const [profile] = profiles;
  return missing(
    `they are of ${accountId}; the stacks belong to ${named}`,
    profile === undefined
      ? `no profile on this machine names the account ${named}. Create one: aws configure sso`
      : `export AWS_PROFILE=${profile}${profiles.length > 1 ? `   # or ${profiles.slice(1).join(", ")}` : ""}`,
  );
}
