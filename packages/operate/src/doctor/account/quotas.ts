import { GetDirectoryLimitsCommand } from "@aws-sdk/client-directory-service";
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from "@aws-sdk/client-service-quotas";
import { missing, ok, unknown, type Verdict } from "../check.ts";
import type { QuotaNeed } from "../needs/quotas.ts";
import { quotaOf, type Quota } from "@ballast/aws";
import { unless } from "../../aws.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";
import type { For } from "./region.ts";
import type { Usage } from "./usage.ts";

export function quotaQuestion(
  account: Account,
  { quota: id, need, zone, stacks }: For<QuotaNeed>,
  usage: Usage,
): Question {
  const quota = quotaOf(id);
  const where = zone ?? account.region;
  return {
    id: `quota:${id}${zone === undefined ? "" : `:${zone}`}`,
    what: `The quota "${quota.name}" has room for ${amount(need)} ${quota.unit} in ${where}`,
    stacks,
    ask: async () => {
      const { scale = 1, unit, service, code } = quota;
      const allowed = await valueOf(account, quota);
      if (allowed === undefined)
        return unknown(`Service Quotas has no quota ${code} of ${service} in ${account.region}.`);
      const used = await usage(zone);
      return room(
        allowed * scale,
        unit,
        used,
        need,
        `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} ` +
          `--desired-value ${Math.ceil((used + need) / scale)} --region ${account.region}`,
      );
    },
  };
}

/** The quota's applied value for the account, or AWS's default value. */
async function valueOf({ quotas }: Account, { service, code }: Quota): Promise<number | undefined> {
  const asked = { ServiceCode: service, QuotaCode: code };
  const none = /^NoSuchResource(Exception)?$/;
  const own = await unless(none, quotas.send(new GetServiceQuotaCommand(asked)));
  if (own?.Quota?.Value !== undefined) return own.Quota.Value;
  const common = await unless(none, quotas.send(new GetAWSDefaultServiceQuotaCommand(asked)));
  return common?.Quota?.Value;
}

/** The quota of directories, which only Directory Service reports. */
export function directoryQuestion(account: Account, need: number, stacks: string[]): Question {
  return {
    id: "quota:directories",
    what: `There is room for ${need} AWS Managed Microsoft AD in ${account.region}`,
    stacks,
    ask: async (): Promise<Verdict> => {
      const { DirectoryLimits: limits } = await account.directories.send(new GetDirectoryLimitsCommand({}));
      const allowed = limits?.CloudOnlyMicrosoftADLimit;
      if (allowed === undefined) return unknown("Directory Service does not report how many are allowed.");
      const used = limits?.CloudOnlyMicrosoftADCurrentCount ?? 0;
      const advice =
        "Ask AWS Support to raise the limit, or use an existing directory in the stack's settings.";
      return room(allowed, "directories", used, need, advice);
    },
  };
}

function room(allowed: number, unit: string, used: number, need: number, advice: string): Verdict {
  const found = `${amount(allowed)} ${unit} are allowed, ${amount(used)} in use`;
  if (used + need <= allowed) return ok(found);
  return missing(
    `${found}, ${amount(need)} needed (if the stack is already deployed, the amount in use includes its resources)`,
    advice,
  );
}

function amount(value: number): string {
  return String(Math.round(value * 100) / 100);
}
