import { Command } from "commander";
import { againstCommit } from "../againstCommit.ts";
import { budgetOption, environmentOption, noCacheOption } from "../options.ts";
import type { ReportOptions } from "./report.ts";

export function reportCommand(exit: (status: number) => void): Command {
  const command = new Command("report")
    .description(
      "Plans stacks offline and writes what people look at as one page: each stack's diagram, resources, findings, changes, " +
        "and what its data survives. The page needs no network.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .addOption(environmentOption("report on every stack"))
    .requiredOption("-o, --out <directory>", "where to write the page, as index.html")
    .option("-a, --against <git ref>", "branch, tag or commit to compare with; its files are planned as well")
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nExit status: 0 fine; 1 a stack cannot be planned, a finding is an error, a stack costs more than its budget, data would be lost that is not " +
        "acknowledged, AWS refuses a change, what runs names something that would be deleted, or an acknowledgement is not valid " +
        "(the page is written all the same, and says why); 2 the call is wrong, or there is no such commit here.",
    );
  return command.action(async (stacks: string[], options: ReportOptions) => {
    const { report } = await import("./report.ts");
    exit(await againstCommit(command, () => report(stacks, options)));
  });
}
