import { Command, InvalidArgumentError } from "commander";
import { momentForm } from "../moment.ts";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { LogsOptions } from "./logs.ts";
import { sinceDate } from "../since.ts";

export function logsCommand(exit: (status: number) => void): Command {
  const command = new Command("logs")
    .description(
      "Prints what the containers of a stack's services, or of one cluster's, have written to CloudWatch Logs, the oldest first: time, " +
        "service, container, task and message. Only of the revisions that are deployed, and of the log driver awslogs.",
    )
    .argument("[stack]", "look at the clusters of this stack, by its plan")
    .option("-c, --cluster <name>", "look at this ECS cluster instead")
    .option("-s, --service <name>", "one service, as ECS names it or as the plan does (default: all)")
    .option(
      "--since <time>",
      "from when on: 15m, 1h, 2d, or a moment such as 2026-11-27T03:00:00Z",
      since,
      "1h",
    )
    .option("--follow", "go on with what comes, until Ctrl-C")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .addOption(formatOption("how to print it; json is one object a line", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 printed, also where there is nothing; 1 AWS refuses a call, or there is no such service; 2 the call is wrong.",
    );
  return command.action(async (stack: string | undefined, options: Omit<LogsOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { logs } = await import("./logs.ts");
    exit(await logs({ ...options, ...(stack !== undefined && { stack }) }));
  });
}

/** Kept as it is said: how long ago counts from when the command runs. */
function since(text: string): string {
  if (sinceDate(text, new Date()) === undefined)
    throw new InvalidArgumentError(
      `Give how long ago, for example 15m, 1h or 2d, or a moment as ${momentForm}.`,
    );
  return text;
}
