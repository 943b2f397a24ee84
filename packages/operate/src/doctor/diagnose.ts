import type { Account } from "./account/account.ts";
import { associationQuestion } from "./account/associations.ts";
import { answers, type Question } from "./account/ask.ts";
import { identityOf, ownership } from "./account/identity.ts";
import { nameQuestion } from "./account/names.ts";
import { directoryQuestion, quotaQuestion } from "./account/quotas.ts";
import { referenceQuestion } from "./account/references.ts";
import {
  databaseQuestion,
  imageQuestion,
  instanceTypeQuestion,
  zoneQuestions,
  type For,
} from "./account/region.ts";
import { roleQuestion } from "./account/roles.ts";
import { insightsQuestion, trunkingQuestion } from "./account/settings.ts";
import { usageOf } from "./account/usage.ts";
import { unknown, type Check } from "./check.ts";
import type { Needs } from "./needs/needs.ts";
import { addedUp } from "./needs/quotas.ts";

/**
 * Checks with read-only calls whether an account meets the requirements of stacks that will be deployed to it
 * together. Their needs of the same quota are added.
 *
 * @param needs of stacks in the account's region.
 * @param named The account id in the stacks' settings. @default - the settings do not contain one
 */
export async function diagnose(
  account: Account,
  needs: Needs[],
  say?: (line: string) => void,
  named?: string,
): Promise<Check[]> {
  const { check, accountId } = await identityOf(account);
  const questions = questionsFor(account, needs);
  if (accountId !== undefined) {
    const owner = await ownership(accountId, named, names(needs));
    // The other checks are meaningless in the wrong account.
    if (owner.status === "missing") return [check, owner];
    return [check, owner, ...(await answers(questions, say))];
  }
  const unasked: Check = {
    id: `account:${account.region}`,
    what: "The account and the region meet the requirements of the stacks",
    ...unknown(`${questions.length} checks of AWS were skipped, because there are no credentials.`),
  };
  return questions.length === 0 ? [check] : [check, unasked];
}

function questionsFor(account: Account, needs: Needs[]): Question[] {
  const usage = usageOf(account);
  const possible = needs.filter(({ trunking }) => trunking !== "none");
  const needed = needs.filter(({ trunking }) => trunking === "needed");
  const trunking = needed.length > 0 ? needed : possible;
  const insights = needs.filter(({ accountDecidesInsights }) => accountDecidesInsights);
  const directories = needs.filter((one) => one.directories > 0);
  const count = directories.reduce((sum, one) => sum + one.directories, 0);
  const zones = joined(needs, (one) => one.zones.map((zone) => ({ zone })));
  const images = joined(needs, (one) => one.imageParameters.map((name) => ({ name })));
  return [
    ...joined(needs, (one) => one.roles).map((role) => roleQuestion(account, role, role.stacks)),
    trunking.length > 0 &&
      trunkingQuestion(account, needed.length > 0 ? "needed" : "possible", names(trunking)),
    insights.length > 0 && insightsQuestion(account, names(insights)),
    ...zoneQuestions(account, zones),
    ...instanceTypes(needs).map((type) => instanceTypeQuestion(account, type)),
    ...images.map((image) => imageQuestion(account, image)),
    ...joined(needs, (one) => one.databases).map((database) => databaseQuestion(account, database)),
    ...quotaNeeds(needs).map((quota) => quotaQuestion(account, quota, usage[quota.quota])),
    directories.length > 0 && directoryQuestion(account, count, names(directories)),
    ...joined(needs, (one) => one.references).map((reference) => referenceQuestion(account, reference)),
    ...joined(needs, (one) => one.names).map((name) => nameQuestion(account, name)),
    ...joined(needs, (one) => one.associations.map((name) => ({ name }))).map((association) =>
      associationQuestion(account, association),
    ),
  ].filter((question) => question !== false);
}

function names(needs: Needs[]): string[] {
  return needs.map(({ stack }) => stack);
}

/** Merges equal requirements, with the stacks that have them. */
function joined<T extends object>(needs: Needs[], of: (one: Needs) => T[]): For<T>[] {
  const all = new Map<string, For<T>>();
  for (const one of needs) {
    for (const thing of of(one)) {
      const key = JSON.stringify(thing);
      const known = all.get(key);
      if (known === undefined) all.set(key, { ...thing, stacks: [one.stack] });
      else if (!known.stacks.includes(one.stack)) known.stacks.push(one.stack);
    }
  }
  return [...all.values()];
}

function instanceTypes(needs: Needs[]): For<{ type: string; zones: string[] }>[] {
  const types = new Map<string, For<{ type: string; zones: string[] }>>();
  for (const { stack, instanceTypes } of needs) {
    for (const { type, zones } of instanceTypes) {
      const known = types.get(type) ?? { type, zones: [], stacks: [] };
      types.set(type, {
        type,
        zones: [...new Set([...known.zones, ...zones])].sort(),
        stacks: [...known.stacks, stack],
      });
    }
  }
  return [...types.values()];
}

function quotaNeeds(needs: Needs[]): For<ReturnType<typeof addedUp>[number]>[] {
  return addedUp(needs.flatMap(({ quotas }) => quotas)).map((sum) => ({
    ...sum,
    stacks: names(
      needs.filter(({ quotas }) =>
        quotas.some(({ quota, zone }) => quota === sum.quota && zone === sum.zone),
      ),
    ),
  }));
}
