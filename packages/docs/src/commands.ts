import type { Command } from "commander";
import { block, code } from "./markdown.ts";

/** What `--help` prints is wrapped to this many columns. */
const columns = 100;

/** The page of the `ballast` command, as it says itself. */
export function commandsPage(program: Command): string {
  return [
    "# Commands",
    "What `npx ballast` prints with `--help`. [packages/cli](../packages/cli/README.md) has examples.",
    block("text", help(program)),
    ...program.commands
      .filter((command) => command.name() !== "help")
      .flatMap((command) => [
        `## ballast ${command.name()}`,
        block("text", help(command)),
        ...command.commands.flatMap((inner) => [
          `### ballast ${command.name()} ${inner.name()}`,
          block("text", help(inner)),
        ]),
      ]),
    `Every command takes ${code("--help")}.`,
  ].join("\n\n");
}

function help(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (written) => (text += written),
    getOutHelpWidth: () => columns,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}
