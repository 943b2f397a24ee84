import { segmentsOf, type Segment, type Word } from "./segments.ts";
import { afterSubshell, distinct } from "./states.ts";
import { unknown, type World } from "./world.ts";

/** Expands a word to one text, as in a redirection or here-document. */
export function expandText(word: Word, world: World): string {
  return word.map(({ kind, text }) => (kind === "text" ? text : valueOf(kind, text, world))).join("");
}

export function expandWords(words: readonly Word[], world: World): string[] {
  const isTest = words[0]?.[0]?.text === "[[";
  return words.flatMap((word) => {
    const found = expandWord(word, world);
    return isTest || world.listener || !isPattern(word)
      ? found
      : found.flatMap((one) => filesLike(one, world));
  });
}

/** Whether the shell expands a word to file names. */
function isPattern(word: Word): boolean {
  return (
    word.some(({ kind, text, isQuoted }) => kind === "text" && !isQuoted && /[*?]/.test(text)) &&
    !word.some(({ text, isQuoted }) => isQuoted && /[*?[]/.test(text))
  );
}

/** Files that the script has written and that match a pattern; the pattern itself if there are none. */
function filesLike(pattern: string, world: World): string[] {
  if (pattern.includes(unknown) || !/[*?]/.test(pattern)) return [pattern];
  const found = [...world.files.keys()].filter((path) => isGlobbed(path, world.path(pattern)));
  return found.length > 0 ? found.sort() : [pattern];
}

export function isGlobbed(path: string, pattern: string): boolean {
  const form = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${form}$`).test(path);
}

/** Expands a word as a shell does: unquoted values are split, and braces and `$@` give several words. */
export function expandWord(word: Word, world: World): string[] {
  const [only] = word;
  if (word.length === 1 && only?.kind === "variable") {
    const several = severalOf(only.text, world);
    if (several !== undefined) return several;
  }
  const found = [""];
  for (const { kind, text, isQuoted, elements = [] } of word) {
    if (kind === "array") {
      const all = expandWords(elements, world);
      found.push(`${found.pop() ?? ""}${all.map((one) => `${between}${one}`).join("")}`);
      continue;
    }
    const value = kind === "text" ? text : valueOf(kind, text, world);
    const isSplit = kind !== "text" && !isQuoted;
    if (
      isSplit &&
      world.listener &&
      !value.includes(unknown) &&
      (/[*?[]/.test(value) || world.variables.has("IFS"))
    ) {
      // The shell may expand the value to file names, or split it at other characters.
      found.push(`${found.pop() ?? ""}${unknown}${value}`);
      continue;
    }
    if (!isSplit || value.includes(unknown)) {
      const several = kind === "text" && !isQuoted ? braces(value) : [value];
      const last = found.pop() ?? "";
      found.push(...several.map((one) => last + one));
      continue;
    }
    const [first = "", ...others] = value.split(/\s+/);
    found.push((found.pop() ?? "") + first, ...others);
  }
  // Blanks at the start or end do not create an empty word.
  if (word.at(-1)?.isQuoted === false && found.length > 1 && found.at(-1) === "") found.pop();
  if (word[0]?.isQuoted === false && found.length > 1 && found[0] === "") found.shift();
  const isEmpty = found.length === 1 && found[0] === "" && word.every(({ isQuoted }) => !isQuoted);
  return isEmpty ? [] : found;
}

/** Separator between the elements of an array. */
export const between = "\uE001";

/** The values of words that expand to several words: `"$@"`, and all elements of an array. */
function severalOf(text: string, world: World): string[] | undefined {
  const [, from] = /^@(?::(\d+))?$/.exec(text) ?? [];
  if (text === "@" || from !== undefined) return world.positional.slice(Math.max(Number(from ?? 1) - 1, 0));
  const [, name] = /^(\w+)\[@\]$/.exec(text) ?? [];
  const value = name === undefined ? undefined : world.variables.get(name);
  if (value === undefined) return undefined;
  return value === ""
    ? []
    : value.split(between).filter((_one, index) => index > 0 || !value.startsWith(between));
}

/** Expands `{a,b}` and `{1..3}`. */
function braces(text: string): string[] {
  const [whole, before = "", inner = "", after = ""] = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(text) ?? [];
  const [range, from = "", to = ""] = /^(\d+)\.\.(\d+)$/.exec(inner) ?? [];
  if (whole === undefined || (range === undefined && !inner.includes(","))) return [text];
  if (text.length > 5000) return [text];
  const parts =
    range === undefined
      ? inner.split(",")
      : Array.from({ length: Math.min(Math.abs(Number(to) - Number(from)) + 1, 100) }, (_one, index) =>
          String(Number(from) + index * Math.sign(Number(to) - Number(from) || 1)),
        );
  return parts.flatMap((part) => braces(`${before}${part}${after}`));
}

function valueOf(kind: Exclude<Segment["kind"], "text">, text: string, world: World): string {
  if (kind === "variable") return variable(text, world);
  if (kind === "command") return outputOf(text, world);
  if (world.listener) outputOf(text, world);
  return `${unknown}<(${text})`;
}

/** Arithmetic is not computed: the variables that it sets become unknown. */
export function compute(text: string, world: World): void {
  if (!world.listener) return;
  for (const [, before, name = "", after] of text.matchAll(
    /(\+\+|--)?\s*\b([A-Za-z_]\w*)\s*(\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))?/g,
  ))
    if (before !== undefined || after !== undefined) world.variables.set(name, `${unknown}${name}`);
  expandText(segmentsOf(text, true), world);
}

/** What a command prints, if known. Files that it writes are kept. */
function outputOf(script: string, world: World): string {
  const hidden = `${unknown}$(${script})`;
  if (script.startsWith("((")) {
    compute(script.slice(2), world);
    return hidden;
  }
  const inner = world.clone();
  Object.assign(inner, { output: "", sink: undefined, isHeard: true });
  const ends = world.shell.runText(script, inner);
  if (world.listener) for (const end of ends) end.ended = undefined;
  const [after, ...others] = distinct(ends);
  if (after === undefined || others.length > 0) {
    world.doubtText(script);
    return hidden;
  }
  const { output } = after;
  world.files = after.files;
  world.doubts = after.doubts;
  world.status = after.status;
  afterSubshell(world, after);
  return after.status === undefined || output.includes(unknown) ? hidden : output.replace(/\n+$/, "");
}

function variable(text: string, world: World): string {
  const { variables, positional } = world;
  const hidden = `${unknown}\${${text}}`;
  if (text === "@" || text === "*") return positional.join(" ");
  if (text === "#") return String(positional.length);
  if (/^\d+$/.test(text)) return text === "0" ? "bash" : (positional[Number(text) - 1] ?? "");
  const [, indirect] = /^!(\w+)$/.exec(text) ?? [];
  if (indirect !== undefined && !world.listener) {
    const named = variables.get(indirect) ?? unknown;
    return /^\w+$/.test(named) ? variable(named, world) : hidden;
  }
  const [, array = "", index] = /^(\w+)\[(\d+)\]$/.exec(text) ?? [];
  if (index !== undefined && !world.listener) {
    const elements = variables.get(array)?.split(between) ?? [];
    return elements[0] === "" ? (elements[Number(index) + 1] ?? hidden) : hidden;
  }
  const [, name = "", operator = "", rest = ""] =
    /^(\w+)(:?[-=+?]|##?|%%?|\/\/?|\^\^?|,,?)?(.*)$/s.exec(text) ?? [];
  if (world.listener && /\$\(|`|<\(/.test(rest)) expandText(segmentsOf(rest, true), world);
  const value = variables.get(name);
  if (value?.includes(between)) return hidden;
  if (operator === "") return rest === "" ? (value ?? hidden) : hidden;
  if (value?.includes(unknown)) return hidden;
  if (/^:?[-=]$/.test(operator)) {
    if (value !== undefined && (value !== "" || !operator.startsWith(":"))) return value;
    // The environment may define the variable.
    return value === undefined || /[$`"'\\]/.test(rest) ? hidden : rest;
  }
  if (value === undefined || /[$`*?["'\\]/.test(rest)) return hidden;
  if (operator.startsWith("#")) return value.startsWith(rest) ? value.slice(rest.length) : value;
  if (operator.startsWith("%"))
    return value.endsWith(rest) ? value.slice(0, value.length - rest.length) : value;
  if (operator === "^^") return value.toUpperCase();
  if (operator === ",,") return value.toLowerCase();
  if (operator.startsWith("/")) {
    const [from = "", to = ""] = rest.split("/");
    return operator === "//" ? value.replaceAll(from, to) : value.replace(from, to);
  }
  return hidden;
}
