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
import manifest from "../package.json" with { type: "json" };

/** The complete command line; docs/commands.md is generated from it. @param exit Called with the exit status. */
export function ballast(exit: (status: number) => void): Command {
  const program = operations(exit);
  return withHelp(program.addCommand(completionCommand().copyInheritedSettings(program)));
}

/** All commands except completion, which needs this list. */
function operations(exit: (status: number) => void): Command {
  const program = new Command("ballast")
    .description("Plans and operates container workloads on Amazon ECS.")
    .version(manifest.version, "-V, --version", "print the version of Ballast")
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
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "fish", "powershell", "zsh"]))
    .addHelpText("after", "\nExit status: 0 printed; 2 invalid arguments.")
    .action(async (shell: string) => {
      const { printScript } = await import("./completion.ts");
      printScript(
        operations(() => undefined),
        shell,
      );
    });
}

/**
 * Exit statuses: 0 success, 1 the command found a problem, 2 the call is invalid.
 *
 * @param isProcess Whether the process runs only this command, so that plans can be cached for later runs. @default
 *   false
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
    // With --help or `help`, Commander would print the help instead of the error.
    await program.parseAsync(unknownCommand(program, args) ?? args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isMeant(error)) {
      console.error(error.message);
      return "exitCode" in error && error.exitCode === 2 ? 2 : 1;
    }
    throw error;
  }
}

/** The path of a command that does not exist, if the arguments name one: `prices nonsense`. */
function unknownCommand(program: Command, args: readonly string[]): string[] | undefined {
  const path: string[] = [];
  let command = program;
  for (const word of args) {
    if (["help", "-h", "--help"].includes(word)) continue;
    if (command.commands.length === 0 || word.startsWith("-")) return undefined;
    path.push(word);
    const named = command.commands.find((one) => one.name() === word);
    if (named === undefined) return path;
    command = named;
  }
  return undefined;
}

/**
 * Whether the user can fix the error, so that it is printed without a stack trace. Errors are recognized by name, so
 * that their modules need not be loaded.
 */
function isMeant(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ["PlanError", "PlaceError", "ReachError", "MayError", "OperateError", "AcceptError"].includes(error.name)
  );
}
