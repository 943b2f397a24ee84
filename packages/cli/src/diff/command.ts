import { Command, Option } from "commander";
import { againstCommit } from "../againstCommit.ts";
import { budgetOption, environmentOption, formatOption, noCacheOption } from "../options.ts";
import type { DiffOptions } from "./diff.ts";

export function diffCommand(exit: (status: number) => void): Command {
  const command = new Command("diff")
    .description(
      "Prints what a deployment of the working tree would change in stacks that were deployed from another commit. Plans " +
        "both sides offline, each with its own code, and fails if data would be deleted without an acknowledgement.",
    )
    .argument("[stack...]", "names of stacks (default: every stack of the environment)")
    .requiredOption(
      "-a, --against <git ref>",
      "branch, tag or commit to compare with; its stacks are planned",
    )
    .addOption(environmentOption("compare every stack"))
    .addOption(formatOption("how to print the differences", "json", "markdown"))
    .option(
      "-o, --out <directory>",
      "also write all differences to this directory, as differences.json and differences.md",
    )
    .addOption(budgetOption())
    .addOption(noCacheOption())
    .addOption(
      new Option(
        "--acknowledge <entry>",
        "the reason why data may be deleted, for this run: an entry of ballast:acknowledged as one line of YAML, " +
          '{ urn: …, operation: …, cause: […], reason: …, expires: "…" }; can be repeated. The command prints the entry for each ' +
          "loss. If others review the change, add the entry to the stack's settings instead",
      )
        .argParser((entry: string, before: string[]) => [...before, entry])
        .default([], "none"),
    )
    .addHelpText(
      "after",
      "\nTo compare with the merge base of your branch: --against $(git merge-base origin/main HEAD)\n" +
        "\nExit status: 0 success, with or without differences; 1 data would be lost without an acknowledgement, AWS rejects a change, " +
        "running tasks refer to a resource that would be deleted, an acknowledgement matches nothing or has expired, a " +
        "stack costs more than its budget, or a stack cannot be planned on one side; 2 invalid arguments, or the commit does not exist in this repository.",
    );
  return command.action(async (stacks: string[], options: DiffOptions) => {
    const { diff } = await import("./diff.ts");
    exit(await againstCommit(command, () => diff(stacks, options)));
  });
}
