import { Command } from "commander";
import { environmentOption, formatOption } from "../options.ts";
import type { DoctorOptions } from "./doctor.ts";

export function doctorCommand(exit: (status: number) => void): Command {
  return new Command("doctor")
    .description(
      "Checks that this machine, the account and the region meet the requirements of stacks before their first " +
        "deployment, and prints how to fix what is missing. The requirements come from the plans. Calls only read " +
        "operations of AWS.",
    )
    .argument("[stack...]", "names of stacks (default: every stack of the environment)")
    .addOption(environmentOption("every stack"))
    .option("--offline", "check only this machine and the settings, without calls to AWS")
    .addOption(formatOption("how to print the findings", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 nothing is missing; 1 something is missing, or a stack cannot be planned; 2 invalid arguments.",
    )
    .action(async (stacks: string[], options: DoctorOptions) => {
      const { doctor } = await import("./doctor.ts");
      exit(await doctor(stacks, options));
    });
}
