import { posix } from "node:path";
import { literal } from "./segments.ts";
import type { Node } from "./syntax.ts";

/** Begins what stands for a value that only the machine knows. */
export const unknown = "\uE000";

/** Runs what a program is given to run. */
export interface Shell {
  runText(script: string, world: World, input?: string): World[];
  runNode(node: Node, world: World, input?: string): World[];
}

/**
 * Hears of what a script runs. With it, every branch that may run is followed, and different states become one, in which what differs
 * is unknown: what is heard is complete.
 */
export interface Listener {
  /** A program that is not the shell's own. */
  runs(words: string[], input: string | undefined): void;
  /** Something runs, and what it is is unknown. */
  runsUnknown(what: string): void;
  /** How many conditions that only the machine knows stand around what runs. */
  possible: number;
  /** Whether more may run: a script that is too large is not followed to its end. */
  goesOn(): boolean;
  /** Every text that was written to a file, by its path. */
  written: Map<string, Set<string>>;
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
  /** Names of settings of which it is unknown what they are; `*` for all. */
  doubts = new Set<string>();
  /** Scripts that have run. */
  ran = new Set<string>();
  /** Variables that other programs see; undefined for all. */
  exported: Set<string> | undefined;
  /** Scripts of `trap`: where nothing listens, those of which it is not known whether they run. */
  traps = new Set<string>();
  /** What `trap … EXIT` runs at the end, where nothing listens. */
  exitTrap: string | undefined;
  /** Hears of what runs. */
  listener: Listener | undefined;

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
    copy.traps = new Set(this.traps);
    copy.exported = this.exported && new Set(this.exported);
    return copy;
  }

  /** What tells it from other states in which the agent's settings may end otherwise. */
  relevance(): string {
    const { positional, cwd, output, sink, ended, doubts, exitTrap, traps } = this;
    const told = [...this.files].filter(([path, text]) => isTold(path) || isTold(text));
    const sets = [doubts, traps].map((set) => [...set].sort());
    return JSON.stringify([told, [...this.links], positional, cwd, output, sink, ended, exitTrap, sets]);
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
        if (this.listener) {
          this.functions.set(name, either(this.functions.get(name), body));
          continue;
        }
        this.functions.delete(name);
        this.doubts.add("*");
      }
    if (this.listener) this.#joinRest(other);
    this.ran = new Set([...this.ran].filter((path) => other.ran.has(path)));
  }

  #joinRest(other: World): void {
    this.traps = new Set([...this.traps, ...other.traps]);
    if (this.cwd !== other.cwd) this.cwd = `${unknown}folder`;
    if (this.output !== other.output) this.output = `${unknown}either\n`;
    if (JSON.stringify(this.sink) !== JSON.stringify(other.sink)) this.sink = null;
    if (JSON.stringify(this.positional) !== JSON.stringify(other.positional))
      this.positional = [`${unknown}@`];
    if (this.exported && other.exported) for (const name of other.exported) this.exported.add(name);
    else this.exported = undefined;
  }

  /** Whether nothing tells it from another state but the status. */
  isSame(other: World): boolean {
    return (
      this.cwd === other.cwd &&
      this.output === other.output &&
      this.ended === other.ended &&
      this.exitTrap === other.exitTrap &&
      isOneSet(this.traps, other.traps) &&
      this.sink?.path === other.sink?.path &&
      (this.sink === null) === (other.sink === null) &&
      this.positional.length === other.positional.length &&
      this.positional.every((one, at) => one === other.positional[at]) &&
      haveSame(this.variables, other.variables) &&
      haveSame(this.files, other.files) &&
      haveSame(this.links, other.links) &&
      isOneSet(new Set(this.functions.keys()), new Set(other.functions.keys())) &&
      isOneSet(this.doubts, other.doubts)
    );
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

  /** Every text that a file may have. */
  texts(given: string): string[] {
    const text = this.read(given);
    if (!this.listener) return text === undefined ? [] : [text];
    if (text?.includes(`${unknown}either`) === false) return [text];
    return [...(this.listener.written.get(this.path(given)) ?? [])].filter(
      (one) => !one.includes(`${unknown}either`),
    );
  }

  read(given: string): string | undefined {
    return this.files.get(this.path(given));
  }

  write(given: string, text: string, append: boolean): void {
    if (given.includes(unknown)) {
      this.doubtText(text);
      if (/ecs\.config/.test(given)) this.doubts.add("*");
      this.#remember(given, text);
      return;
    }
    const path = this.path(given);
    if (path.startsWith("/dev/") || path.startsWith("/proc/")) return;
    const whole = append ? (this.files.get(path) ?? "") + text : text;
    this.files.set(path, whole);
    this.#remember(path, whole);
  }

  /** What was appended to is kept as a whole. */
  #remember(path: string, text: string): void {
    if (!this.listener) return;
    const { written } = this.listener;
    const before = [...(written.get(path) ?? [])].filter((one) => !text.startsWith(one));
    written.set(path, new Set([...before, text]));
  }

  print(text: string): void {
    if (this.sink === undefined) this.output += this.isHeard ? text : "";
    else if (this.sink !== null) this.write(this.sink.path, text, true);
  }

  /** Of a text that does something that is not followed here: all settings that it names can be anything. */
  doubtText(text: string): void {
    for (const [name] of text.matchAll(/\bECS_[A-Z_]+\b/g)) this.doubts.add(name);
    if (/ecs\.config|\/etc\/ecs\b/.test(text)) this.doubts.add("*");
  }
}

function haveSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

function isOneSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

/** Whether a text is about the agent's settings. */
function isTold(text: string): boolean {
  return /\bECS_|\/etc\/ecs\b|ecs\.config/.test(text);
}

/** A function of which only the machine knows which of two it is. */
function either(one: Node | undefined, other: Node): Node {
  if (one === undefined) return other;
  const condition: Node = { kind: "simple", words: [literal("unfollowed")], redirects: [] };
  return { kind: "if", branches: [{ condition, body: one }], otherwise: other, redirects: [] };
}
