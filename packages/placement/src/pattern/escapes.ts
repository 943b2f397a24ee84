import { halfPair, type Characters } from "./characters.ts";
import type { Flags } from "./flags.ts";
import type { CharacterTest } from "./pattern.ts";
import { property } from "./properties.ts";

const horizontal = /[ \t\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]/;
const vertical = /[\n\u000b\f\r\u0085\u2028\u2029]/;
const test =
  (kind: RegExp): CharacterTest =>
  (code) =>
    kind.test(String.fromCodePoint(code));

/** `\d`, `\w` and `\s`, without and with the flag `U`. */
const classes: Record<string, { narrow: CharacterTest; broad: string }> = {
  d: { narrow: test(/[0-9]/), broad: "IsDigit" },
  s: { narrow: test(/[ \t-\r]/), broad: "IsWhite_Space" },
  w: { narrow: test(/[A-Za-z0-9_]/), broad: "IsWord" },
};

const controls: Record<string, number> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** What is allowed after a backslash, for messages. */
const escapes =
  "one of Java's escapes after the backslash (\\d \\w \\s \\h \\v \\p{…} \\t \\n \\xhh …), or a character that is not a letter";

/**
 * Reads an escape that represents characters, inside or outside of a class.
 *
 * @returns a code point or a test; undefined, without reading anything, if it is not such an escape.
 */
export function readCharacterEscape(
  characters: Characters,
  flags: Flags,
  { beforeRange = false }: { beforeRange?: boolean } = {},
): number | CharacterTest | undefined {
  const letter = characters.peek(1);
  const small = letter.toLowerCase();
  if (letter === "") return undefined;
  if (small === "p") return readProperty(characters, flags);
  const found = Object.hasOwn(classes, small) ? classes[small] : undefined;
  if (found) {
    characters.take(`\\${letter}`);
    const broad = flags.has("U") ? property(found.broad, new Set()) : undefined;
    return negatedIf(letter !== small, typeof broad === "function" ? broad : found.narrow);
  }
  if (small === "h" || small === "v") {
    characters.take(`\\${letter}`);
    // At the start of a range, Java means the vertical tab.
    if (letter === "v" && beforeRange) return 11;
    return negatedIf(letter !== small, test(small === "h" ? horizontal : vertical));
  }
  const control = Object.hasOwn(controls, letter) ? controls[letter] : undefined;
  if (control !== undefined) {
    characters.take(`\\${letter}`);
    return control;
  }
  if (letter === "N") return readNamed(characters);
  if (letter in numbers) {
    characters.take(`\\${letter}`);
    return numbers[letter as keyof typeof numbers](characters);
  }
  if (/[A-Za-z0-9]/.test(letter)) return undefined;
  characters.take("\\");
  return characters.readCode();
}

export function failOfEscape(characters: Characters): never {
  const at = characters.at;
  characters.take("\\");
  return characters.fail(characters.isAtEnd ? "a character after the backslash" : escapes, at);
}

const hex = /^[0-9A-Fa-f]$/;
const numbers = {
  0: (characters: Characters): number => {
    const digits = characters.takeWhile(/^[0-7]$/, /[0-3]/.test(characters.peek()) ? 3 : 2);
    if (digits === "") characters.fail("an octal number after \\0, for example \\0101");
    return parseInt(digits, 8);
  },
  c: (characters: Characters): number => characters.readCode("a character after \\c") ^ 64,
  u: (characters: Characters): number => {
    const first = fourDigits(characters);
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first < 0xdc00 && characters.take("\\u")) {
      const second = fourDigits(characters);
      if (second >= 0xdc00 && second <= 0xdfff) return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    }
    characters.notSimulated = halfPair;
    return first;
  },
  x: (characters: Characters): number => {
    const expected = "two hexadecimal digits after \\x, or a code point in braces (\\x{1F600})";
    const inBraces = characters.take("{");
    const digits = characters.takeWhile(hex, inBraces ? Infinity : 2);
    const code = parseInt(digits, 16);
    if (inBraces ? digits === "" || !characters.take("}") || code > 0x10ffff : digits.length < 2)
      characters.fail(expected);
    if (code >= 0xd800 && code <= 0xdfff) characters.notSimulated = halfPair;
    return code;
  },
};

function fourDigits(characters: Characters): number {
  const digits = characters.takeWhile(hex, 4);
  if (digits.length < 4) characters.fail("four hexadecimal digits after \\u");
  return parseInt(digits, 16);
}

function readNamed(characters: Characters): CharacterTest {
  const expected = "the name of a character in braces after \\N";
  characters.take("\\N");
  if (!characters.take("{")) characters.fail(expected);
  while (!characters.take("}")) characters.read(expected);
  characters.notSimulated = "a character by its name (\\N{…})";
  return () => false;
}

function readProperty(characters: Characters, flags: Flags): CharacterTest {
  const { at } = characters;
  const isNegated = characters.peek(1) === "P";
  characters.take(`\\${isNegated ? "P" : "p"}`);
  let name = "";
  if (characters.take("{")) {
    while (characters.peek() !== "}") name += characters.read('"}" after the name of a property');
    characters.take("}");
  } else name = characters.read("a property after \\p, for example \\p{L}");
  const found = property(name, flags);
  if (found === undefined)
    characters.fail(
      "a property that Java knows: a category (\\p{L}), \\p{Alpha}, \\p{IsAlphabetic}, \\p{IsLatin}",
      at,
    );
  if (found === "not simulated") {
    characters.notSimulated = `\\p{${name}}`;
    return () => false;
  }
  return negatedIf(isNegated, found);
}

export function negatedIf(isNegated: boolean, inner: CharacterTest): CharacterTest {
  return isNegated ? (code) => !inner(code) : inner;
}
