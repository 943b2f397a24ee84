/** A piece of a word: what stands there, or what a shell puts in its place. */
export interface Segment {
  kind: "text" | "variable" | "command";
  text: string;
  isQuoted: boolean;
}
export type Word = Segment[];

export function literal(text: string): Word {
  return [{ kind: "text", text, isQuoted: true }];
}

const pieces: readonly [Segment["kind"] | "single" | "double" | "ansi" | "escape" | "process", RegExp][] = [
  ["ansi", /^\$'((?:[^'\\]|\\[^])*)'/],
  ["single", /^'([^']*)'/],
  ["double", /^\$?"((?:[^"\\$`]|\\[^]|\$\((?:[^()]|\([^()]*\))*\)|\$|`[^`]*`)*)"/],
  ["process", /^[<>]\((?:[^()]|\([^()]*\))*\)/],
  ["command", /^\$\(\(((?:[^()]|\([^()]*\))*)\)\)/],
  ["command", /^\$\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/],
  ["command", /^`([^`]*)`/],
  ["variable", /^\$\{([^}]*)\}/],
  ["variable", /^\$(\w+|[@*#?$!-])/],
  ["escape", /^\\([^])/],
];

/** How long the word is with which a text begins. */
export function wordLength(text: string): number {
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const found =
      pieces.map(([, form]) => form.exec(rest)).find((one) => one !== null) ??
      /^[^\s;&|<>()"'`\\$]+|^\$/.exec(rest);
    if (found === null) return at;
    at += found[0].length;
  }
}

/** @param isDocument - in which quotes are characters like others. */
export function segmentsOf(text: string, isDocument: boolean, isQuoted = isDocument): Word {
  const word: Word = [];
  const add = (kind: Segment["kind"], given: string, quoted: boolean): void => {
    const last = word.at(-1);
    if (kind === "text" && last?.kind === "text" && last.isQuoted === quoted) last.text += given;
    else word.push({ kind, text: given, isQuoted: quoted });
  };
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const [kind, found] = pieces
      .map(([one, form]) => [one, form.exec(rest)] as const)
      .find(
        ([one, match]) => match !== null && !(isQuoted && /^(?:ansi|single|double|process)$/.test(one)),
      ) ?? ["text" as const, /^[^"'`\\$<>]+|^[^]/.exec(rest)];
    const [whole = "", inner = ""] = found ?? [];
    at += whole.length;
    if (kind === "ansi") add("text", unescaped(inner), true);
    else if (kind === "single") add("text", inner, true);
    else if (kind === "double") word.push(...emptyOr(segmentsOf(inner, false, true)));
    else if (kind === "escape") {
      const isKept = isQuoted && !(isDocument ? /[\\$`]/ : /["\\$`]/).test(inner);
      add("text", isKept ? whole : inner, true);
    } else if (kind === "process") add("variable", "process substitution", true);
    else if (kind === "text") add("text", whole, isQuoted);
    else add(kind, whole.startsWith("$((") ? `((${inner}` : inner, isQuoted);
  }
  return word;
}

/** `""` is a word, too. */
function emptyOr(word: Word): Word {
  return word.length > 0 ? word : literal("");
}

/** `\n` and `\t` as `echo -e` and `printf` write them. */
export function unescaped(text: string): string {
  const named: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
  return text.replace(
    /\\(x[0-9A-Fa-f]{1,2}|0[0-7]{1,3}|[0-7]{3}|[\\ntr"'])/g,
    (_whole, code: string) =>
      named[code] ??
      (/^x/.test(code)
        ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
        : /^\d/.test(code)
          ? String.fromCharCode(Number.parseInt(code, 8))
          : code),
  );
}
