import type { Word } from "./segments.ts";
import { afterSubshell, unknown, type World } from "./world.ts";

/** A word as one text, as in a redirection or a here-document. */
export function expandText(word: Word, world: World): string {
  return word.map(({ kind, text }) => (kind === "text" ? text : valueOf(kind, text, world))).join("");
}

export function expandWords(words: readonly Word[], world: World): string[] {
  return words.flatMap((word) => expandWord(word, world));
}

/** A word with what a shell makes of it: unquoted values are split, braces and `$@` become several. */
export function expandWord(word: Word, world: World): string[] {
  const [only] = word;
  if (word.length === 1 && only?.kind === "variable" && only.text === "@") return [...world.positional];
  const found = [""];
  for (const { kind, text, isQuoted } of word) {
    const value = kind === "text" ? text : valueOf(kind, text, world);
    if (kind === "text" || isQuoted || value.includes(unknown)) {
      const several = kind === "text" && !isQuoted ? braces(value) : [value];
      const last = found.pop() ?? "";
      found.push(...several.map((one) => last + one));
      continue;
    }
    const [first = "", ...others] = value.trim().split(/\s+/);
    found.push((found.pop() ?? "") + first, ...others);
  }
  const isEmpty = found.length === 1 && found[0] === "" && word.every(({ isQuoted }) => !isQuoted);
  return isEmpty ? [] : found;
}

/** `{a,b}` and `{1..3}`. */
function braces(text: string): string[] {
  const [whole, before = "", inner = "", after = ""] = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(text) ?? [];
  const [range, from = "", to = ""] = /^(\d+)\.\.(\d+)$/.exec(inner) ?? [];
  if (whole === undefined || (range === undefined && !inner.includes(","))) return [text];
  const parts =
    range === undefined
      ? inner.split(",")
      : Array.from({ length: Math.min(Math.abs(Number(to) - Number(from)) + 1, 100) }, (_one, index) =>
          String(Number(from) + index * Math.sign(Number(to) - Number(from) || 1)),
        );
  return parts.flatMap((part) => braces(`${before}${part}${after}`));
}

function valueOf(kind: "variable" | "command", text: string, world: World): string {
  return kind === "command" ? outputOf(text, world) : variable(text, world);
}

/** What a command prints, if that is known. Files that it writes stay written. */
function outputOf(script: string, world: World): string {
  const hidden = `${unknown}$(${script})`;
  if (script.startsWith("((")) return hidden;
  const inner = world.clone();
  Object.assign(inner, { output: "", sink: undefined, isHeard: true });
  const [after, ...others] = world.shell.runText(script, inner);
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
  const [, name = "", operator = "", rest = ""] =
    /^(\w+)(:?[-=+?]|##?|%%?|\/\/?|\^\^?|,,?)?(.*)$/s.exec(text) ?? [];
  const value = variables.get(name);
  if (operator === "") return value ?? hidden;
  if (value?.includes(unknown)) return hidden;
  if (/^:?[-=]$/.test(operator)) {
    if (value !== undefined && (value !== "" || !operator.startsWith(":"))) return value;
    // The machine may have set it.
    return value === undefined ? hidden : rest;
  }
  if (value === undefined || /[$`*?[]/.test(rest)) return hidden;
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
