/** A part of a word: literal text, or an expression that the shell replaces. */
export interface Segment {
  kind: "text" | "variable" | "command" | "process" | "array";
  text: string;
  isQuoted: boolean;
  /** Elements of an array. */
  elements?: Word[];
}
export type Word = Segment[];

export function literal(text: string): Word {
  return [{ kind: "text", text, isQuoted: true }];
}

type Piece = Segment["kind"] | "single" | "double" | "ansi" | "escape";

const plainPieces: readonly [Piece, RegExp][] = [
  ["ansi", /^\$'((?:[^'\\]|\\[^])*)'/],
  ["single", /^'([^']*)'/],
  ["command", /^`((?:[^`\\]|\\[^])*)`/],
  ["variable", /^\$(\w+|[@*#?$!-])/],
  ["escape", /^\\([^])/],
];

/** Expressions that contain others: kind, opening and closing characters. */
const nesting: readonly [Piece, RegExp, end: string][] = [
  ["command", /^\$\(\(/, "))"],
  ["command", /^\$\(/, ")"],
  ["process", /^[<>]\(/, ")"],
  ["variable", /^\$\{/, "}"],
  ["double", /^\$?"/, '"'],
];

/** The expression at the start of a text: its kind, its full text, and its content. */
function pieceAt(text: string): { kind: Piece; whole: string; inner: string } | undefined {
  for (const [kind, opening, end] of nesting) {
    const begin = opening.exec(text)?.[0];
    if (begin === undefined) continue;
    const stop = endOf(text, begin.length, end);
    if (stop === undefined) continue;
    const inner = text.slice(begin.length, stop);
    const whole = text.slice(0, stop + end.length);
    return { kind, whole, inner: end === "))" ? `((${inner}` : inner };
  }
  for (const [kind, form] of plainPieces) {
    const [whole, inner = ""] = form.exec(text) ?? [];
    if (whole !== undefined) return { kind, whole, inner };
  }
  return undefined;
}

/** Position at which an opened bracket or quote ends; undefined if it is not closed. */
function endOf(text: string, from: number, end: string): number | undefined {
  const open = [end];
  for (let at = from; at < text.length; at += 1) {
    const [innermost = ""] = open.slice(-1);
    if (text.startsWith(innermost, at)) {
      open.pop();
      if (open.length === 0) return at;
      at += innermost.length - 1;
      continue;
    }
    const [character] = text.slice(at, at + 1);
    const isText = innermost === '"';
    if (character === "\\") at += 1;
    else if (character === "`") at = skipped(text, at, "`");
    else if (character === "'" && !isText && !(innermost === "}" && open.includes('"')))
      at = skipped(text, at, "'");
    else if (character === '"') open.push('"');
    else if (text.startsWith("$((", at)) {
      open.push(")", ")");
      at += 2;
    } else if (text.startsWith("$(", at) || text.startsWith("${", at)) {
      open.push(text[at + 1] === "(" ? ")" : "}");
      at += 1;
    } else if (character === "(" && !isText && innermost !== "}") open.push(")");
    else if (character === "#" && innermost === ")" && /[\s;]/.test(text[at - 1] ?? ""))
      at = commentEnd(text, at);
    else if (innermost === ")" && text.startsWith("<<", at) && text[at + 2] !== "<")
      at = documentEnd(text, at);
    else if (innermost === ")" && /^case\s/.test(text.slice(at, at + 5)) && !/\w/.test(text[at - 1] ?? " "))
      at = caseEnd(text, at);
  }
  return undefined;
}

function skipped(text: string, at: number, quote: string): number {
  const end = text.indexOf(quote, at + 1);
  return end < 0 ? text.length : end;
}

function commentEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Position of the last character of the here-document whose operator starts here. */
function documentEnd(text: string, at: number): number {
  const [whole, name = ""] = /^<<-?\s*["'\\]?([\w.-]+)["']?/.exec(text.slice(at, at + 200)) ?? [];
  if (whole === undefined) return at + 1;
  const end = new RegExp(`\\n\\t*${name.replaceAll(".", "\\.")}(?=\\n|\\)|$)`).exec(text.slice(at));
  return end === null ? at + 1 : at + end.index + end[0].length - 1;
}

/**
 * Position after a `case` command, in which a bracket ends a pattern rather than the enclosing expression.
 */
function caseEnd(text: string, at: number): number {
  const end = /\besac\b/.exec(text.slice(at));
  return end === null ? at + 3 : at + end.index + 3;
}

/** Length of the word at the start of a text. */
export function wordLength(text: string): number {
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const length = pieceAt(rest)?.whole.length ?? /^(?:[^\s;&|<>()"'`\\$]+|\$)/.exec(rest)?.[0].length;
    if (length === undefined) return at;
    at += length;
  }
}

/** @param isDocument - whether the text is a here-document, in which quotes have no special meaning. */
export function segmentsOf(text: string, isDocument: boolean, isQuoted = isDocument): Word {
  const word: Word = [];
  const add = (kind: Segment["kind"], given: string, quoted: boolean): void => {
    const last = word.at(-1);
    if (kind === "text" && last?.kind === "text" && last.isQuoted === quoted) last.text += given;
    else word.push({ kind, text: given, isQuoted: quoted });
  };
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const piece = pieceAt(rest);
    const { kind, whole, inner } =
      piece === undefined || (isQuoted && /^(?:ansi|single|double|process)$/.test(piece.kind))
        ? { kind: "text" as const, whole: /^[^"'`\\$<>]+|^[^]/.exec(rest)?.[0] ?? "", inner: "" }
        : piece;
    at += whole.length;
    if (kind === "ansi") add("text", unescaped(inner), true);
    else if (kind === "single") add("text", inner, true);
    else if (kind === "double") word.push(...emptyOr(segmentsOf(inner, false, true)));
    else if (kind === "escape") {
      const isKept = isQuoted && !(isDocument ? /[\\$`]/ : /["\\$`]/).test(inner);
      add("text", isKept ? whole : inner, true);
    } else if (kind === "text") add("text", whole, isQuoted);
    else add(kind, whole.startsWith("`") ? inner.replace(/\\([\\`$])/g, "$1") : inner, isQuoted);
  }
  return word;
}

/** The word, or an empty text for `""`. */
function emptyOr(word: Word): Word {
  return word.length > 0 ? word : literal("");
}

/** Replaces escapes such as `\n` and `\t` as `echo -e` and `printf` do. */
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
