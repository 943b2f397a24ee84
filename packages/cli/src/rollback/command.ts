import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { RollbackOptions } from "./rollback.ts";

export function rollbackCommand(exit: (status: number) => void): Command {
  const command = new Command("rollback")
    .description(
      "Rolls a stack's service back to its previous task definition. If a deployment is in progress, ECS stops it and " +
        "rolls back. Otherwise the service gets the task definition of the last successful deployment before the current " +
        "one. If that was deregistered, as Pulumi does with replaced task definitions, the service gets a copy of it. " +
        "Prints the changes and the effect on the next pulumi up, and asks for confirmation. The service's other settings " +
        "and its data do not change.",
    )
    .argument("<stack>", "the stack")
    .argument("<service>", "the service, by its name in ECS or in the plan")
    .option("-c, --cluster <name>", "the cluster that the stack joins (default: the stack's own clusters)")
    .option("--to <revision>", "roll back to this task definition: family:revision, or its ARN")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .option("--timeout <minutes>", "how long to follow the deployment", minutes, 20)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print the result", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 the earlier task definition is deployed; 1 refused, failed or timed out; 2 invalid arguments.",
    );
  return command.action(
    async (stack: string, service: string, options: Omit<RollbackOptions, "stack" | "service">) => {
      const { rollback } = await import("./rollback.ts");
      exit(await rollback({ ...options, stack, service }));
    },
  );
}
