import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { AcceptOptions } from "./accept.ts";

export function acceptCommand(exit: (status: number) => void): Command {
  return new Command("accept")
    .description(
      "Runs an acceptance test of a stack in a real account: doctor, pulumi up, the manual steps of the scenario's " +
        "README, patch, restore of every store, pulumi destroy, and a search for leftover resources by tag. First shows the steps, a cost " +
        "estimate and a time limit, and asks for confirmation. To continue an interrupted run, call the same command " +
        "again. Writes evidence as JSON and as a page. Rejects credentials of an account other than ballast:account.",
    )
    .argument(
      "<stack>",
      "a stack that is not deployed yet, for example rexray-ebs-dev; its network stack must be deployed",
    )
    .option(
      "--timeout <minutes>",
      "no step starts that could not end within this time, including the destruction (default: the maximum time of all steps)",
      minutes,
    )
    .option("--out <folder>", "where to store the run (default: .ballast/accept/<stack>)")
    .option("--keep", "do not destroy the stack, neither at the end nor after a failed step")
    .option("--restart", "start a new run, although an earlier run has not ended")
    .option(
      "--backup-role <arn>",
      "the role with which AWS Backup saves and restores EFS (default: the account's default role of AWS Backup)",
    )
    .option("--allow-prod", "also accept a stack of prod, or one that retains its data")
    .option(
      "-y, --yes",
      "start without confirmation, and destroy the stack at the end or after a failed step",
    )
    .addOption(formatOption("how to print the result", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 accepted, and no resources are left over; 1 refused, a step failed, or the run has not ended; 2 invalid arguments.",
    )
    .action(async (stack: string, options: Omit<AcceptOptions, "stack">) => {
      const { accept } = await import("./accept.ts");
      exit(await accept({ ...options, stack }));
    });
}
