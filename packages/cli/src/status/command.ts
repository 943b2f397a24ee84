import { Command } from "commander";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { StatusOptions } from "./status.ts";

export function statusCommand(exit: (status: number) => void): Command {
  const command = new Command("status")
    .description(
      "Says what the services of a stack's clusters, or of one cluster, do now: healthy, deploying, stuck or failed; why their tasks " +
        "stopped or find no place within the last hour, and what to do. Of a stack also which alarms ring, and how old the newest " +
        "recovery point of each store is and how its last restore drill ended. Asks AWS by calls that only read.",
    )
    .argument("[stack]", "look at this stack, by its plan")
    .option("-c, --cluster <name>", "look at this ECS cluster instead")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .addOption(formatOption("how to print it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 nothing to look at; 1 a service is stuck or failed, an alarm rings, a restore drill failed, or AWS refuses a call; 2 the call is wrong.",
    );
  return command.action(async (stack: string | undefined, options: Omit<StatusOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { status } = await import("./status.ts");
    exit(await status({ ...options, ...(stack !== undefined && { stack }) }));
  });
}
