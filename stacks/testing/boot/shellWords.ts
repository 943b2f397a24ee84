import type { ShellNode, ShellWord } from "@ballast/policy";

/** Begins what only the machine knows. */
export const unknown = "\uE000";

/** What words come to: variables with one value in the whole script, and the arguments of a function. */
export interface Values {
  constants: ReadonlyMap<string, string>;
  positional: string[];
  /** How many of them the function has taken off before it uses all of them. */
  shifted?: number;
}

export function textOf(word: ShellWord, { constants, positional, shifted = 0 }: Values): string {
  return word
    .map(({ kind, text }) => {
      if (kind === "text") return text;
      if (kind !== "variable") return unknown;
      if (text === "*" || text === "@") return positional.slice(shifted).join(" ");
      if (/^\d$/.test(text)) return positional[Number(text) - 1] ?? "";
      const [, name = "", from = "", to = ""] = /^(\w+)\/\/((?:[^\\/]|\\.)+)\/(.*)$/.exec(text) ?? [];
      const value = constants.get(name);
      if (value !== undefined) return value.replaceAll(from.replace(/\\(.)/g, "$1"), to);
      return constants.get(text) ?? `${unknown}${text}`;
    })
    .join("");
}

export function wordsOf(words: ShellWord[], values: Values): string[] {
  return words.flatMap((word) =>
    word.length === 1 && word[0]?.kind === "variable" && word[0].text === "@"
      ? values.positional.slice(values.shifted)
      : [textOf(word, values)],
  );
}

/** Every simple command within a node, functions' bodies included. */
export function* simpleNodes(node: ShellNode): Generator<Extract<ShellNode, { kind: "simple" }>> {
  switch (node.kind) {
    case "simple":
      yield node;
      return;
    case "list":
      for (const item of node.items) yield* simpleNodes(item.node);
      return;
    case "pipe":
      for (const one of node.nodes) yield* simpleNodes(one);
      return;
    case "if":
      for (const { condition, body } of node.branches) {
        yield* simpleNodes(condition);
        yield* simpleNodes(body);
      }
      if (node.otherwise) yield* simpleNodes(node.otherwise);
      return;
    case "loop":
      yield* simpleNodes(node.condition);
      yield* simpleNodes(node.body);
      return;
    case "for":
    case "subshell":
    case "function":
      yield* simpleNodes(node.body);
      return;
    case "case":
      for (const { body } of node.arms) yield* simpleNodes(body);
      return;
  }
}

const assignment = /^(\w+)=/;

/** `name=value` at the front of a command, with the value's segments. */
export function assignmentsIn(words: ShellWord[]): [name: string, value: ShellWord][] {
  const found: [string, ShellWord][] = [];
  const isDeclaring = /^(local|export|readonly|declare)$/.test(
    words[0]?.map(({ text }) => text).join("") ?? "",
  );
  for (const [at, word] of words.entries()) {
    const [first, ...rest] = word;
    const name = first?.kind === "text" && !first.isQuoted ? assignment.exec(first.text)?.[1] : undefined;
    if (name === undefined || !first) {
      if (!isDeclaring || at === 0) {
        if (!isDeclaring) break;
      }
      continue;
    }
    const remainder = first.text.slice(name.length + 1);
    found.push([name, [...(remainder === "" ? [] : [{ ...first, text: remainder }]), ...rest]]);
  }
  return found;
}

/** Variables that have one literal value wherever they are set. */
export function constantsIn(nodes: ShellNode[]): Map<string, string> {
  const values = new Map<string, Set<string>>();
  for (const node of nodes)
    for (const { words } of simpleNodes(node)) {
      for (const [name, value] of assignmentsIn(words)) {
        const literal = value.every(({ kind }) => kind === "text");
        values.set(
          name,
          (values.get(name) ?? new Set()).add(literal ? value.map(({ text }) => text).join("") : unknown),
        );
      }
      if (words[0]?.[0]?.text === "read")
        for (const word of words.slice(1)) values.set(word[0]?.text ?? "", new Set([unknown]));
    }
  return new Map(
    [...values].flatMap(([name, [only, ...others]]) =>
      only !== undefined && others.length === 0 && !only.includes(unknown) ? [[name, only] as const] : [],
    ),
  );
}

/** Variables of a function that are set once, by words that are known where it is called. */
export function localsOf(body: ShellNode, values: Values): Map<string, string> {
  const found = new Map<string, string[]>();
  for (const { words } of simpleNodes(body))
    for (const [name, value] of assignmentsIn(words))
      found.set(name, [...(found.get(name) ?? []), textOf(value, values)]);
  return new Map(
    [...found].flatMap(([name, [only, ...others]]) =>
      only !== undefined && others.length === 0 && !only.includes(unknown) ? [[name, only] as const] : [],
    ),
  );
}
