import { Command } from "commander";
import { formatOption, noCacheOption } from "../options.ts";
import type { MayOptions } from "./may.ts";

export function mayCommand(exit: (status: number) => void): Command {
  const command = new Command("may")
    .description(
      "Says what the roles of a stack may do, and what is called with them: by their policies and boundaries, by those of resources and " +
        "keys, and by AWS's own as they stood when Ballast was released. Needs no AWS credentials.",
    )
    .argument("<stack>", "a stack's name")
    .argument("[role]", "a role, by the name of the resource or of the role, or by its ARN")
    .argument("[action]", "what it wants to do: ecs:UpdateService")
    .argument("[resource]", "on what: an ARN, or the name of a resource of the stack")
    .option("--context <key=value>", "a condition key of the request, once for each: ec2:Vpc=…", gathered, {})
    .addOption(formatOption("how to print it", "table", "json"))
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nWithout a role: all roles, with how many calls they make, lack and do not need.\n" +
        "Without an action: what is called with the role, and what decides it. Without a resource: on what the action is allowed and denied.\n" +
        "\nExit status: 0 it may, or nothing is missing; 1 it may not, or a plan does not say; 2 the call is wrong.",
    );
  return command.action(
    async (
      stack: string,
      role: string | undefined,
      action: string | undefined,
      resource: string | undefined,
      options: MayOptions,
    ) => {
      const { may } = await import("./may.ts");
      exit(await may({ stack, role, action, resource }, options));
    },
  );

  function gathered(given: string, before: Record<string, string[]>): Record<string, string[]> {
    const [, key, value] = /^([\w-]+:[^=]+)=(.*)$/.exec(given) ?? [];
    if (key === undefined || value === undefined)
      return command.error(
        `error: --context ${given} is not a key and its value; for example ec2:ResourceTag/team=web`,
        {
          exitCode: 2,
        },
      );
    return { ...before, [key]: [...(before[key] ?? []), value] };
  }
}
