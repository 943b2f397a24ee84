import { Command, Option } from "commander";
import { minutes } from "../operating.ts";
import type { VolumesOptions } from "./volumes.ts";

export function volumesCommand(exit: (status: number) => void): Command {
  return new Command("volumes")
    .description(
      "Lists the EBS volumes and EFS file systems that Docker volume plugins made for a cluster's tasks, outside of any " +
        "stack's state, and removes one of them.",
    )
    .requiredOption("-c, --cluster <name>", "the ECS cluster")
    .option("--family <name...>", "also volumes of these task definitions, which no service uses any more")
    .option("--region <name>", "AWS region (default: AWS_REGION, or the profile's)")
    .option(
      "--prices <file>",
      "a YAML or JSON file with what a GiB-month costs you (see packages/operate/README.md)",
    )
    .option("--remove <name>", "delete the volume of this name or id, after it was typed again")
    .option("--no-snapshot", "take no snapshot before")
    .option("--timeout <minutes>", "how long to wait until it is gone", minutes, 60)
    .option("-y, --yes", "do not ask")
    .addOption(
      new Option("-f, --format <format>", "how to print them").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      "\nExit status: 0 fine, whether there are any or not; 1 refused, failed or timed out; 2 the call is wrong.",
    )
    .action(async (options: VolumesOptions) => {
      const { volumes } = await import("./volumes.ts");
      exit(await volumes(options));
    });
}
