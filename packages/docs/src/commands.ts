import type { Command } from "commander";
import { block, code, table } from "./markdown.ts";

/** What `--help` prints is wrapped to this many columns. */
const columns = 100;

/** The page of the `ballast` command, made from its own help. */
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
    "## Exit statuses",
    statusTable(program),
    `Every command has ${code("--help")} and ends with one of three statuses: 0 for success, 1 for a problem that the command found, 2 for ` +
      `invalid arguments or an unknown command. ${code("ballast exec")} ends with the status of the session. ${code("ballast watch")} runs until ` +
      `Ctrl-C. ${code("ballast --version")} prints the version.`,
    "Results are printed to standard output, progress and errors to standard error. Work that takes longer than two seconds prints its progress. " +
      `Output has no colours if ${code("NO_COLOR")} is set or the output is not a terminal.`,
    `${code("--format")} has the same names in all commands: ${code("table")} for people (the default), ${code("json")}, ${code("markdown")} and ` +
      `${code("svg")}. A command's help lists those that it offers.`,
  ].join("\n\n");
}

/** The exit statuses of each command, from its help, in one table. */
function statusTable(program: Command): string {
  const rows = commandsIn(program, "ballast").flatMap(([name, command]) => {
    const [, statuses] = /Exit status: (.+)/.exec(help(command)) ?? [];
    if (statuses === undefined) return [];
    const parts = statuses.replace(/\.(?= |$).*$/, "").split(/; (?=[0-2] )/);
    const cells = ["0", "1", "2"].map((status) =>
      parts.flatMap((part) => (part.startsWith(`${status} `) ? [part.slice(2)] : [])).join(""),
    );
    return [[code(name), ...cells]];
  });
  return table(["command", "0", "1", "2"], rows);
}

function commandsIn(parent: Command, path: string): [string, Command][] {
  return parent.commands
    .filter((command) => command.name() !== "help")
    .flatMap((command) => {
      const name = `${path} ${command.name()}`;
      return [[name, command] as [string, Command], ...commandsIn(command, name)];
    });
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
