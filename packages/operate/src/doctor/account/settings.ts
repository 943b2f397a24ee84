import { ListAccountSettingsCommand, type SettingName } from "@aws-sdk/client-ecs";
import { missing, ok, warning } from "../check.ts";
import type { Trunking } from "../needs/needs.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";

/** ECS uses the setting of the instances' role, which is the account's default unless the role has its own. */
export function trunkingQuestion(
  account: Account,
  trunking: Exclude<Trunking, "none">,
  stacks: string[],
): Question {
  return {
    id: "setting:awsvpcTrunking",
    what: "Container instances have enough network interfaces for the tasks with network mode awsvpc",
    stacks,
    ask: async () => {
      if ((await setting(account, "awsvpcTrunking")) === "enabled") return ok("awsvpcTrunking is enabled");
      return trunking === "possible"
        ? ok("awsvpcTrunking is disabled, but all tasks can be placed without it")
        : missing(
            "awsvpcTrunking is disabled, and tasks would wait for instances with free network interfaces (npx ballast place " +
              `${stacks[0] ?? ""} shows them); the setting applies to instances that are launched afterwards`,
            `aws ecs put-account-setting-default --name awsvpcTrunking --value enabled --region ${account.region}`,
          );
    },
  };
}

/** Checks the account setting for clusters that do not set Container Insights. */
export function insightsQuestion(account: Account, stacks: string[]): Question {
  return {
    id: "setting:containerInsights",
    what: "The account enables Container Insights for clusters that do not set it",
    stacks,
    ask: async () => {
      const value = await setting(account, "containerInsights");
      if (value === "enabled" || value === "enhanced") return ok(`containerInsights is ${value}`);
      return warning(
        "containerInsights is disabled: tasks will have no metrics",
        `aws ecs put-account-setting-default --name containerInsights --value enhanced --region ${account.region}`,
      );
    },
  };
}

/** The effective setting of the calling principal: its own, or the account's default. */
async function setting({ ecs }: Account, name: SettingName): Promise<string | undefined> {
  const { settings = [] } = await ecs.send(new ListAccountSettingsCommand({ name, effectiveSettings: true }));
  return settings.find((one) => one.name === name)?.value;
}
