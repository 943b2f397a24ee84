import { unknown } from "../bootScripts/world.ts";
import { optionName } from "./commandLine.ts";
import type { Token } from "./powershellTokens.ts";
import { isSecretName } from "./scriptCall.ts";

// What a PowerShell script certainly says: values of its variables, arguments and parameters.

/** A script, with the values and commands that it names. */
export interface Known {
  variables: Map<string, string>;
  aliases: Map<string, string>;
  whole: string;
}

/** Parses `-Name value`, `-Name:value` and `-Flag`. Several values of one parameter are joined by blanks. */
export function parametersOf(words: Token[], known: Known): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (let at = 0; at < words.length; at += 1) {
    const { kind, text } = words[at] ?? { kind: "end", text: "" };
    const [, name = "", attached = ""] =
      (kind === "word" ? /^-([A-Za-z_]\w*):?(.*)$/.exec(text) : null) ?? [];
    if (name === "") {
      if (kind === "open") at = blockEnd(words, at);
      continue;
    }
    const option = optionName(name.replaceAll("_", ""));
    let next = at + 1;
    const values: (string | undefined)[] = attached === "" ? [] : [attached];
    const isValue = (one: Token | undefined): boolean =>
      one !== undefined && one.kind !== "end" && !(one.kind === "word" && /^-[A-Za-z]/.test(one.text));
    while (attached === "" && isValue(words[next])) {
      const token = words[next];
      if (token?.kind === "open") {
        const end = blockEnd(words, next);
        const items = words.slice(next + 1, end).filter((one) => one.kind !== "comma");
        values.push(
          ...(token.text === "@(" && items.length > 0
            ? items.map((one) => valueOf(one, known))
            : [undefined]),
        );
        next = end + 1;
      } else {
        const isJoined =
          words[next + 1]?.isApart === false &&
          /^(?:word|string|variable)$/.test(words[next + 1]?.kind ?? "");
        values.push(token && !isJoined ? valueOf(token, known) : undefined);
        next += 1;
        while (
          words[next]?.isApart === false &&
          /^(?:word|string|variable|open|close)$/.test(words[next]?.kind ?? "")
        )
          next += 1;
      }
      if (words[next]?.kind !== "comma") break;
      next += 1;
    }
    const value = values.length === 0 ? "true" : values.includes(undefined) ? undefined : values.join(" ");
    found[option] = isSecretName(option) ? undefined : value;
    at = next - 1;
  }
  return found;
}

function blockEnd(words: Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < words.length; at += 1) {
    if (words[at]?.kind === "open") depth += 1;
    if (words[at]?.kind === "close") depth -= 1;
    if (depth === 0) return at;
  }
  return words.length;
}

/** The words as another program receives them as arguments. */
export function wordsOf(words: Token[], known: Known): string[] {
  const found: string[] = [];
  for (const word of words) {
    const value = valueOf(word, known) ?? `${unknown}${word.text}`;
    if (word.isApart || found.length === 0) found.push(value);
    else found.push((found.pop() ?? "") + value);
  }
  return found.filter((word) => word !== ",");
}

export function nameOf(variable: string): string {
  return variable
    .replace(/^\$\{?(?:global:|script:|local:)?/i, "")
    .replace(/\}$/, "")
    .toLowerCase();
}

export function valueOf({ kind, text, isExpandable }: Token, { variables }: Known): string | undefined {
  if (text.includes(unknown)) return undefined;
  if (kind === "variable")
    return /^\$(?:true|false)$/i.test(text) ? text.slice(1).toLowerCase() : variables.get(nameOf(text));
  if (kind !== "string" || !isExpandable) return kind === "string" || kind === "word" ? text : undefined;
  let isKnown = true;
  const filled = text.replace(
    /\$(?:\{(\w+)\}|(\w+))(?![\w:([.])|\$\(/g,
    (whole, braced?: string, plain?: string) => {
      const value = variables.get((braced ?? plain ?? "").toLowerCase());
      if (value === undefined) isKnown = false;
      return value ?? whole;
    },
  );
  return isKnown && !filled.includes("$") ? filled : undefined;
}

/** Variables that the script assigns exactly once, to a plain text. */
export function valuesIn(script: string): Map<string, string> {
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  const every = script.matchAll(
    /(?:\$(?:(?:global|script|local):)?(\w+)\s*(?:[-+*/]?=|\+\+|--))|(?:\[ref\]\s*\$(\w+))|(?:foreach\s*\(\s*\$(\w+))|(?:-(?:OutVariable|ov|Name)\s+(\w+))/gi,
  );
  for (const [, assigned, referred, each, named] of every) {
    const name = (assigned ?? referred ?? each ?? named ?? "").toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parameters = new Set(
    [...script.matchAll(/(?:param\s*\(|function\s+[\w-]+\s*\()([^)]*)\)/gi)].flatMap(([, list = ""]) =>
      [...list.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name.toLowerCase()),
    ),
  );
  for (const [, name = "", single, double] of script.matchAll(
    /\$(\w+)\s*=\s*(?:'((?:[^'\n]|'')*)'|"([^"$`\n]*)")[ \t]*(?=[;\r\n}#]|$)/g,
  )) {
    const key = name.toLowerCase();
    if (counts.get(key) === 1 && !parameters.has(key))
      values.set(key, single?.replaceAll("''", "'") ?? double ?? "");
  }
  return values;
}

export function aliasesIn(script: string): Map<string, string> {
  const found = [
    ...script.matchAll(
      /\b(?:Set|New)-Alias\s+(?:-Name\s+)?['"]?([\w-]+)['"]?\s+(?:-Value\s+)?['"]?([\w.-]+)/gi,
    ),
  ];
  return new Map(found.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
}
