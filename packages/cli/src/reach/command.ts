import { Command } from "commander";
import { formatOption, noCacheOption } from "../options.ts";
import type { ReachOptions } from "./reach.ts";

export function reachCommand(exit: (status: number) => void): Command {
  const command = new Command("reach")
    .description(
      "Prints which parts of a stack can connect to which, according to the subnets, routes, network ACLs, security " +
        "groups, endpoints and load balancers in its plan and in the plans of the stacks that it references. Needs no AWS " +
        "credentials.",
    )
    .argument("<stack>", "a stack's name")
    .argument("[from]", 'the source: a resource or component, "internet", an IP address or a CIDR block')
    .argument(
      "[to]",
      'the destination, with a port (default: all ports on which it listens): "db:5432", "internet:443", "10.0.0.0/16:445", "aws/ecr.api"',
    )
    .option("--udp", "check UDP instead of TCP")
    .addOption(formatOption("how to print it", "json"))
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nWithout from and to: everything that connects and everything that listens, as a table.\n" +
        "\nExit status: 0 the destination can be reached, or the table is printed; 1 it cannot be reached, or only in part, or a plan " +
        "does not determine it; 2 invalid arguments.",
    );
  return command.action(
    async (stack: string, from: string | undefined, to: string | undefined, options: ReachOptions) => {
      if (from !== undefined && to === undefined)
        command.error(`error: ${from} has no destination. Give from and to, or neither`, {
          exitCode: 2,
        });
      const { reach } = await import("./reach.ts");
      exit(await reach(stack, from === undefined || to === undefined ? undefined : { from, to }, options));
    },
  );
}
