import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { AwsError } from "../../operateError.ts";
import { missing, ok, type Check } from "../check.ts";
import type { Account } from "./account.ts";

export interface Identity {
  check: Check;
  /** @default - there are no credentials that AWS accepts */
  accountId?: string;
}

/** Whose credentials these are. Nothing else is asked where there are none. */
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
