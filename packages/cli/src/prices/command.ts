import { Command } from "commander";
import type { UpdateOptions } from "./update.ts";

export function pricesCommand(exit: (status: number) => void): Command {
  const update = new Command("update")
    .description(
      "Reads AWS's public price lists and writes what the project's stacks are charged for as prices/<region>.json, which goes before " +
        "the prices that come with Ballast. Needs access to the internet, and no AWS account. The lists of EC2 and RDS have hundreds of " +
        "megabytes; they are read as they arrive, and nothing else of them is kept.",
    )
    .option("--region <name...>", "these regions (default: those of the project's stacks)")
    .option("-o, --out <directory>", "where to write the files (default: prices, in the project)")
    .option("--endpoint <url>", "where the price lists are", "https://pricing.us-east-1.amazonaws.com")
    .addHelpText(
      "after",
      "\nExit status: 0 written, also where a list has no price for something (it is named); 1 a list cannot be read, or a stack cannot be " +
        "planned; 2 the call is wrong.",
    )
    .action(async (options: UpdateOptions) => {
      const { update: run } = await import("./update.ts");
      exit(await run(options));
    });
  return new Command("prices").description("Keep prices up to date.").addCommand(update);
}
