import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { RollbackOptions } from "./rollback.ts";

export function rollbackCommand(exit: (status: number) => void): Command {
  const command = new Command("rollback")
    .description(
      "Takes a stack's service back to the task definition before. Where a deployment is under way, ECS ends it and goes back itself. " +
        "Otherwise the service gets the task definition of the last successful deployment before the present one; where that is " +
        "deregistered, as Pulumi does with what it replaces, a copy of it. Says what changes and what the program does next, and asks. " +
        "Everything else of the service stays as it is, and so does its data.",
    )
    .argument("<stack>", "the stack, by its plan")
    .argument("<service>", "the service, as ECS names it or as the plan does")
    .option("-c, --cluster <name>", "the cluster that the stack joins (default: the stack's own clusters)")
    .option("--to <revision>", "go back to this task definition: family:revision, or its ARN")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .option("--timeout <minutes>", "how long to follow the deployment", minutes, 20)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print what came of it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 the earlier task definition is deployed; 1 refused, failed or timed out; 2 the call is wrong.",
    );
  return command.action(
    async (stack: string, service: string, options: Omit<RollbackOptions, "stack" | "service">) => {
      const { rollback } = await import("./rollback.ts");
      exit(await rollback({ ...options, stack, service }));
    },
  );
}
