import { Command } from "commander";
import { againstCommit } from "../againstCommit.ts";
import { budgetOption, environmentOption, formatOption, noCacheOption } from "../options.ts";
import type { DiffOptions } from "./diff.ts";

export function diffCommand(exit: (status: number) => void): Command {
  const command = new Command("diff")
    .description(
      "Says what a deployment of the working tree would change in stacks that stand as another commit describes them. Plans " +
        "both sides offline, each by its own code, and refuses what would delete data unless somebody said why it may go.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .requiredOption("-a, --against <git ref>", "branch, tag or commit to compare with; its files are planned")
    .addOption(environmentOption("compare every stack"))
    .addOption(formatOption("how to print the differences", "table", "markdown", "json"))
    .option("-o, --out <directory>", "also write all of them there, as differences.json and differences.md")
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .option(
      "--acknowledge <entry>",
      "why data may go, for this run: an entry of ballast:acknowledged as one line of YAML, " +
        '{ urn: …, operation: …, cause: […], reason: …, expires: "…" }; can be repeated. The command prints the entry for each ' +
        "loss. Where others review, add it to the stack's settings instead",
      (entry: string, before: string[]) => [...before, entry],
      [],
    )
    .addHelpText(
      "after",
      "\nTo compare with where a branch began: --against $(git merge-base origin/main HEAD)\n" +
        "\nExit status: 0 fine, whether there are differences or not; 1 data would be lost without an acknowledgement, AWS refuses a " +
        "change, what runs names something that would be deleted, an " +
        "acknowledgement matches nothing or has ended, a stack costs more than its budget, or a stack cannot be planned on one side; 2 the call is wrong, or there is no such commit here.",
    );
  return command.action(async (stacks: string[], options: DiffOptions) => {
    const { diff } = await import("./diff.ts");
    exit(await againstCommit(command, () => diff(stacks, options)));
  });
}
