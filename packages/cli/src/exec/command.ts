import { Command } from "commander";
import { formatOption } from "../options.ts";
import type { ExecOptions } from "./exec.ts";

export function execCommand(exit: (status: number) => void): Command {
  const command = new Command("exec")
    .description(
      "Runs a command, by default a shell, in a container of a stack's service by ECS Exec. First checks the requirements and prints what is missing: " +
        "enableExecuteCommand of the service and the task, the agent in the container, the permissions of the task's role, " +
        "and the session-manager-plugin on this machine.",
    )
    .argument("<stack>", "the stack")
    .argument("<service>", "the service, by its name in ECS or in the plan")
    .argument(
      "[command...]",
      "what to run, as one text or as words; put -- before it (default: /bin/sh, on Windows powershell.exe)",
    )
    .option("-c, --cluster <name>", "the cluster that the stack joins (default: the stack's own clusters)")
    .option("--task <id>", "in this task (default: the newest running task)")
    .option("--container <name>", "in this container (default: the only essential one)")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .option("--check", "only print which requirements are met and which are missing")
    .addOption(formatOption("how to print what --check finds", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 nothing is missing; 1 something is missing, or AWS rejects a call; 2 invalid arguments.\n" +
        "A session ends with the exit status of session-manager-plugin.",
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
