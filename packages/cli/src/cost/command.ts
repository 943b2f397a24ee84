import { Command } from "commander";
import { budgetOption, formatOption, noCacheOption } from "../options.ts";
import type { CostOptions } from "./cost.ts";

export function costCommand(exit: (status: number) => void): Command {
  return new Command("cost")
    .description(
      "Says what a month of a stack costs, by component and resource: each quantity with its unit price, and the price's source and " +
        "date. Says what it assumes of use, which prices are missing, and what is not counted. Needs no AWS credentials.",
    )
    .argument("<stack>", "a stack's name")
    .option("--region <name>", "with the prices of this region instead of the stack's own")
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addOption(formatOption("how to print it", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 fine, also where prices are missing; 1 the stack cannot be planned, or costs more than its budget; 2 the call " +
        "is wrong.",
    )
    .action(async (stack: string, options: CostOptions) => {
      const { cost } = await import("./cost.ts");
      exit(await cost(stack, options));
    });
}
