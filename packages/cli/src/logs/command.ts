import { Command, InvalidArgumentError } from "commander";
import { momentForm } from "../moment.ts";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { LogsOptions } from "./logs.ts";
import { sinceDate } from "../since.ts";

export function logsCommand(exit: (status: number) => void): Command {
  const command = new Command("logs")
    .description(
      "Prints log messages of containers in a stack's services, or in one cluster's services, from CloudWatch Logs, the " +
        "oldest first: time, service, container, task and message. Includes only deployed revisions and containers with " +
        "the log driver awslogs.",
    )
    .argument("[stack]", "the stack; its plan names the clusters")
    .option("-c, --cluster <name>", "use this ECS cluster instead")
    .option("-s, --service <name>", "one service, by its name in ECS or in the plan (default: all)")
    .option("--since <time>", "start time: 15m, 1h, 2d, or a time such as 2026-11-27T03:00:00Z", since, "1h")
    .option("--follow", "print new messages until Ctrl-C")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .addOption(formatOption("how to print it; json prints one object per line", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 printed, even if there are no messages; 1 AWS rejects a call, or the service does not exist; 2 invalid arguments.",
    );
  return command.action(async (stack: string | undefined, options: Omit<LogsOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { logs } = await import("./logs.ts");
    exit(await logs({ ...options, ...(stack !== undefined && { stack }) }));
  });
}

/** Validates the value but keeps the text, because a duration counts from the start of the command. */
function since(text: string): string {
  const now = new Date();
  const date = sinceDate(text, now);
  if (date === undefined)
    throw new InvalidArgumentError(
      `Give a duration before now, for example 15m, 1h or 2d, or a time such as ${momentForm}.`,
    );
  if (date > now) throw new InvalidArgumentError("It is in the future. Give a time in the past.");
  return text;
}
