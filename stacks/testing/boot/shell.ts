import { parseShell, type ShellNode, type ShellNodeOf, type ShellWord } from "@ballast/policy";
import { Builder, NotModelled, type Effect, type Look, type Program, type Test } from "./program.ts";
import { meaningOf, type Meaning } from "./shellCommands.ts";
import { loopBound } from "./shellLoops.ts";
import {
  assignmentsIn,
  constantsIn,
  localsOf,
  simpleNodes,
  textOf,
  unknown,
  wordsOf,
  type Values,
} from "./shellWords.ts";

/** Where a command goes on. */
interface Next {
  ok: number;
  bad: (status: number) => number;
}

/** A shell or a subshell. */
interface Shell {
  exit: (status: number) => number;
  /** What `trap … ERR` runs. */
  trap: string | undefined;
  /** `set -e`. */
  stops: boolean;
}

interface Frame extends Values {
  shell: Shell;
  loops: { end: number; again: number }[];
  return?: Next;
}

/** A script's program. @param files Of the machine, by path: what the script sources. */
export function compileShell(name: string, script: string, files: Map<string, string>): Program {
  return new ShellCompiler(files).compile(name, script);
}

class ShellCompiler {
  readonly #builder = new Builder();
  readonly #functions = new Map<string, ShellNode>();
  readonly #files: Map<string, string>;
  readonly #calling: string[] = [];
  readonly #handlers = new Map<string, number>();
  readonly #constants = new Map<string, string>();
  readonly #tested = new Set<string>();
  /** What a variable was set to last, for what a script says. */
  readonly #latest = new Map<string, string>();

  constructor(files: Map<string, string>) {
    this.#files = files;
  }

  compile(name: string, script: string): Program {
    const node = parsed(script);
    this.#learn(
      [node, ...[...this.#files.values()].filter((text) => text.startsWith("#!")).map(parsed)],
      node,
    );
    this.#builder.step = name;
    const ends = new Map<number, number>();
    const exit = (status: number) => {
      const end = ends.get(status) ?? this.#builder.add("exit", { kind: "end", status });
      ends.set(status, end);
      return end;
    };
    const frame: Frame = {
      shell: { exit, trap: undefined, stops: false },
      loops: [],
      constants: this.#constants,
      positional: [],
    };
    const start = this.#node(node, { ok: exit(0), bad: exit }, frame, false);
    return this.#builder.build(name, start);
  }

  /** Constants are of the script itself and of what it sources, and not of other scripts. */
  #learn(all: ShellNode[], own: ShellNode): void {
    for (const [name, value] of constantsIn([own, ...all.slice(1)])) this.#constants.set(name, value);
    for (const one of all)
      for (const { words } of simpleNodes(one)) {
        if (words[0]?.[0]?.text !== "[") continue;
        for (const [word] of words) if (word?.kind === "variable") this.#tested.add(word.text);
      }
  }

  #node(node: ShellNode, next: Next, frame: Frame, quiet: boolean): number {
    switch (node.kind) {
      case "list":
        return this.#list(node, next, frame, quiet);
      case "simple":
        return this.#simple(node, next, frame, quiet);
      case "pipe":
        return this.#pipe(node, next, frame, quiet);
      case "if":
        return this.#if(node, next, frame, quiet);
      case "subshell": {
        const shell: Shell = {
          ...frame.shell,
          exit: (status) => (status === 0 ? next.ok : next.bad(status)),
        };
        return this.#node(node.body, next, { ...frame, shell, loops: [] }, quiet);
      }
      case "function":
        this.#functions.set(node.name, node.body);
        return next.ok;
      case "loop":
      case "for":
        return this.#loop(node, next, frame, quiet);
      case "case":
        return this.#case(node, next, frame, quiet);
    }
  }

  /** With errexit, unless a condition around it turns that off. */
  #onError(frame: Frame): (status: number) => number {
    return (status) => {
      const { trap, exit } = frame.shell;
      if (trap === undefined) return exit(status);
      const key = JSON.stringify([trap, status, exit(status), this.#builder.step]);
      const known = this.#handlers.get(key);
      if (known !== undefined) return known;
      const handler = parsed(trap.replaceAll('"$?"', String(status)).replaceAll('"$LINENO"', "0"));
      const shell = { ...frame.shell, trap: undefined };
      const calling = this.#calling.splice(0);
      const next: Next = { ok: exit(status), bad: () => exit(status) };
      const entry = this.#node(handler, next, { ...frame, shell, loops: [] }, true);
      this.#calling.push(...calling);
      this.#handlers.set(key, entry);
      return entry;
    };
  }

  #list({ items }: ShellNodeOf<"list">, next: Next, frame: Frame, quiet: boolean): number {
    const chains: { node: ShellNode; after: string }[][] = [];
    let join = ";";
    for (const { node, then } of items) {
      if (then === "&") throw new NotModelled("a command in the background");
      if (join === ";") chains.push([]);
      chains.at(-1)?.push({ node, after: join });
      join = then;
    }
    const begin = this.#builder.label();
    let entry = begin;
    for (const [at, chain] of chains.entries()) {
      const isLast = at === chains.length - 1;
      const onwards = isLast ? next.ok : this.#builder.label();
      const error = once(this.#onError({ ...frame, shell: { ...frame.shell } }));
      const isQuiet = quiet || !frame.shell.stops;
      const hard = isQuiet ? (isLast ? next.bad : () => onwards) : error;
      const soft = isLast ? next.bad : () => onwards;
      this.#builder.bind(entry, this.#chain(chain, { ok: onwards, bad: hard }, soft, frame, isQuiet));
      entry = onwards;
    }
    if (chains.length === 0) this.#builder.bind(begin, next.ok);
    return begin;
  }

  #chain(
    chain: { node: ShellNode; after: string }[],
    next: Next,
    soft: (status: number) => number,
    frame: Frame,
    quiet: boolean,
  ): number {
    const labels = chain.map(() => this.#builder.label());
    const from = (at: number, join: string): number | undefined => {
      const found = chain.findIndex(({ after }, position) => position > at && after === join);
      return found < 0 ? undefined : labels[found];
    };
    for (const [at, { node, after }] of chain.entries()) {
      const isLast = at === chain.length - 1;
      const bad = (status: number) => from(at, "||") ?? (isLast ? next.bad(status) : soft(status));
      const ends: Next = { ok: from(at, "&&") ?? next.ok, bad: once(bad) };
      const back = isBareReturn(node) ? frame.return : undefined;
      const entry =
        back && after !== ";"
          ? after === "&&"
            ? back.ok
            : back.bad(1)
          : this.#node(node, ends, frame, quiet || !isLast);
      this.#builder.bind(labels[at] as number, entry);
    }
    return labels[0] as number;
  }

  #pipe({ nodes, isNegated }: ShellNodeOf<"pipe">, next: Next, frame: Frame, quiet: boolean): number {
    const ends: Next = isNegated ? { ok: next.bad(1), bad: () => next.ok } : next;
    const labels = nodes.map(() => this.#builder.label());
    for (const [at, node] of nodes.entries()) {
      const ok = labels[at + 1] ?? ends.ok;
      this.#builder.bind(labels[at] as number, this.#node(node, { ...ends, ok }, frame, quiet || isNegated));
    }
    return labels[0] as number;
  }

  #if({ branches, otherwise }: ShellNodeOf<"if">, next: Next, frame: Frame, quiet: boolean): number {
    const labels = branches.map(() => this.#builder.label());
    const last = this.#builder.label();
    for (const [at, { condition, body }] of branches.entries()) {
      const yes = this.#builder.label();
      const no = labels[at + 1] ?? last;
      this.#builder.bind(
        labels[at] as number,
        this.#node(condition, { ok: yes, bad: () => no }, frame, true),
      );
      this.#builder.bind(yes, this.#node(body, next, frame, quiet));
    }
    this.#builder.bind(last, otherwise ? this.#node(otherwise, next, frame, quiet) : next.ok);
    return labels[0] as number;
  }

  #case({ word, arms }: ShellNodeOf<"case">, next: Next, frame: Frame, quiet: boolean): number {
    const line = `case ${textOf(word, frame)}`;
    let entry = next.ok;
    for (const { patterns, body, falls } of [...arms].reverse()) {
      if (falls) throw new NotModelled(`${line}: an arm that falls through`);
      const yes = this.#node(body, next, frame, quiet);
      const isOther = patterns.some((pattern) => textOf(pattern, frame) === "*");
      entry = isOther ? yes : this.#builder.add(line, { kind: "branch", yes, no: entry });
    }
    return entry;
  }

  #loop(node: ShellNodeOf<"loop"> | ShellNodeOf<"for">, next: Next, frame: Frame, quiet: boolean): number {
    const flat = [...this.#flat(node, frame)];
    if (isRepeating(node)) return this.#repeat(node, flat, next, frame, quiet);
    if (flat.some(({ words }) => words[0] === "sleep")) return this.#wait(node, flat, next, frame, quiet);
    const again = this.#builder.label();
    const inner = { ...frame, loops: [{ end: next.ok, again }, ...frame.loops] };
    const body = this.#node(
      node.body,
      { ok: again, bad: quiet ? () => again : this.#onError(frame) },
      inner,
      quiet,
    );
    const entry =
      node.kind === "for"
        ? this.#builder.add("for", { kind: "branch", yes: body, no: next.ok })
        : this.#node(
            node.condition,
            node.isUntil ? { ok: next.ok, bad: () => body } : { ok: body, bad: () => next.ok },
            inner,
            true,
          );
    this.#builder.bind(again, entry);
    return again;
  }

  /** A loop that repeats the command in its function's arguments, until it succeeds or the loop's count is at its limit. */
  #repeat(
    node: ShellNodeOf<"loop"> | ShellNodeOf<"for">,
    flat: Flat[],
    next: Next,
    frame: Frame,
    quiet: boolean,
  ): number {
    const words = frame.positional.slice(frame.shifted ?? 0);
    const line = `again ${words.join(" ")}`.slice(0, 120);
    const commands = flat.map((one) => one.words);
    const seconds = loopBound(node, commands, frame);
    const { meanings, changing } = this.#meanings(flat);
    const back = frame.return ?? next;
    const returns = [...simpleNodes(node.body)].map((one) => wordsOf(one.words, frame).join(" "));
    const isPassedOver = returns.includes("return 0");
    const failed = isPassedOver ? back.ok : quiet ? back.bad(1) : this.#onError(frame)(1);
    const front = this.#builder.label();
    const retry = this.#builder.add(line, { kind: "branch", yes: front, no: failed, isEither: true });
    const simple: ShellNodeOf<"simple"> = { kind: "simple", words: [], redirects: [] };
    const body = this.#command(
      simple,
      words,
      { ok: back.ok, bad: () => retry },
      { ...frame, loops: [] },
      true,
    );
    this.#builder.wait(line, [...new Set(meanings.flatMap(({ needs }) => needs))], seconds);
    const test = inTurn(changing.length > 0 ? changing : meanings);
    this.#builder.bind(front, this.#builder.add(line, { kind: "wait", test, seconds, next: body, failed }));
    return front;
  }

  #meanings(flat: Flat[]): { meanings: Meaning[]; changing: Meaning[] } {
    const { step } = this.#builder;
    const meanings = flat
      .filter(({ words }) => !control.has(words[0] ?? ""))
      .map(({ words }) => meaningOf(words, step));
    return { meanings, changing: meanings.filter(({ effect, brings }) => effect ?? brings) };
  }

  /** A loop that sleeps waits for what its commands need; it ends as one of them does. */
  #wait(
    node: ShellNodeOf<"loop"> | ShellNodeOf<"for">,
    flat: Flat[],
    next: Next,
    frame: Frame,
    quiet: boolean,
  ): number {
    const seconds = loopBound(
      node,
      flat.map(({ words }) => words),
      frame,
    );
    const { meanings, changing } = this.#meanings(flat);
    const isReport = ({ words }: Flat) => words.includes("put-compliance-items");
    const line = [...flat.filter(isReport), ...flat.filter((one) => !isReport(one))]
      .map(({ words }) => words.join(" "))
      .join("; ")
      .slice(0, 120);
    this.#builder.wait(line, [...new Set(meanings.flatMap(({ needs }) => needs))], seconds);
    for (const { brings } of meanings) if (brings !== undefined) this.#builder.brings(brings);
    const statuses = flat.flatMap(({ words: [name, status] }) =>
      name === "exit" ? [Number(status ?? 1)] : [],
    );
    const isEndless = seconds === Infinity;
    // At its limit it exits, or a test of the count fails; or else it goes on.
    const isCounted = flat.some(({ words: [name, , operator] }) => name === "[" && operator === "-lt");
    const isReturned = flat.some(({ words: [name, status = "0"] }) => name === "return" && status !== "0");
    const last = isCounted || isReturned ? (quiet ? next.bad(1) : this.#onError(frame)(1)) : next.ok;
    const fail = statuses.length === 0 ? last : this.#onError(frame)(statuses[0] ?? 1);
    return this.#builder.add(line, {
      kind: "wait",
      test: inTurn(changing.length > 0 ? changing : meanings),
      seconds,
      effect: (facts) => changesOf(changing, facts),
      next: next.ok,
      failed: isEndless ? next.ok : fail,
    });
  }

  /** Its commands with those of its functions and substitutions, as words. */
  *#flat(node: ShellNode, values: Values): Generator<Flat> {
    for (const { words: given } of simpleNodes(node)) {
      const words = wordsOf(given, values).slice(commandAt(given));
      for (const word of given)
        for (const segment of word)
          if (segment.kind === "command" && !segment.text.startsWith("(("))
            yield* this.#flat(parsed(segment.text), values);
      const body = this.#functions.get(words[0] ?? "");
      if (body && this.#calling.includes(words[0] ?? ""))
        throw new NotModelled(`${words[0] ?? ""} calls itself`);
      if (body) {
        this.#calling.push(words[0] ?? "");
        yield* this.#flat(body, this.#calledWith(body, words.slice(1)));
        this.#calling.pop();
      } else if (words.length > 0) yield { words };
    }
  }

  #simple(node: ShellNodeOf<"simple">, next: Next, frame: Frame, quiet: boolean): number {
    const assigned = assignmentsIn(node.words);
    const all = wordsOf(node.words, frame);
    const words = /^(local|export|readonly|declare)$/.test(all[0] ?? "") ? all : all.slice(assigned.length);
    const isAssignment = words.length === 0;
    let entry = isAssignment ? next.ok : this.#command(node, words, next, frame, quiet);
    for (const [name, value] of [...assigned].reverse()) entry = this.#assign(name, value, entry, frame);
    // What is substituted runs first; its status is an assignment's own.
    const scripts = node.words.flatMap((word) =>
      word.flatMap(({ kind, text }) => (kind === "command" && !text.startsWith("((") ? [text] : [])),
    );
    for (const script of scripts.reverse()) {
      const ok = entry;
      const bad = isAssignment || words[0] === "[" ? next.bad : () => ok;
      const shell: Shell = {
        ...frame.shell,
        trap: undefined,
        exit: (status) => (status === 0 ? ok : bad(status)),
      };
      entry = this.#node(parsed(script), { ok, bad }, { ...frame, shell, loops: [] }, false);
    }
    return entry;
  }

  #assign(name: string, word: ShellWord, next: number, frame: Frame): number {
    const value = textOf(word, frame);
    this.#latest.set(name, value);
    if (name === "current" && !value.includes(unknown)) this.#builder.step = value;
    if (!this.#tested.has(name) || this.#constants.has(name)) return next;
    const known = value.includes(unknown) ? null : value;
    return this.#builder.add(`${name}=${value}`, {
      kind: "assign",
      name,
      value: () => known,
      next,
      isLocal: true,
    });
  }

  #command(node: ShellNodeOf<"simple">, words: string[], next: Next, frame: Frame, quiet: boolean): number {
    const [name = "", first = ""] = words;
    const line = words.join(" ").slice(0, 160);
    switch (name) {
      case "exit":
        return frame.shell.exit(first === "" ? 0 : /^\d+$/.test(first) ? Number(first) : 1);
      case "return":
        if (!frame.return) throw new NotModelled("return outside of a function");
        if (first === "0") return frame.return.ok;
        if (/^\d+$/.test(first)) return frame.return.bad(Number(first));
        return this.#builder.add(line, { kind: "branch", yes: frame.return.ok, no: frame.return.bad(1) });
      case "break":
      case "continue": {
        const loop = frame.loops[Number(first || "1") - 1];
        if (!loop) throw new NotModelled(`${line} outside of a loop`);
        return name === "break" ? loop.end : loop.again;
      }
      case "trap":
        if (words.at(-1) === "DEBUG" || words.at(-1) === "EXIT") {
          this.#judgeTrap(parsed(textOf(node.words[1] ?? [], { ...frame, constants: new Map() })));
          return next.ok;
        }
        if (words.at(-1) !== "ERR") throw new NotModelled(line);
        frame.shell.trap =
          first === "-" ? undefined : textOf(node.words[1] ?? [], { ...frame, constants: new Map() });
        return next.ok;
      case "set":
        if (/^-\w*e/.test(first)) frame.shell.stops = true;
        else if (/^\+\w*e/.test(first)) throw new NotModelled(line);
        break;
      case ".":
      case "source":
        return this.#source(first, next, frame);
      case "[": {
        const asked = node.words[1]?.[0];
        if (asked?.kind === "command" && /^docker plugin inspect .*\.Enabled/.test(asked.text)) {
          if (words.slice(2).join(" ") !== "= true ]") throw new NotModelled(line);
          const fact = `plugin:${this.#builder.step}`;
          const isEnabled: Test = ({ facts }) => facts[fact] === "enabled";
          return this.#builder.add(line, { kind: "branch", test: isEnabled, yes: next.ok, no: next.bad(1) });
        }
        const test = this.#test(words);
        if (test)
          return this.#builder.add(line, {
            kind: "branch",
            test,
            yes: next.ok,
            no: next.bad(1),
            isLocal: true,
          });
        break;
      }
    }
    // What only the machine knows goes both ways.
    if (/^\[\[?$/.test(name) && first !== "-b")
      return this.#builder.add(line, { kind: "branch", yes: next.ok, no: next.bad(1) });
    const body = this.#functions.get(name);
    if (body) return this.#call(name, body, words.slice(1), next, { ...frame, quiet });
    return this.#act(node, words, line, next, frame);
  }

  #source(path: string, next: Next, frame: Frame): number {
    const text = this.#files.get(path);
    if (text === undefined) throw new NotModelled(`${path} is sourced, and nothing stores it`);
    this.#learn([parsed(text)], parsed(text));
    const sourced = this.#node(parsed(text), { ok: next.ok, bad: next.bad }, frame, false);
    const isStored: Test = ({ facts }) => facts[`file:${path}`] !== undefined;
    return this.#builder.add(`. ${path}`, { kind: "branch", test: isStored, yes: sourced, no: next.bad(1) });
  }

  /** Within a condition, a function goes on behind a command that fails. */
  #call(
    name: string,
    body: ShellNode,
    positional: string[],
    next: Next,
    { quiet, ...frame }: Frame & { quiet: boolean },
  ): number {
    if (this.#calling.includes(name)) throw new NotModelled(`${name} calls itself`);
    this.#calling.push(name);
    const called = { ...frame, ...this.#calledWith(body, positional), loops: [], return: next };
    const entry = this.#node(body, next, called, quiet);
    this.#calling.pop();
    return entry;
  }

  /** What a function sets once is known where it is called. */
  #calledWith(body: ShellNode, positional: string[]): Values & { shifted: number } {
    const shifted = [...simpleNodes(body)].filter(({ words }) => words[0]?.[0]?.text === "shift").length;
    const own = localsOf(body, { constants: this.#constants, positional });
    return { constants: new Map([...this.#constants, ...own]), positional, shifted };
  }

  /** A trap at each command or at the end may note where a script is, and nothing else. */
  #judgeTrap(handler: ShellNode): void {
    for (const { words } of simpleNodes(handler)) {
      const name = words[0]?.map(({ text }) => text).join("") ?? "";
      const body = this.#functions.get(name);
      if (body) this.#judgeTrap(body);
      else if (!/^(\[|echo|return|true|\w+=.*)$/.test(name)) throw new NotModelled(`${name} in a trap`);
    }
  }

  #act(node: ShellNodeOf<"simple">, words: string[], line: string, next: Next, frame: Frame): number {
    const { step } = this.#builder;
    const meaning = meaningOf(this.#spoken(words), step);
    const written = this.#writes(node, frame);
    if (meaning.needs.length > 0) this.#builder.wait(line, meaning.needs, meaning.waits ?? 0);
    for (const fact of [meaning.brings, ...(written?.brings ?? [])])
      if (fact !== undefined) this.#builder.brings(fact);
    const effect = joined([meaning.effect, written?.effect]);
    const place: Record<string, unknown> = {};
    if (meaning.guard) place["guard"] = meaning.guard;
    if (effect) place["effect"] = effect;
    if (meaning.waits === Infinity && meaning.guard)
      return this.#builder.add(line, {
        kind: "wait",
        test: meaning.guard,
        seconds: Infinity,
        next: next.ok,
        failed: next.ok,
      });
    return this.#builder.add(line, {
      kind: "act",
      ...place,
      next: next.ok,
      ...(!meaning.cannotFail && { failed: next.bad(1) }),
    });
  }

  #spoken(words: string[]): string[] {
    if (words[0] !== "echo") return words;
    const known = (name: string) => this.#latest.get(name) ?? name;
    return words.map((word) => word.replace(/\uE000(\w+)/g, (_, name: string) => known(name)));
  }

  /** Files that boot steps rest on. */
  #writes(node: ShellNodeOf<"simple">, frame: Frame): { effect: Effect; brings?: string[] } | undefined {
    const { step } = this.#builder;
    const target = node.redirects.find(({ operator }) => operator === ">" || operator === ">>");
    const path = target ? textOf(target.word, frame) : "";
    const words = wordsOf(node.words, frame);
    if (words[0] === "sed" && words.at(-1) === "/etc/ecs/ecs.config")
      return { effect: () => ({ config: undefined }) };
    if (path === "/etc/fstab" || (words[0] === "mv" && words.at(-1) === "/etc/fstab"))
      return { effect: () => ({ [`fstab:${step}`]: "1" }) };
    if (path === "/etc/ecs/ecs.config") {
      const body = node.redirects.map(({ body: text }) => (text ? textOf(text, frame) : "")).join("");
      return /^ECS_CLUSTER=./m.test(body) ? { effect: () => ({ config: "1" }) } : undefined;
    }
    const document = node.redirects.find(({ body }) => body);
    if (!document?.body || path === "") return undefined;
    this.#files.set(path, textOf(document.body, frame));
    return { effect: () => ({ [`file:${path}`]: "1" }) };
  }

  /** A test of variables that the search follows. */
  #test(words: string[]): Test | undefined {
    const [, one = "", two = "", three = ""] = words;
    const variable = (word: string) => (word.startsWith(unknown) ? word.slice(1) : undefined);
    const valueOf = ({ env }: Look, name: string) => env[name] ?? null;
    const decided =
      (of: (value: string) => boolean, name: string): Test =>
      (look) => {
        const value = valueOf(look, name);
        return value === null ? undefined : of(value);
      };
    const tested = variable(two);
    if ((one === "-z" || one === "-n") && words.length === 4) {
      if (tested !== undefined) return decided((value) => (value === "") === (one === "-z"), tested);
      return two.includes(unknown) ? undefined : () => (two === "") === (one === "-z");
    }
    if (!/^!?=$/.test(two)) return undefined;
    const name = variable(one);
    if (three.includes(unknown)) return undefined;
    if (name !== undefined) return decided((value) => (value === three) === (two === "="), name);
    return one.includes(unknown) ? undefined : () => (one === three) === (two === "=");
  }
}

function isBareReturn(node: ShellNode): boolean {
  return node.kind === "simple" && node.words.length === 1 && node.words[0]?.[0]?.text === "return";
}

/** Where the command stands behind its assignments. */
function commandAt(words: ShellWord[]): number {
  const at = words.findIndex(
    ([first]) => first?.kind !== "text" || first.isQuoted || !/^\w+=/.test(first.text),
  );
  return at < 0 ? words.length : at;
}

function isRepeating({ body }: ShellNodeOf<"loop"> | ShellNodeOf<"for">): boolean {
  return [...simpleNodes(body)].some(
    ({ words: [first] }) => first?.[0]?.kind === "variable" && first[0].text === "@",
  );
}

/** Whether each does its work on what those before it leave. */
function inTurn(meanings: Meaning[]): Test {
  return ({ facts: given, env }) => {
    let facts = given;
    for (const meaning of meanings) {
      if (meaning.guard?.({ facts, env }) === false) return false;
      facts = { ...facts, ...(changesOf([meaning], facts) as Record<string, string>) };
    }
    return true;
  };
}

function changesOf(
  meanings: Meaning[],
  given: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const changes: Record<string, string | undefined> = {};
  for (const { effect, brings } of meanings) {
    const facts = { ...given, ...changes } as Record<string, string>;
    Object.assign(changes, effect?.(facts) ?? (brings === undefined ? {} : { [brings]: "1" }));
  }
  return changes;
}

interface Flat {
  words: string[];
}

const control = new Set(["break", "continue", "exit", "return", "sleep", "local", "refuse"]);

function parsed(script: string): ShellNode {
  return parseShell(script);
}

function once(make: (status: number) => number): (status: number) => number {
  const known = new Map<number, number>();
  return (status) => {
    const place = known.get(status) ?? make(status);
    known.set(status, place);
    return place;
  };
}

function joined(effects: (Effect | undefined)[]): Effect | undefined {
  const all = effects.filter((effect) => effect !== undefined);
  if (all.length === 0) return undefined;
  return (facts) =>
    Object.assign({}, ...all.map((effect) => effect(facts))) as Record<string, string | undefined>;
}
