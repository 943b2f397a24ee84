import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { MoveOptions } from "./move.ts";

export function moveVolumeCommand(exit: (status: number) => void): Command {
  return new Command("move-volume")
    .description(
      "Moves an EBS volume of a stack to another zone, by a snapshot. Called once before `pulumi up`: it stops the tasks that " +
        "use the volume, has their instance let it go, and creates the snapshot, which pulumi then creates the new volume from. " +
        "Called again afterwards: it checks that nothing was written to the old volume since, takes the tags from the old volume, " +
        "which stays, and starts the service. If the new volume may lack something, it creates another snapshot instead, and says how " +
        "to go on.",
    )
    .argument("<volume>", "its tag ballast:volume, <stack>-<component>, for example rexray-ebs-dev-mysql")
    .requiredOption("-c, --cluster <name>", "the ECS cluster whose tasks use it")
    .requiredOption("--to <zone>", "where it is to lie, for example eu-central-1b")
    .option("--cancel", "go back: start the service again where it was, before pulumi up")
    .option("--region <name>", "AWS region (default: AWS_REGION, or the profile's)")
    .option("--timeout <minutes>", "how long to wait for tasks, the instance and the snapshot", minutes, 120)
    .option(
      "--settle <minutes>",
      "how long CloudWatch may take to have the last writes to the old volume; the second call waits so long",
      minutes,
      5,
    )
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print what came of it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 this step is done; 1 refused, failed or timed out, and it says what stands; 2 the call is wrong.",
    )
    .action(async (volume: string, options: Omit<MoveOptions, "volume">) => {
      const { move } = await import("./move.ts");
      exit(await move({ ...options, volume }));
    });
}
