import { Command, Option } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { DrainOptions } from "./drain.ts";

export function drainCommand(exit: (status: number) => void): Command {
  const command = new Command("drain")
    .description(
      "Sets a container instance to DRAINING and follows its tasks until their services are stable on other instances. If a volume plugin moves a task's " +
        "volume, it first checks whether another instance in the zone has room for the task. If the volume is attached to " +
        "the instance itself, the Auto Scaling group replaces the instance.",
    )
    .requiredOption("-c, --cluster <name>", "the ECS cluster")
    .addOption(
      new Option(
        "--instance <id>",
        "the EC2 instance id, or the id or ARN of the container instance",
      ).conflicts("taskOf"),
    )
    .option("--task-of <service>", "the instance that runs this service's task")
    .option("--region <name>", "AWS region (default: AWS_REGION, or the profile's)")
    .option("--timeout <minutes>", "how long to follow the tasks", minutes, 20)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print the result", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 drained, and the services are stable; 1 refused, failed or timed out; 2 invalid arguments.",
    );
  return command.action(async (options: DrainOptions) => {
    if (options.instance === undefined && options.taskOf === undefined)
      command.error("error: give --instance <id> or --task-of <service>", { exitCode: 2 });
    const { drain } = await import("./drain.ts");
    exit(await drain(options));
  });
}
