import { ShellReader, unescaped, type Command } from "./words.ts";

const prefixes = new Set("sudo if then else elif do while until ! time command exec nohup -".split(" "));

/**
 * The texts of the files that a script of a Bourne shell writes, by path, when it has ended. What cannot be read, such as a file that
 * is copied from elsewhere, is empty: nothing in it counts.
 */
export function filesWritten(script: string): Map<string, string> {
  const files = new Map<string, string>();
  run(script, files, new Map());
  // A unit of systemd runs what the script writes for it, once the script has ended.
  for (const text of [...files.values()])
    if (/^#!\s*\/\S*(?:\/env\s+)?\w*sh\b/.test(text)) run(text, files, new Map());
  return files;
}

function run(script: string, files: Map<string, string>, variables: Map<string, string>): string {
  /** What is written within groups, until their ends say where to. */
  const groups: string[] = [""];
  let piped: string | undefined;
  for (const command of new ShellReader(script, (name) => variables.get(name)).commands()) {
    const input: string | undefined = command.input ?? piped;
    piped = undefined;
    const words = withoutPrefixes(command.words);
    const [name = ""] = words;
    if (name === "{") {
      groups.push("");
      continue;
    }
    if (words.length > 0 && words.every((word) => /^\w+=/.test(word)) && command.output === undefined) {
      for (const word of words)
        variables.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
      continue;
    }
    const output =
      name === "}" && groups.length > 1 ? (groups.pop() ?? "") : outputOf(words, input, files, variables);
    if (command.output !== undefined) write(files, command.output.path, output, command.output.append);
    else if (command.piped) piped = output;
    else groups[groups.length - 1] += output;
  }
  return groups.join("");
}

function withoutPrefixes(words: Command["words"]): string[] {
  const first = words.findIndex((word) => !prefixes.has(word));
  return first < 0 ? [] : words.slice(first);
}

function write(files: Map<string, string>, path: string, text: string, append: boolean): void {
  files.set(path, append ? (files.get(path) ?? "") + text : text);
}

function outputOf(
  [name = "", ...words]: string[],
  input: string | undefined,
  files: Map<string, string>,
  variables: Map<string, string>,
): string {
  const plain = words.filter((word) => !word.startsWith("-"));
  switch (name) {
    case "echo":
      return echoed(words);
    case "printf":
      return formatted(words);
    case "cat":
      return plain.length === 0 ? (input ?? "") : plain.map((path) => files.get(path) ?? "").join("");
    case "tee":
      for (const path of plain)
        write(
          files,
          path,
          input ?? "",
          words.some((word) => /^-\w*a|^--append$/.test(word)),
        );
      return input ?? "";
    case "sh":
    case "bash":
      return words[0]?.startsWith("-") === true && words[0].endsWith("c")
        ? run(words[1] ?? "", files, new Map(variables))
        : "";
    case "sed":
      return edited(words, input, files);
    case "grep":
      return filtered(words, input, files);
    case "rm":
    case "truncate":
    case "shred":
      for (const path of plain) files.delete(path);
      return "";
    case "cp":
    case "mv":
    case "install":
      return moved(plain, files);
    default:
      // A program that gets a file's name may write anything to it.
      if (/^(?:curl|wget|aws|python3?|perl|ruby|jq|dd|awk|envsubst|crudini|augtool)$/.test(name))
        for (const path of words)
          if (files.has(path.replace(/^of=/, ""))) files.set(path.replace(/^of=/, ""), "");
      return "";
  }
}

function echoed(words: string[]): string {
  const options = words.findIndex((word) => !/^-[neE]+$/.test(word));
  const given = options < 0 ? words : words.slice(0, options);
  const text = (options < 0 ? [] : words.slice(options)).join(" ");
  const isEscaped = given.some((word) => word.includes("e"));
  return (isEscaped ? unescaped(text) : text) + (given.some((word) => word.includes("n")) ? "" : "\n");
}

function formatted(words: string[]): string {
  const [format = "", ...values] = words[0] === "--" ? words.slice(1) : words;
  const rest = [...values];
  let text = "";
  do {
    text += unescaped(format).replace(/%(?:[sbd]|%)/g, (form) =>
      form === "%%" ? "%" : (rest.shift() ?? ""),
    );
  } while (rest.length > 0 && /%[sbd]/.test(format));
  return text;
}

function moved(plain: string[], files: Map<string, string>): string {
  const [from = "", to = ""] = plain.slice(-2);
  if (plain.length < 2) return "";
  files.set(to, files.get(from) ?? "");
  return "";
}

function edited(words: string[], input: string | undefined, files: Map<string, string>): string {
  const isInPlace = words.some((word) => /^-\w*i|^--in-place/.test(word));
  const given = words.flatMap((word, index) =>
    /^-\w*e$|^--expression$/.test(word) ? [words[index + 1] ?? ""] : [],
  );
  const plain = words.filter(
    (word, index) => !word.startsWith("-") && !/^-\w*e$|^--expression$/.test(words[index - 1] ?? ""),
  );
  const scripts = given.length > 0 ? given : plain.splice(0, 1);
  const isExtended = words.some((word) => /^-\w*[Er]/.test(word));
  const change = (text: string) =>
    scripts.reduce((before, script) => withEdit(before, script, isExtended), text);
  if (!isInPlace)
    return change(plain.length === 0 ? (input ?? "") : plain.map((path) => files.get(path) ?? "").join(""));
  for (const path of plain) if (files.has(path)) files.set(path, change(files.get(path) ?? ""));
  return "";
}

/** `s/a/b/g`, `/a/d` and `/a/c\b` of sed; nothing is left of a text after what is not understood. */
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

function filtered(words: string[], input: string | undefined, files: Map<string, string>): string {
  const [pattern = "", ...paths] = words.filter((word) => !word.startsWith("-"));
  const isInverse = words.some((word) => /^-\w*v/.test(word));
  const text = paths.length === 0 ? (input ?? "") : paths.map((path) => files.get(path) ?? "").join("");
  const test = new RegExp(
    translated(
      pattern,
      words.some((word) => /^-\w*[EP]/.test(word)),
    ),
  );
  return eachLine(text, (line) => (test.test(line) !== isInverse ? [line] : []));
}

function eachLine(text: string, change: (line: string) => string[]): string {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines
    .flatMap(change)
    .map((line) => `${line}\n`)
    .join("");
}

/** A regular expression of POSIX's in JavaScript's terms: in basic ones, brackets and repetitions are literal without `\`. */
function translated(pattern: string, isExtended: boolean): string {
  if (isExtended) return pattern.replace(/\[\[:space:\]\]/g, "\\s");
  return pattern
    .replace(/\[\[:space:\]\]/g, "\\s")
    .replace(
      /\\([(){}|+?])|([(){}|+?])/g,
      (_whole, escaped?: string, plain?: string) => escaped ?? `\\${plain ?? ""}`,
    );
}
