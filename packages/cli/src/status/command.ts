import { Command } from "commander";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { StatusOptions } from "./status.ts";

export function statusCommand(exit: (status: number) => void): Command {
  const command = new Command("status")
    .description(
      "Prints the state of the services in a stack's clusters, or in one cluster: healthy, deploying, stuck or failed. " +
        "Explains why their tasks stopped or could not be placed within the last hour, and what to do. For a stack also " +
        "prints active alarms, and for each store the age of the newest recovery point and the result of the last restore " +
        "drill. Calls only read operations of AWS.",
    )
    .argument("[stack]", "the stack")
    .option("-c, --cluster <name>", "use this ECS cluster instead")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .addOption(formatOption("how to print it", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 no problems; 1 a service is unstable, stuck or failed, an alarm is active, a restore drill failed, or AWS rejects a call; 2 invalid arguments.",
    );
  return command.action(async (stack: string | undefined, options: Omit<StatusOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { status } = await import("./status.ts");
    exit(await status({ ...options, ...(stack !== undefined && { stack }) }));
  });
}
