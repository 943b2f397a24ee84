import { Command, Option } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { DrainOptions } from "./drain.ts";

export function drainCommand(exit: (status: number) => void): Command {
  const command = new Command("drain")
    .description(
      "Sets a container instance to DRAINING and follows its tasks until their services are steady elsewhere. Where a " +
        "volume plugin moves a task's volume, it first looks whether another instance of the zone can take the task. " +
        "Where the volume is attached to the instance itself, the instance's group replaces it.",
    )
    .requiredOption("-c, --cluster <name>", "the ECS cluster")
    .addOption(
      new Option("--instance <id>", "its EC2 instance id, or its container instance's id or ARN").conflicts(
        "taskOf",
      ),
    )
    .option("--task-of <service>", "the instance that runs this service's task")
    .option("--region <name>", "AWS region (default: AWS_REGION, or the profile's)")
    .option("--timeout <minutes>", "how long to follow the tasks", minutes, 20)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print what came of it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 drained, and its services are steady; 1 refused, failed or timed out; 2 the call is wrong.",
    );
  return command.action(async (options: DrainOptions) => {
    if (options.instance === undefined && options.taskOf === undefined)
      command.error("error: give --instance <id> or --task-of <service>", { exitCode: 2 });
    const { drain } = await import("./drain.ts");
    exit(await drain(options));
  });
}
