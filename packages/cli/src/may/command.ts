import { Command, Option } from "commander";
import { formatOption, noCacheOption } from "../options.ts";
import type { MayOptions } from "./may.ts";

export function mayCommand(exit: (status: number) => void): Command {
  const command = new Command("may")
    .description(
      "Prints the permissions of a stack's roles, and the calls that are made with them. It evaluates their policies and " +
        "boundaries, the policies of resources and keys, and AWS managed policies as of the release of Ballast. Needs no " +
        "AWS credentials.",
    )
    .argument("<stack>", "a stack's name")
    .argument("[role]", "a role, by the name of its resource, its role name, or its ARN")
    .argument("[action]", "the action to check: ecs:UpdateService")
    .argument("[resource]", "the resource to check: an ARN, or the name of a resource of the stack")
    .addOption(
      new Option("--context <key=value>", "a condition key of the request: ec2:Vpc=…; can be repeated")
        .argParser(gathered)
        .default({}, "none"),
    )
    .addOption(formatOption("how to print it", "json"))
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nWithout a role: all roles, with the number of calls that they make, of missing permissions and of unneeded permissions.\n" +
        "Without an action: the calls that are made with the role, and which policy allows or denies each. Without a resource: the resources " +
        "for which the action is allowed and denied.\n" +
        "\nExit status: 0 allowed, or nothing is missing; 1 not allowed, or the plan does not determine it; 2 invalid arguments.",
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
        `error: --context ${given} is not a key with a value. Use, for example, ec2:ResourceTag/team=web`,
        {
          exitCode: 2,
        },
      );
    return { ...before, [key]: [...(before[key] ?? []), value] };
  }
}
