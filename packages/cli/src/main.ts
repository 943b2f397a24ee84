import { Argument, Command, CommanderError } from "commander";
import { acceptCommand } from "./accept/command.ts";
import { costCommand } from "./cost/command.ts";
import { diffCommand } from "./diff/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { drainCommand } from "./drain/command.ts";
import { withHelp } from "./commandHelp.ts";
import { execCommand } from "./exec/command.ts";
import { hostsCommand } from "./hosts/command.ts";
import { logsCommand } from "./logs/command.ts";
import { mayCommand } from "./may/command.ts";
import { moveVolumeCommand } from "./move/command.ts";
import { placeCommand } from "./place/command.ts";
import { planCommand } from "./plan/command.ts";
import { pricesCommand } from "./prices/command.ts";
import { reachCommand } from "./reach/command.ts";
import { reportCommand } from "./report/command.ts";
import { restoreCommand } from "./restore/command.ts";
import { rollbackCommand } from "./rollback/command.ts";
import { scanStatusCommand } from "./scanStatus/command.ts";
import { statusCommand } from "./status/command.ts";
import { volumesCommand } from "./volumes/command.ts";
import { watchCommand } from "./watch/command.ts";

/** The command line as it is: docs/commands.md is made of it. @param exit Takes the status with which it is to end. */
export function ballast(exit: (status: number) => void): Command {
  const program = operations(exit);
  return withHelp(program.addCommand(completionCommand().copyInheritedSettings(program)));
}

/** All but completion, which completes these. */
function operations(exit: (status: number) => void): Command {
  const program = new Command("ballast")
    .description("Plans and operates container workloads on Amazon ECS.")
    .exitOverride()
    .showHelpAfterError("(ballast --help lists the commands)");
  const commands = [
    planCommand(exit),
    costCommand(exit),
    pricesCommand(exit),
    diffCommand(exit),
    watchCommand(exit),
    reportCommand(exit),
    doctorCommand(exit),
    placeCommand(exit),
    reachCommand(exit),
    mayCommand(exit),
    statusCommand(exit),
    scanStatusCommand(exit),
    logsCommand(exit),
    execCommand(exit),
    rollbackCommand(exit),
    hostsCommand(exit),
    drainCommand(exit),
    volumesCommand(exit),
    moveVolumeCommand(exit),
    restoreCommand(exit),
    acceptCommand(exit),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}

function completionCommand(): Command {
  return new Command("completion")
    .description(
      "Prints the script with which a shell completes commands, options and names of stacks. It calls ballast, which must be on the PATH.",
    )
    .addArgument(new Argument("<shell>").choices(["bash", "fish", "powershell", "zsh"]))
    .action(async (shell: string) => {
      const { printScript } = await import("./completion.ts");
      printScript(
        operations(() => undefined),
        shell,
      );
    });
}

/**
 * Exit statuses: 0 fine, 1 something is not as it should be, 2 the call itself is wrong.
 *
 * @param isProcess Whether nothing else runs in this process, so that plans can be kept for later ones. @default false
 */
export async function main(args: string[], isProcess = false): Promise<number> {
  let status = 0;
  try {
    if (args[0] === "complete") {
      const { printSuggestions } = await import("./completion.ts");
      printSuggestions(
        operations(() => undefined),
        args.slice(args[1] === "--" ? 2 : 1),
      );
      return 0;
    }
    const program = ballast((code) => (status = code));
    program.hook("preAction", async (_program, command) => {
      if (!isProcess || command.opts()["cache"] === undefined) return;
      const { keepPlans, useWorkers } = await import("./planning.ts");
      useWorkers();
      if (command.opts()["cache"] === true) keepPlans();
    });
    const [first = "help", second = "help"] = args;
    const named = first === "help" ? second : first;
    const isKnown =
      named.startsWith("-") ||
      [...program.commands, { name: () => "help" }].some((one) => one.name() === named);
    // With --help or after help, Commander shows its help in place of the fault.
    await program.parseAsync(isKnown ? args : [named], { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isMeant(error)) {
      console.error(error.message);
      return "exitCode" in error && error.exitCode === 2 ? 2 : 1;
    }
    throw error;
  }
}

/** What its reader can fix is shown without a stack trace; known by name, so that nothing is loaded for it. */
function isMeant(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ["PlanError", "PlaceError", "ReachError", "MayError", "OperateError", "AcceptError"].includes(error.name)
  );
}
