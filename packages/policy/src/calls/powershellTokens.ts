/** A token of a PowerShell script. */
export interface Token {
  kind: "word" | "string" | "variable" | "open" | "close" | "end" | "operator" | "comma";
  /** For a string: its content, without quotes. */
  text: string;
  /** For a string: whether PowerShell expands variables in it. */
  isExpandable: boolean;
  /** Whether the text has several lines: it may then be a script that is written and run. */
  isLong: boolean;
  /** For a string: the scripts in its `$(…)` subexpressions. */
  inner: string[];
  /** Whether a blank precedes the token. */
  isApart: boolean;
}

const wordEnd = /[\s;|&(){}"'`,#]/;

/** Splits a PowerShell script into tokens. It terminates for any input. */
export function tokensOf(script: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let isApart = true;
  const add = (kind: Token["kind"], text: string, more: Partial<Token> = {}): void => {
    tokens.push({ kind, text, isExpandable: false, isLong: false, inner: [], isApart, ...more });
    isApart = false;
  };
  while (at < script.length) {
    const rest = script.slice(at);
    const blank = /^(?:[ \t\r\u00a0]+|`\r?\n)+/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      isApart = true;
      continue;
    }
    if (rest.startsWith("<#")) {
      const end = script.indexOf("#>", at + 2);
      at = end < 0 ? script.length : end + 2;
      continue;
    }
    const [character = ""] = rest;
    if (character === "#" && isApart) {
      at += /^.*/.exec(rest)?.[0].length ?? 1;
      continue;
    }
    const string = stringAt(rest);
    if (string !== undefined) {
      at += string.length;
      const isLong = /^@/.test(rest) || string.text.includes("\n");
      add("string", string.text, { isExpandable: string.isExpandable, inner: string.inner, isLong });
      continue;
    }
    if (character === "\n" || character === ";") {
      add("end", character);
      isApart = true;
      at += 1;
      continue;
    }
    const operator = /^(?:&&|\|\||\||&)/.exec(rest)?.[0];
    if (operator !== undefined) {
      add("operator", operator);
      isApart = true;
      at += operator.length;
      continue;
    }
    const open = /^(?:[$@]?\(|@?\{)/.exec(rest)?.[0];
    if (open !== undefined) {
      add("open", open);
      isApart = true;
      at += open.length;
      continue;
    }
    if (character === ")" || character === "}") {
      add("close", character);
      at += 1;
      continue;
    }
    if (character === ",") {
      add("comma", ",");
      isApart = true;
      at += 1;
      continue;
    }
    const variable = /^(?:\$\{[^}]*\}|\$(?:\w+:)?\w+|\$[?^$_])/.exec(rest)?.[0];
    if (variable !== undefined) {
      const path = /^(?:\.\w+|\[[^\]\n]*\]|::\w+)*/.exec(rest.slice(variable.length))?.[0] ?? "";
      add("variable", variable + path);
      at += variable.length + path.length;
      continue;
    }
    let end = 1;
    while (
      at + end < script.length &&
      !(wordEnd.test(script[at + end] ?? "") && script[at + end] !== "#") &&
      !(script[at + end] === "$")
    )
      end += 1;
    // An escaped character belongs to the word.
    const word = script.slice(at, at + end).replace(/^`/, "");
    if (word !== "") add("word", word);
    at += end;
  }
  add("end", "\n");
  return tokens;
}

interface Text {
  length: number;
  text: string;
  isExpandable: boolean;
  inner: string[];
}

function stringAt(text: string): Text | undefined {
  const here = /^@(['"])[ \t]*\r?\n([^]*?)(?:^|\r?\n)\1@/m.exec(text);
  if (here !== null && here.index === 0) {
    const [whole, quote, body = ""] = here;
    const isExpandable = quote === '"';
    return {
      length: whole.length,
      text: body,
      isExpandable: isExpandable && hasValue(body),
      inner: isExpandable ? innerOf(body) : [],
    };
  }
  const single = /^['\u2018\u2019]((?:[^'\u2018\u2019]|['\u2018\u2019]{2})*)['\u2018\u2019]/.exec(text);
  if (single !== null)
    return {
      length: single[0].length,
      text: (single[1] ?? "").replaceAll("''", "'"),
      isExpandable: false,
      inner: [],
    };
  if (!/^["\u201c\u201d]/.test(text)) return undefined;
  let at = 1;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "`") at += 1;
    else if (text.startsWith("$(", at)) at = closing(text, at + 2);
    else if (/["\u201c\u201d]/.test(character)) {
      if (!/["\u201c\u201d]/.test(text[at + 1] ?? "")) break;
      at += 1;
    }
  }
  const body = text.slice(1, at);
  const plain = body
    .replaceAll('""', '"')
    .replace(/`([^])/g, (_whole, one: string) => (one === "n" ? "\n" : one === "t" ? "\t" : one));
  return {
    length: Math.min(at + 1, text.length),
    text: plain,
    isExpandable: hasValue(body),
    inner: innerOf(body),
  };
}

function hasValue(text: string): boolean {
  return /(?<!`)\$[\w({:?^$]/.test(text);
}

/** The scripts in `$(…)` subexpressions of a text. */
function innerOf(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf("$("); at >= 0; at = text.indexOf("$(", at)) {
    const end = closing(text, at + 2);
    if (text[at - 1] !== "`") found.push(text.slice(at + 2, end));
    at = end;
  }
  return found;
}

/** Index of the bracket that closes one opened before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "`") at += 1;
    else if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      if (end > 0) at = end;
    } else if (character === "(") depth += 1;
    else if (character === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}
