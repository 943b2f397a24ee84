import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { AcceptOptions } from "./accept.ts";

export function acceptCommand(exit: (status: number) => void): Command {
  return new Command("accept")
    .description(
      "Accepts a stack on a real account: doctor, pulumi up, what the scenario's README shows by hand, patch, restore, pulumi destroy, " +
        "and a search for leftovers by tag. Shows its steps, a cost estimate and a time limit first, and asks. A run that ended in the " +
        "middle goes on with the same command. Evidence is written as JSON and as a page. Refuses credentials of another account than " +
        "ballast:account.",
    )
    .argument(
      "<stack>",
      "a stack that does not stand yet, for example rexray-ebs-dev; its network stack must stand",
    )
    .option(
      "--timeout <minutes>",
      "no step begins that has no room in it before the destruction (default: what all steps may take)",
      minutes,
    )
    .option("--out <folder>", "where the run is kept (default: .ballast/accept/<stack>)")
    .option("--keep", "do not destroy the stack: not at the end, and not after a step that failed")
    .option("--restart", "begin again, although an earlier run has not ended")
    .option("--allow-prod", "also accept a stack of prod, or one that retains its data")
    .option("-y, --yes", "do not ask: begin, and destroy at the end or after a step that failed")
    .addOption(formatOption("how to print what came of it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 accepted, and nothing is left over; 1 refused, a step failed, or the run has not ended; 2 the call is wrong.",
    )
    .action(async (stack: string, options: Omit<AcceptOptions, "stack">) => {
      const { accept } = await import("./accept.ts");
      exit(await accept({ ...options, stack }));
    });
}
