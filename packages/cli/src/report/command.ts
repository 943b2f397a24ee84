import { Command } from "commander";
import { againstCommit } from "../againstCommit.ts";
import { budgetOption, environmentOption, noCacheOption } from "../options.ts";
import type { ReportOptions } from "./report.ts";

export function reportCommand(exit: (status: number) => void): Command {
  const command = new Command("report")
    .description(
      "Plans stacks offline and writes a report for people as one page: each stack's diagram, resources, findings, changes, " +
        "and what its data survives. The page works offline.",
    )
    .argument("[stack...]", "names of stacks (default: every stack of the environment)")
    .addOption(environmentOption("report on every stack"))
    .requiredOption("-o, --out <directory>", "where to write the page, as index.html")
    .option("-a, --against <git ref>", "branch, tag or commit to compare with; its stacks are planned too")
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addHelpText(
      "after",
      "\nExit status: 0 success; 1 a stack cannot be planned, a finding is an error, a stack costs more than its budget, data would be lost " +
        "without an acknowledgement, AWS rejects a change, running tasks refer to a resource that would be deleted, or an acknowledgement is invalid " +
        "(the page is written anyway, and gives the reason); 2 invalid arguments, or the commit does not exist in this repository.",
    );
  return command.action(async (stacks: string[], options: ReportOptions) => {
    const { report } = await import("./report.ts");
    exit(await againstCommit(command, () => report(stacks, options)));
  });
}
