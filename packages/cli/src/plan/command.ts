import { Command } from "commander";
import { budgetOption, environmentOption, formatOption, noCacheOption } from "../options.ts";
import type { PlanOptions } from "./plan.ts";

export function planCommand(exit: (status: number) => void): Command {
  return new Command("plan")
    .description(
      "Plans stacks offline: what a deployment would register, and what the rules say of it. Needs neither AWS " +
        "credentials nor the pulumi command.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .addOption(environmentOption("plan every stack"))
    .addOption(formatOption("how to print the plans", "table", "json", "markdown"))
    .option("-o, --out <directory>", "also write each plan there, as <stack>.json")
    .option(
      "--resolved",
      "with JSON: also what an update would register, with stand-ins for what AWS computes",
    )
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nExit status: 0 fine; 1 a stack cannot be planned, a finding is an error, or a stack costs more than its budget; 2 the call is " +
        "wrong.",
    )
    .action(async (stacks: string[], options: PlanOptions) => {
      // The SDK takes a second to load: only for who needs it.
      const { plan } = await import("./plan.ts");
      exit(await plan(stacks, options));
    });
}
