import { Command, Option } from "commander";
import type { DoctorOptions } from "./doctor.ts";

export function doctorCommand(exit: (status: number) => void): Command {
  return new Command("doctor")
    .description(
      "Says what this machine, the account and the region lack for stacks before their first deployment, and how to " +
        "mend it. What they need comes from their plans; AWS is asked by calls that only read.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .option(
      "-e, --environment <name>",
      "every stack of this environment (default: dev, if no stack is named)",
    )
    .option("--offline", "look at this machine and the settings alone: ask AWS nothing")
    .addOption(
      new Option("-f, --format <format>", "how to print what was found")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      "\nExit status: 0 nothing is missing; 1 something is missing, or a stack cannot be planned; 2 the call is wrong.",
    )
    .action(async (stacks: string[], options: DoctorOptions) => {
      const { doctor } = await import("./doctor.ts");
      exit(await doctor(stacks, options));
    });
}
