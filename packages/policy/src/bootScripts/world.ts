import { posix } from "node:path";
import { literal } from "./segments.ts";
import type { Node } from "./syntax.ts";

/** First character of a placeholder for a value that is known only on the machine. */
export const unknown = "\uE000";

/** Runs scripts and syntax nodes for programs that run others. */
export interface Shell {
  runText(script: string, world: World, input?: string): World[];
  runNode(node: Node, world: World, input?: string): World[];
}

/**
 * Is called for everything that a script runs. With a listener, every possible branch is followed, and
 * different states are merged, with differences as unknown values, so that no call is missed.
 */
export interface Listener {
  /** Called for a program that is not a shell builtin. */
  runs(words: string[], input: string | undefined): void;
  /** Called when an unknown program runs. */
  runsUnknown(what: string): void;
  /** Number of enclosing conditions that are known only on the machine. */
  possible: number;
  /** Whether the analysis continues. It ends early for a script that is too large. */
  goesOn(): boolean;
  /** Every text that was written to a file, keyed by path. */
  written: Map<string, Set<string>>;
}

/** One possible state of a machine during or after a script. */
export class World {
  readonly shell: Shell;
  files = new Map<string, string>();
  /** Symbolic and hard links, with their targets. */
  links = new Map<string, string>();
  variables = new Map<string, string>();
  functions = new Map<string, Node>();
  positional: string[] = [];
  cwd = "/";
  /** Exit status; undefined if known only on the machine. */
  status: number | undefined = 0;
  /** Standard output, if something reads it. */
  output = "";
  /** Whether standard output is read by a pipe, redirection or substitution. */
  isHeard = false;
  /** Target of output after `exec >`; `null` if it is not tracked. */
  sink: { path: string } | null | undefined;
  /** Set when the rest of a loop, a function or the script is skipped. */
  ended: "break" | "continue" | "return" | "exit" | undefined;
  /** Names of settings whose value is unknown; `*` for all. */
  doubts = new Set<string>();
  /** Scripts that have run. */
  ran = new Set<string>();
  /** Exported variables; undefined for all. */
  exported: Set<string> | undefined;
  /** Scripts set by `trap`. Without a listener, only those that may or may not run. */
  traps = new Set<string>();
  /** Script of `trap … EXIT`, without a listener. */
  exitTrap: string | undefined;
  /** Is called for everything that runs. */
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

  /** A key of the state. States with the same key lead to the same settings of the agent. */
  relevance(): string {
    const { positional, cwd, output, sink, ended, doubts, exitTrap, traps } = this;
    const told = [...this.files].filter(([path, text]) => isTold(path) || isTold(text));
    const sets = [doubts, traps].map((set) => [...set].sort());
    return JSON.stringify([told, [...this.links], positional, cwd, output, sink, ended, exitTrap, sets]);
  }

  /** Merges another state into this one: what differs becomes unknown. */
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

  /** Whether two states differ at most in their exit status. */
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

  /** An absolute path with links resolved. */
  path(given: string): string {
    let path = posix.resolve(this.cwd, given);
    for (let round = 0; round < 20; round += 1) {
      const link = [...this.links].find(([from]) => path === from || path.startsWith(`${from}/`));
      if (link === undefined) return path;
      path = posix.resolve("/", posix.join(link[1], path.slice(link[0].length)));
    }
    return path;
  }

  /** Every text that a file may contain. */
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

  /** Remembers the text. It replaces earlier texts to which it only appends. */
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

  /** Marks all settings in a text as doubtful, because the text does something that is not analyzed. */
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

/** Whether a text concerns the agent's settings. */
function isTold(text: string): boolean {
  return /\bECS_|\/etc\/ecs\b|ecs\.config/.test(text);
}

/** A function that is one of two definitions; which one is known only on the machine. */
function either(one: Node | undefined, other: Node): Node {
  if (one === undefined) return other;
  const condition: Node = { kind: "simple", words: [literal("unfollowed")], redirects: [] };
  return { kind: "if", branches: [{ condition, body: one }], otherwise: other, redirects: [] };
}
