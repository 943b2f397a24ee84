import type { RootCommand } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import { findRoot, stacksIn } from "@ballast/plan/project";
import type { Command } from "commander";

/** Prints a shell's completion script, which runs `ballast complete -- …` at each Tab. */
export function printScript(program: Command, shell: string): void {
  completionOf(program).setup(program.name(), program.name(), shell);
}

/** Prints completions. @param args The words of the command line; the last one is incomplete. */
export function printSuggestions(program: Command, args: string[]): void {
  completionOf(program).parse(args);
}

function completionOf(program: Command): RootCommand {
  const completion = tab(program, { completionCommandName: "completion" });
  for (const command of completion.commands.values()) {
    for (const [name, argument] of command.arguments)
      if (/stack/.test(name)) argument.handler = (complete) => suggest(complete, stacks());
    const environment = command.options.get("environment");
    if (environment) environment.handler = (complete) => suggest(complete, environments());
  }
  return completion;
}

function suggest(complete: (value: string, description: string) => void, values: readonly string[]): void {
  for (const value of values) complete(value, "");
}

/** The project's stacks; empty outside of a project. */
function stacks(): string[] {
  try {
    return stacksIn(findRoot(process.cwd()));
  } catch {
    return [];
  }
}

function environments(): string[] {
  return [...new Set(stacks().flatMap((stack) => /-([^-]+)$/.exec(stack)?.[1] ?? []))].sort();
}
