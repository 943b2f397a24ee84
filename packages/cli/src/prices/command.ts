import { Command } from "commander";
import type { UpdateOptions } from "./update.ts";

export function pricesCommand(exit: (status: number) => void): Command {
  const update = new Command("update")
    .description(
      "Reads AWS's public price lists and writes the prices that the project's stacks need to prices/<region>.json. " +
        "These take precedence over the prices that are included in Ballast. Needs internet access, but no AWS account. " +
        "The lists of EC2 and RDS have hundreds of megabytes; they are processed as a stream and not stored.",
    )
    .option("--region <name...>", "these regions (default: those of the project's stacks)")
    .option("-o, --out <directory>", "where to write the files (default: prices, in the project)")
    .option("--endpoint <url>", "URL of the price lists", "https://pricing.us-east-1.amazonaws.com")
    .addHelpText(
      "after",
      "\nExit status: 0 written, even if a list lacks a price (the output names it); 1 a list cannot be read, or a stack cannot be " +
        "planned; 2 invalid arguments.",
    )
    .action(async (options: UpdateOptions) => {
      const { update: run } = await import("./update.ts");
      exit(await run(options));
    });
  return new Command("prices")
    .description("Updates the prices that cost estimates use.")
    .summary("Keep prices up to date")
    .addCommand(update);
}
