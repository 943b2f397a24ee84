import { Command } from "commander";
import { environmentOption, formatOption } from "../options.ts";
import type { DoctorOptions } from "./doctor.ts";

export function doctorCommand(exit: (status: number) => void): Command {
  return new Command("doctor")
    .description(
      "Says what this machine, the account and the region lack for stacks before their first deployment, and how to " +
        "fix it. What they need comes from their plans; AWS is asked by calls that only read.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .addOption(environmentOption("every stack"))
    .option("--offline", "look at this machine and the settings alone: ask AWS nothing")
    .addOption(formatOption("how to print what was found", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 nothing is missing; 1 something is missing, or a stack cannot be planned; 2 the call is wrong.",
    )
    .action(async (stacks: string[], options: DoctorOptions) => {
      const { doctor } = await import("./doctor.ts");
      exit(await doctor(stacks, options));
    });
}
