import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { MoveOptions } from "./move.ts";

export function moveVolumeCommand(exit: (status: number) => void): Command {
  return new Command("move-volume")
    .description(
      "Moves an EBS volume of a stack to another zone, by a snapshot. The first call, before `pulumi up`, stops the tasks that use the volume, detaches the volume from " +
        "their instance, and creates the snapshot from which pulumi then creates the new volume. The second call, after " +
        "`pulumi up`, checks that nothing was written to the old volume in the meantime, removes the tags of the old " +
        "volume, which is kept, and starts the service. If data may be missing on the new volume, it creates another " +
        "snapshot instead, and prints the next steps.",
    )
    .argument(
      "<volume>",
      "the volume's tag ballast:volume, <stack>-<component>, for example rexray-ebs-dev-mysql",
    )
    .requiredOption("-c, --cluster <name>", "the ECS cluster whose tasks use it")
    .requiredOption("--to <zone>", "the target zone, for example eu-central-1b")
    .option("--cancel", "before pulumi up: cancel the move and start the service again with the old volume")
    .option("--region <name>", "AWS region (default: AWS_REGION, or the profile's)")
    .option("--timeout <minutes>", "how long to wait for tasks, the instance and the snapshot", minutes, 120)
    .option(
      "--settle <minutes>",
      "how long the second call waits until CloudWatch has the metrics of the last writes to the old volume",
      minutes,
      5,
    )
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print the result", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 this step is done; 1 refused, failed or timed out (prints the current state); 2 invalid arguments.",
    )
    .action(async (volume: string, options: Omit<MoveOptions, "volume">) => {
      const { move } = await import("./move.ts");
      exit(await move({ ...options, volume }));
    });
}
