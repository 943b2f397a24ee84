import { Command } from "commander";
import { environmentOption } from "../options.ts";
import type { WatchOptions } from "./watch.ts";

export function watchCommand(exit: (status: number) => void): Command {
  return new Command("watch")
    .description(
      "Plans stacks, and again whenever a file of the repository is saved, and prints what that changed: resources, findings and costs. " +
        "Files that git ignores are not watched.",
    )
    .argument("[stack...]", "names of stacks; without any, every stack of the environment")
    .addOption(environmentOption("plan every stack"))
    .addHelpText("after", "\nEnds with Ctrl-C. Exit status: 2 the call is wrong.")
    .action(async (stacks: string[], options: WatchOptions) => {
      const { watch } = await import("./watch.ts");
      exit(await watch(stacks, options));
    });
}
