import { PlanError } from "@ballast/plan";
import { Command, CommanderError } from "commander";
import { planCommand } from "./planCommand.ts";

/** Exit statuses: 0 fine, 1 a stack cannot be planned or a finding is an error, 2 the call itself is wrong. */
export async function main(args: string[]): Promise<number> {
  let status = 0;
  const program = new Command("ballast")
    .description("Plans and operates container workloads on Amazon ECS.")
    .exitOverride()
    .showHelpAfterError("(ballast --help lists the commands)");
  program.addCommand(planCommand((code) => (status = code)).copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof PlanError) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}
