import { Command } from "commander";
import { formatOption, noCacheOption } from "../options.ts";
import type { ReachOptions } from "./reach.ts";

export function reachCommand(exit: (status: number) => void): Command {
  const command = new Command("reach")
    .description(
      "Says what can connect to what in a stack, by subnets, routes, network ACLs, security groups, endpoints and load balancers: of " +
        "its plan, and of the stacks that it stands on. Needs no AWS credentials.",
    )
    .argument("<stack>", "a stack's name")
    .argument("[from]", 'who connects: a resource or component, "internet", an address or a block')
    .argument(
      "[to]",
      'what is connected to, with a port if not all on which it listens: "db:5432", "internet:443", "10.0.0.0/16:445", "aws/ecr.api"',
    )
    .option("--udp", "ask for UDP instead of TCP")
    .addOption(formatOption("how to print it", "table", "json"))
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nWithout from and to: everything that connects and everything that listens, as a table.\n" +
        "\nExit status: 0 it can be reached, or the table is printed; 1 it cannot, in part, or a plan does not say; 2 the call is wrong.",
    );
  return command.action(
    async (stack: string, from: string | undefined, to: string | undefined, options: ReachOptions) => {
      if (from !== undefined && to === undefined)
        command.error(`error: ${from} connects to what? Give from and to, or neither of them`, {
          exitCode: 2,
        });
      const { reach } = await import("./reach.ts");
      exit(await reach(stack, from === undefined || to === undefined ? undefined : { from, to }, options));
    },
  );
}
