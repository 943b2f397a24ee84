import { accountOf, type Account } from "@ballast/operate";
import { settingsIn } from "@ballast/plan";
import { fields, splitStackName, text, type NameParts } from "@ballast/model";
import type { PlannedStack } from "../planning.ts";
import type { AcceptanceRecord } from "@ballast/report";
import { AcceptError } from "./acceptError.ts";
import type { PulumiRunner } from "./pulumi.ts";

/** A stack that may be accepted, according to its settings. */
export interface CheckedStack extends NameParts {
  stack: string;
  account: string;
  /** Its default tags. */
  tags: Record<string, string>;
}

/** @throws {AcceptError} if a run could harm the stack, or if its leftover resources could not be found. */
export function checkedStack({ plan, project, account }: PlannedStack, isProdAllowed: boolean): CheckedStack {
  const { stack } = plan;
  const parts = splitStackName(stack);
  if (parts === undefined)
    throw new AcceptError(
      `${stack} is not named <scenario>-<environment> or <scenario>_<instance>-<environment>, so its steps are unknown. Use a stack with such a name.`,
      2,
    );
  if (account === undefined)
    throw new AcceptError(
      `${stack} has no account in its settings, and a run deploys and destroys the stack. Set the account first: ` +
        `npx pulumi config set ${project.name}:account <account ID> --stack ${stack}`,
    );
  const retention = text(
    fields(settingsIn(project.configurationOf(stack).values, project.name))["retention"],
  );
  if (!isProdAllowed && (parts.environment === "prod" || retention === "retain"))
    throw new AcceptError(
      `${stack} ${parts.environment === "prod" ? "is of the environment prod" : "retains its data (retention: retain)"}. A run interrupts its ` +
        "services and destroys it at the end. Accept the stack of another environment, or add --allow-prod.",
    );
  const tags = tagsOf(fields(plan.providers?.["aws"])["defaultTags"]);
  if (Object.keys(tags).length < 2)
    throw new AcceptError(
      `${stack} has fewer than two default tags, so its leftover resources cannot be distinguished from those of other stacks. ` +
        "Set aws:defaultTags, as the files of the other stacks do.",
    );
  return { stack, ...parts, account, tags };
}

function tagsOf(defaultTags: unknown): Record<string, string> {
  const all = Object.entries(fields(fields(defaultTags)["tags"]));
  return Object.fromEntries(all.flatMap(([key, value]) => (text(value) === "" ? [] : [[key, text(value)]])));
}

/** @throws {AcceptError} if `pulumi` uses another backend or user than at the start of the run. */
export async function requireBackend({ backend }: AcceptanceRecord, pulumi: PulumiRunner): Promise<void> {
  if (backend === undefined) return;
  const used = await pulumi.backend({ timeoutSeconds: 60 });
  if (used === backend) return;
  throw new AcceptError(
    `The run began with Pulumi's backend ${backend}, and pulumi now uses ${used}, where a stack of the same name is another stack. ` +
      "Log in to the first one with `pulumi login`, or set PULUMI_BACKEND_URL, and continue. Nothing was changed.",
  );
}

/** @throws {AcceptError} if the credentials belong to another account than the stack. */
export async function requireAccount(
  account: Account,
  { stack, account: named }: CheckedStack,
): Promise<void> {
  const used = await accountOf(account);
  if (used === named) return;
  throw new AcceptError(
    `${stack} belongs to the account ${named}, but these AWS credentials are of ${used ?? "no account"}. Use credentials of ${named}: ` +
      `\`npx ballast doctor ${stack}\` names a profile. Nothing was changed.`,
  );
}
