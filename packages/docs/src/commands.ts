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
    `Every command has ${code("--help")}, and ends with one of three statuses: 0 if all is well, 1 if something is not (each command's help ` +
      "says what), 2 if the call itself is wrong. What a command found goes to standard output, progress and errors to standard error; colours " +
      `are off where ${code("NO_COLOR")} is set or the output is not a terminal.`,
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
