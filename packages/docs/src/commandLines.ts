import type { Command } from "commander";
import type { Fault, Repository } from "./links.ts";

/** The commands of this repository. */
export interface KnownCommands {
  /** `npm run <script>`. */
  scripts: readonly string[];
  /** Makes the `ballast` command anew, since a parse leaves its options set. */
  ballast: () => Command;
  /** Targets of Nx, by project. */
  targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** `<package>:<generator>` */
  generators: readonly string[];
  /** Outputs of this project's stacks, by the stack's name. */
  outputs: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Commands of this repository, in fenced blocks and in code within text, that cannot be meant: a script, command, option,
 * project, target or file that does not exist. Nothing is run.
 */
export async function wrongCommands({ pages, exists }: Repository, known: KnownCommands): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [page, nodes] of pages) {
    for (const { type, lang, value = "", position } of nodes) {
      const isShell = type === "code" && ["sh", "bash", "shell", "console"].includes(lang ?? "");
      if (!isShell && type !== "inlineCode") continue;
      const commands = isShell
        ? commandsOf(value, lang === "console").map(({ offset, words }) => ({ offset: offset + 1, words }))
        : [{ offset: 0, words: split(value) }];
      for (const { offset, words } of commands) {
        const messages = [...(await faultsOf(words, known, isShell)), ...missingFiles(words, exists)];
        faults.push(...messages.map((message) => ({ page, line: position.start.line + offset, message })));
      }
    }
  }
  return faults;
}

/** The commands of a shell's text: each one's words, those within `$(…)` too. */
export function commandsOf(text: string, prompted: boolean): { offset: number; words: string[] }[] {
  const lines = text.split("\n");
  const found: { offset: number; words: string[] }[] = [];
  for (let index = 0; index < lines.length; index++) {
    const offset = index;
    let line = lines[index] ?? "";
    if (prompted && !line.startsWith("$ ")) continue;
    while (line.endsWith("\\")) line = `${line.slice(0, -1)} ${lines[++index] ?? ""}`;
    for (const command of pipelines(line.replace(/^\$ /, ""))) found.push({ offset, words: split(command) });
  }
  return found;
}

/** A line's commands: what stands between pipes and semicolons; substitutions are commands of their own. */
function pipelines(line: string): string[] {
  const inner: string[] = [];
  let outer = line;
  for (;;) {
    const match = /\$\(([^()]*)\)/.exec(outer);
    if (!match) break;
    inner.push(match[1] ?? "");
    outer = outer.replace(match[0], "substituted");
  }
  return [...inner, outer].flatMap((part) => part.split(/\|\|?|&&|;/));
}

/** Words of a command, without quotes, comments, variables that are set before it, and redirections. */
function split(command: string): string[] {
  const words = [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/["']/g, ""),
  );
  const comment = words.findIndex((word) => word.startsWith("#"));
  const kept = (comment < 0 ? words : words.slice(0, comment)).filter((word) => !/^[<>]/.test(word));
  const first = kept.findIndex((word) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word));
  return first < 0 ? [] : kept.slice(first);
}

const npmOwn = ["ci", "install", "rebuild", "i", "ls", "pack", "publish", "view", "version", "login"];

async function faultsOf(words: string[], known: KnownCommands, whole: boolean): Promise<string[]> {
  const [program, command, ...rest] = words.filter((word) => word !== "…");
  if (program === "npm" && command !== undefined) {
    const script = command === "run" ? rest[0] : command;
    const exists = script === undefined || known.scripts.includes(script) || npmOwn.includes(script);
    return exists || /[<…]/.test(script) ? [] : [`package.json has no script "${script}"`];
  }
  if (program !== "npx") return [];
  if (command === "ballast") return whole ? parseFaults(rest, known) : nameFaults(rest, known);
  if (command === "nx") return nxFaults(rest, known);
  if (command === "pulumi") return pulumiFaults(rest, known);
  return [];
}

/** The error with which the command would reject it. */
async function parseFaults(args: string[], { ballast }: KnownCommands): Promise<string[]> {
  const program = ballast();
  let refusal = "";
  quieten(program, (text) => (refusal += text));
  try {
    await program.parseAsync(args, { from: "user" });
    return [];
  } catch (error) {
    if ((error as { exitCode?: number }).exitCode === 0) return [];
    return [`ballast refuses it: ${(refusal || (error as Error).message).trim().split("\n")[0]}`];
  }
}

/** Commands that take everything they know, do nothing, and tell what they refuse. */
function quieten(command: Command, refuse: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: refuse });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const inner of command.commands) quieten(inner, refuse);
}

/** In text, commands are often shortened: only the names that occur are checked. */
function nameFaults([name, ...rest]: string[], { ballast }: KnownCommands): string[] {
  if (name === undefined || name.startsWith("-") || name.includes("<")) return [];
  const command = ballast().commands.find((one) => one.name() === name);
  if (!command) return [`there is no command "ballast ${name}"`];
  return rest
    .filter((word) => word.startsWith("-"))
    .map((word) => word.split("=")[0] ?? word)
    .filter(
      (word) => word !== "--help" && !command.options.some(({ short, long }) => [short, long].includes(word)),
    )
    .map((word) => `"ballast ${name}" has no option ${word}`);
}

/** `nx <target> <project>[:<configuration>]`, `nx run <project>:<target>`, `nx affected|run-many -t <target>`, `nx g`. */
function nxFaults([command, first, ...rest]: string[], { targets, generators }: KnownCommands): string[] {
  if (command === undefined || first === undefined || /[<…]/.test(first)) return [];
  if (["g", "generate"].includes(command))
    return generators.includes(first) ? [] : [`there is no generator "${first}"`];
  if (["affected", "run-many"].includes(command)) {
    const all = [first, ...rest];
    const asked = all[all.findIndex((word) => /^(-t|--targets?)$/.test(word)) + 1] ?? "";
    return asked
      .split(",")
      .filter((target) => ![...targets.values()].some((own) => own.has(target)))
      .map((target) => `no project has a target "${target}"`);
  }
  if (["show", "graph", "reset", "release", "migrate"].includes(command)) return [];
  const [project = "", target = ""] = command === "run" ? first.split(":") : [first.split(":")[0], command];
  const own = targets.get(project);
  if (!own) return [`there is no project "${project}"`];
  return own.has(target) ? [] : [`${project} has no target "${target}"`];
}

/** In commands of other tools, only the names of our stacks and of their outputs are checked. */
function pulumiFaults(words: string[], { outputs }: KnownCommands): string[] {
  const option = words.findIndex((word) => ["-s", "--stack"].includes(word));
  const [group, command, named = ""] = words;
  const stack = option < 0 ? undefined : words[option + 1];
  if (stack === undefined || /[$<…]/.test(stack)) return [];
  const own = outputs.get(stack);
  if (!own) return [`there is no stack "${stack}"`];
  const asks = group === "stack" && command === "output" && /^\w+$/.test(named);
  return asks && !own.has(named) ? [`${stack} has no output "${named}"`] : [];
}

const ours = /^(\.\/)?(packages|stacks|tools|docs|\.ci|\.github)\//;

/** Paths of this repository among the words. */
function missingFiles(words: string[], exists: (path: string) => boolean): string[] {
  return words
    .filter((word) => ours.test(word) && !/[<>*${}…[\]|]/.test(word))
    .map((word) =>
      word
        .replace(/^\.\//, "")
        .replace(/[#:,].*$/, "")
        .replace(/\/$/, ""),
    )
    .filter((path) => !exists(path))
    .map((path) => `there is no ${path}`);
}
