import { unescaped } from "./segments.ts";

// The output of programs that process text.

export function echoed(words: string[]): string {
  const options = words.findIndex((word) => !/^-[neE]+$/.test(word));
  const given = options < 0 ? words : words.slice(0, options);
  const text = (options < 0 ? [] : words.slice(options)).join(" ");
  const isEscaped = given.some((word) => word.includes("e"));
  return (isEscaped ? unescaped(text) : text) + (given.some((word) => word.includes("n")) ? "" : "\n");
}

export function formatted(words: string[]): string {
  const [format = "", ...values] = words[0] === "--" ? words.slice(1) : words;
  const rest = [...values];
  let text = "";
  do {
    text += unescaped(format).replace(/%(?:[sbdq]|%)/g, (form) =>
      form === "%%" ? "%" : form === "%q" ? quotedWord(rest.shift() ?? "") : (rest.shift() ?? ""),
    );
  } while (rest.length > 0 && /%[sbdq]/.test(format));
  return text;
}

/** A word quoted so that a shell reads the same word. */
function quotedWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word);
}

/** A text as one quoted shell word. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What sed does with a text. @param options - arguments, including its expressions. */
export function sedOf(options: string[]): {
  change: (text: string) => string;
  isInPlace: boolean;
  paths: string[];
} {
  const isInPlace = options.some((word) => /^-[nErsz]*i|^--in-place/.test(word));
  const given = options.flatMap((word, index) =>
    /^-\w*e$|^--expression$/.test(word)
      ? [options[index + 1] ?? ""]
      : /^--expression=/.test(word)
        ? [word.slice(13)]
        : [],
  );
  const paths = options.filter(
    (word, index) => !word.startsWith("-") && !/^-\w*e$|^--expression$/.test(options[index - 1] ?? ""),
  );
  const scripts = given.length > 0 ? given : paths.splice(0, 1);
  const isExtended = options.some((word) => /^-\w*[Er]/.test(word));
  const change = (text: string) =>
    scripts.reduce((before, script) => withEdit(before, script, isExtended), text);
  return { change, isInPlace, paths };
}

/** Applies the sed commands `s/a/b/g`, `/a/d` and `/a/c\b`. After any other command, the text is empty. */
function withEdit(text: string, script: string, isExtended: boolean): string {
  return script.split(/;(?=\s*[s/]|$)|\n/).reduce((before, one) => {
    const edit = one.trim();
    if (edit === "") return before;
    const [, , from = "", to = "", flags = ""] =
      /^(?:\$!)?s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1(\w*)$/.exec(edit) ?? [];
    if (edit.startsWith("s") && from !== "") {
      const pattern = new RegExp(translated(from, isExtended), flags.includes("g") ? "g" : "");
      const put = to
        .replace(/\$/g, "$$$$")
        .replace(/\\(\d)/g, "$$$1")
        .replace(/(?<!\\)&/g, "$$&")
        .replace(/\\(\W)/g, "$1");
      return eachLine(before, (line) => [line.replace(pattern, put)]);
    }
    const range = /^\/((?:\\.|[^/])*)\/\s*,\s*\/((?:\\.|[^/])*)\/\s*d$/.exec(edit);
    if (range !== null) return withoutRange(before, range[1] ?? "", range[2] ?? "", isExtended);
    const [, address = "", command = "", more = ""] =
      /^\/((?:\\.|[^/])*)\/\s*([dc])\\?\s*(.*)$/.exec(edit) ?? [];
    if (command === "") return "";
    const pattern = new RegExp(translated(address, isExtended));
    return eachLine(before, (line) => (!pattern.test(line) ? [line] : command === "d" ? [] : [more]));
  }, text);
}

function withoutRange(text: string, from: string, to: string, isExtended: boolean): string {
  const [begins, ends] = [from, to].map((pattern) => new RegExp(translated(pattern, isExtended)));
  let isWithin = false;
  return eachLine(text, (line) => {
    const wasWithin = isWithin;
    if (!wasWithin) isWithin = begins?.test(line) === true;
    else if (ends?.test(line) === true) isWithin = false;
    return wasWithin || isWithin ? [] : [line];
  });
}

/** The filter by which grep selects lines of a text. */
export function grepOf(options: string[]): { filter: (text: string) => string; paths: string[] } {
  const [pattern = "", ...paths] = options.filter((word) => !word.startsWith("-"));
  const isInverse = options.some((word) => /^-\w*v/.test(word));
  const isExtended = options.some((word) => /^-\w*[EP]/.test(word));
  const test = new RegExp(
    options.some((word) => /^-\w*F/.test(word))
      ? pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      : translated(pattern, isExtended),
    options.some((word) => /^-\w*i/.test(word)) ? "i" : "",
  );
  return {
    filter: (text) => eachLine(text, (line) => (test.test(line) !== isInverse ? [line] : [])),
    paths,
  };
}

function eachLine(text: string, change: (line: string) => string[]): string {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines
    .flatMap(change)
    .map((line) => `${line}\n`)
    .join("");
}

/**
 * A POSIX regular expression as JavaScript's. In basic expressions, brackets and repetitions are literal
 * without `\`.
 */
function translated(pattern: string, isExtended: boolean): string {
  if (isExtended) return pattern.replace(/\[\[:space:\]\]/g, "\\s");
  return pattern
    .replace(/\[\[:space:\]\]/g, "\\s")
    .replace(
      /\\([(){}|+?])|([(){}|+?])/g,
      (_whole, escaped?: string, plain?: string) => escaped ?? `\\${plain ?? ""}`,
    );
}
