import { Command } from "commander";
import { environmentOption } from "../options.ts";
import type { WatchOptions } from "./watch.ts";

export function watchCommand(exit: (status: number) => void): Command {
  return new Command("watch")
    .description(
      "Plans stacks, plans them again whenever a file of the repository is saved, and prints the changes: resources, findings and costs. " +
        "Ignores files that git ignores.",
    )
    .argument("[stack...]", "names of stacks (default: every stack of the environment)")
    .addOption(environmentOption("plan every stack"))
    .addHelpText(
      "after",
      "\nEnds with Ctrl-C.\nExit status: 1 a stack does not exist, or its folder is not in a git repository; 2 invalid arguments.",
    )
    .action(async (stacks: string[], options: WatchOptions) => {
      const { watch } = await import("./watch.ts");
      exit(await watch(stacks, options));
    });
}
