import { Command, CommanderError } from "commander";
import { drainCommand } from "./drain/command.ts";
import { placeCommand } from "./place/command.ts";
import { planCommand } from "./plan/command.ts";
import { volumesCommand } from "./volumes/command.ts";

/** Exit statuses: 0 fine, 1 something is not as it should be, 2 the call itself is wrong. */
export async function main(args: string[]): Promise<number> {
  let status = 0;
  const exit = (code: number): void => void (status = code);
  const program = new Command("ballast")
    .description("Plans and operates container workloads on Amazon ECS.")
    .exitOverride()
    .showHelpAfterError("(ballast --help lists the commands)");
  const commands = [planCommand(exit), placeCommand(exit), drainCommand(exit), volumesCommand(exit)];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isMeant(error)) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}

/** What its reader can mend is shown without a stack trace; known by name, so that nothing is loaded for it. */
function isMeant(error: unknown): error is Error {
  return error instanceof Error && ["PlanError", "PlaceError", "OperateError"].includes(error.name);
}
