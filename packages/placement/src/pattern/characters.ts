import { PatternError } from "./pattern.ts";

/** One character of a pattern. */
export interface Character {
  code: number;
  /** True if `\Q…\E` quotes the character, so that it is literal. */
  quoted: boolean;
  /** Its position in UTF-16 units. */
  at: number;
}

/**
 * A pattern's characters without `\Q` and `\E`. Between them, Java keeps letters unchanged, and digits except the
 * first, because they have no special meaning alone.
 */
function unquoted(pattern: string): Character[] {
  const found: Character[] = [];
  let quoting = false;
  let begins = false;
  for (let at = 0; at < pattern.length;) {
    const code = pattern.codePointAt(at) ?? 0;
    const pair = pattern.slice(at, at + 2);
    if (pair === (quoting ? "\\E" : "\\Q")) {
      quoting = !quoting;
      begins = quoting;
      at += 2;
      continue;
    }
    const character = String.fromCodePoint(code);
    const means =
      quoting && !/[A-Za-z\u{80}-\u{10ffff}]/u.test(character) && (begins || !/\d/.test(character));
    found.push({ code, quoted: means, at });
    at += character.length;
    begins = false;
    if (character === "\\" && !quoting && at < pattern.length) {
      const next = pattern.codePointAt(at) ?? 0;
      found.push({ code: next, quoted: false, at });
      at += String.fromCodePoint(next).length;
    }
  }
  return found;
}

export const halfPair = "half of a surrogate pair";

/** Reads a pattern character by character. */
export class Characters {
  readonly #all: Character[];
  readonly #length: number;
  #next = 0;
  /** The part of the pattern that is probably valid but that only Java can evaluate; undefined if there is none. */
  notSimulated: string | undefined;

  constructor(pattern: string) {
    if (!pattern.isWellFormed()) this.notSimulated = halfPair;
    this.#all = unquoted(pattern);
    this.#length = pattern.length;
  }

  /** The position of the next character in UTF-16 units. */
  get at(): number {
    return this.#all[this.#next]?.at ?? this.#length;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#all.length;
  }

  /** The next character if it is not quoted; empty at the end and for a quoted one. */
  peek(ahead = 0): string {
    const next = this.#all[this.#next + ahead];
    return next === undefined || next.quoted ? "" : String.fromCodePoint(next.code);
  }

  /** Whether the text follows. If it does, it is read. */
  take(text: string): boolean {
    if (![...text].every((character, ahead) => this.peek(ahead) === character)) return false;
    this.#next += text.length;
    return true;
  }

  /** Reads the following characters of this kind. */
  takeWhile(kind: RegExp, most = Infinity): string {
    let found = "";
    while (found.length < most && kind.test(this.peek())) found += this.read();
    return found;
  }

  /** Reads the next character, quoted or not. */
  read(expected = "a character"): string {
    return String.fromCodePoint(this.readCode(expected));
  }

  readCode(expected = "a character"): number {
    const next = this.#all[this.#next];
    if (next === undefined) this.fail(expected);
    this.#next += 1;
    return next.code;
  }

  /** Skips the rest, after flags that change how it must be read. */
  skipAll(): void {
    this.#next = this.#all.length;
  }

  fail(expected: string, at = this.at): never {
    throw new PatternError(at, expected);
  }
}
