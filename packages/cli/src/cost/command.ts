import { Command } from "commander";
import { budgetOption, formatOption, noCacheOption } from "../options.ts";
import type { CostOptions } from "./cost.ts";

export function costCommand(exit: (status: number) => void): Command {
  return new Command("cost")
    .description(
      "Prints the monthly cost of a stack, by component and resource: each quantity with its unit price, and the price's " +
        "source and date. Prints its assumptions about use, missing prices, and costs that it does not include. Needs no " +
        "AWS credentials.",
    )
    .argument("<stack>", "a stack's name")
    .option("--region <name>", "use the prices of this region instead of the stack's region")
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addOption(formatOption("how to print it", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 success, even if prices are missing; 1 the stack cannot be planned, or costs more than its budget; 2 invalid arguments.",
    )
    .action(async (stack: string, options: CostOptions) => {
      const { cost } = await import("./cost.ts");
      exit(await cost(stack, options));
    });
}
