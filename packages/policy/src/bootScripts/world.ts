import { posix } from "node:path";
import type { Node } from "./syntax.ts";

/** Begins what stands for a value that only the machine knows. */
export const unknown = "\uE000";

/** Runs what a program is given to run. */
export interface Shell {
  runText(script: string, world: World, input?: string): World[];
  runNode(node: Node, world: World, input?: string): World[];
}

/** One state in which a script can leave a machine. */
export class World {
  readonly shell: Shell;
  files = new Map<string, string>();
  /** Symbolic and hard links, with what they lead to. */
  links = new Map<string, string>();
  variables = new Map<string, string>();
  functions = new Map<string, Node>();
  positional: string[] = [];
  cwd = "/";
  /** undefined if only the machine knows. */
  status: number | undefined = 0;
  /** What was written to the standard output, where something reads it. */
  output = "";
  /** Whether something reads the standard output: a pipe, a redirection or a substitution. */
  isHeard = false;
  /** Where `exec >` sends the output; `null` where it is not followed. */
  sink: { path: string } | null | undefined;
  /** Set once nothing more runs of a loop, a function, or the script. */
  ended: "break" | "continue" | "return" | "exit" | undefined;
  /** Names of settings of which nobody can say what they are; `*` for all. */
  doubts = new Set<string>();
  /** Scripts that have run. */
  ran = new Set<string>();

  constructor(shell: Shell) {
    this.shell = shell;
  }

  clone(): World {
    const copy = Object.assign(new World(this.shell), this);
    copy.files = new Map(this.files);
    copy.links = new Map(this.links);
    copy.variables = new Map(this.variables);
    copy.functions = new Map(this.functions);
    copy.doubts = new Set(this.doubts);
    copy.ran = new Set(this.ran);
    return copy;
  }

  /** What tells it from other states in which the agent's settings may end otherwise. */
  relevance(): string {
    const { positional, cwd, output, sink, ended, doubts } = this;
    const told = [...this.files].filter(([path, text]) => isTold(path) || isTold(text));
    return JSON.stringify([told, [...this.links], positional, cwd, output, sink, ended, [...doubts].sort()]);
  }

  /** Takes another state for the same: only the machine knows what differs. */
  join(other: World): void {
    if (this.status !== other.status) this.status = undefined;
    for (const name of new Set([...this.variables.keys(), ...other.variables.keys()]))
      if (this.variables.get(name) !== other.variables.get(name))
        this.variables.set(name, `${unknown}${name}`);
    for (const path of new Set([...this.files.keys(), ...other.files.keys()]))
      if (this.files.get(path) !== other.files.get(path)) this.files.set(path, `${unknown}either\n`);
    for (const [name, body] of other.functions)
      if (this.functions.get(name) !== body) {
        this.functions.delete(name);
        this.doubts.add("*");
      }
    this.ran = new Set([...this.ran].filter((path) => other.ran.has(path)));
  }

  /** What tells it from other states. */
  key(): string {
    const { files, links, variables, functions, positional, cwd, output, sink, ended, doubts } = this;
    return JSON.stringify([
      [...files],
      [...links],
      [...variables],
      [...functions.keys()],
      positional,
      cwd,
      output,
      sink,
      ended,
      [...doubts].sort(),
    ]);
  }

  /** An absolute path without links. */
  path(given: string): string {
    let path = posix.resolve(this.cwd, given);
    for (let round = 0; round < 20; round += 1) {
      const link = [...this.links].find(([from]) => path === from || path.startsWith(`${from}/`));
      if (link === undefined) return path;
      path = posix.resolve("/", posix.join(link[1], path.slice(link[0].length)));
    }
    return path;
  }

  read(given: string): string | undefined {
    return this.files.get(this.path(given));
  }

  write(given: string, text: string, append: boolean): void {
    if (given.includes(unknown)) {
      this.doubtText(text);
      if (/ecs\.config/.test(given)) this.doubts.add("*");
      return;
    }
    const path = this.path(given);
    if (path.startsWith("/dev/") || path.startsWith("/proc/")) return;
    this.files.set(path, append ? (this.files.get(path) ?? "") + text : text);
  }

  print(text: string): void {
    if (this.sink === undefined) this.output += this.isHeard ? text : "";
    else if (this.sink !== null) this.write(this.sink.path, text, true);
  }

  /** Of a text that does something that nobody follows here: all settings that it names can be anything. */
  doubtText(text: string): void {
    for (const [name] of text.matchAll(/\bECS_[A-Z_]+\b/g)) this.doubts.add(name);
    if (/ecs\.config|\/etc\/ecs\b/.test(text)) this.doubts.add("*");
  }
}

/** Files stay written; all else is as it was before. */
export function afterSubshell(before: World, after: World): World {
  const { variables, functions, positional, cwd, sink, ended } = before;
  return Object.assign(after, {
    variables: new Map(variables),
    functions: new Map(functions),
    positional,
    cwd,
    sink,
    ended,
  });
}

/** Whether a text is about the agent's settings. */
function isTold(text: string): boolean {
  return /\bECS_|\/etc\/ecs\b|ecs\.config/.test(text);
}

/** From so many states on, those in which the agent's settings end alike are taken for one. */
const many = 6;
/** More states than that, and nobody can say which of them comes. */
const most = 48;

/** States of which no two are the same. */
export function distinct(worlds: World[]): World[] {
  if (worlds.length <= 1) return worlds;
  const found = new Map<string, World>();
  for (const world of worlds) {
    const key = world.key();
    const same = found.get(key);
    if (same === undefined) found.set(key, world);
    else if (same.status !== world.status) same.status = undefined;
  }
  const different = [...found.values()];
  const all = different.length < many ? different : joined(different);
  if (all.length <= most) return all;
  for (const world of all.slice(0, most)) world.doubts.add("*");
  return all.slice(0, most);
}

function joined(worlds: World[]): World[] {
  return [...Map.groupBy(worlds, (world) => world.relevance()).values()].flatMap(([first, ...others]) => {
    for (const other of others) first?.join(other);
    return first ?? [];
  });
}
