import { Command } from "commander";
import { budgetOption, environmentOption, formatOption, noCacheOption } from "../options.ts";
import type { PlanOptions } from "./plan.ts";

export function planCommand(exit: (status: number) => void): Command {
  return new Command("plan")
    .description(
      "Plans stacks offline: the resources that a deployment would register, and the findings of the rules. Needs neither AWS " +
        "credentials nor the pulumi command.",
    )
    .argument("[stack...]", "names of stacks (default: every stack of the environment)")
    .addOption(environmentOption("plan every stack"))
    .addOption(formatOption("how to print the plans", "json", "markdown"))
    .option("-o, --out <directory>", "also write each plan to this directory, as <stack>.json")
    .option(
      "--resolved",
      "with JSON: also the resources that an update would register, with placeholders for values that AWS computes",
    )
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nExit status: 0 success; 1 a stack cannot be planned, a finding is an error, or a stack costs more than its budget; 2 invalid arguments.",
    )
    .action(async (stacks: string[], options: PlanOptions) => {
      // Loaded only here, because the SDK takes a second to load.
      const { plan } = await import("./plan.ts");
      exit(await plan(stacks, options));
    });
}
