import { Command } from "commander";
import { formatOption } from "../options.ts";
import type { ExecOptions } from "./exec.ts";

export function execCommand(exit: (status: number) => void): Command {
  const command = new Command("exec")
    .description(
      "Runs a command, by default a shell, in a container of a stack's service by ECS Exec. First looks at what that needs: the " +
        "service's and the task's enableExecuteCommand, the agent in the container, what the task's role allows, and the " +
        "session-manager-plugin on this machine; and says what is missing.",
    )
    .argument("<stack>", "the stack, by its plan")
    .argument("<service>", "the service, as ECS names it or as the plan does")
    .argument("[command...]", "what to run; put -- before it (default: /bin/sh, on Windows powershell.exe)")
    .option("-c, --cluster <name>", "the cluster that the stack joins (default: the stack's own clusters)")
    .option("--task <id>", "in this task (default: the newest that runs)")
    .option("--container <name>", "in this container (default: the only essential one)")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .option("--check", "only say what is there and what is missing")
    .addOption(formatOption("how to print what --check finds", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: that of session-manager-plugin; of --check 0 where nothing is missing; 1 something is missing, or AWS refuses a call; 2 the call is wrong.",
    );
  return command.action(
    async (
      stack: string,
      service: string,
      words: string[],
      options: Omit<ExecOptions, "stack" | "service" | "words">,
    ) => {
      if (options.format === "json" && options.check !== true)
        command.error("error: --format json prints what --check finds; give --check, too", { exitCode: 2 });
      const { execInService } = await import("./exec.ts");
      exit(await execInService({ ...options, stack, service, words }));
    },
  );
}
