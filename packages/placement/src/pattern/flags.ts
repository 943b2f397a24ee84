import type { CharacterTest } from "./pattern.ts";

/** The active inline flags: `(?is)`. */
export type Flags = ReadonlySet<string>;

/** `c` and `x` are Java's too; see readGroup. */
export const flagLetters = "imsduUcx";

/** Turning `U` on or off also turns `u` on or off. */
export function changed(flags: Flags, letter: string, on: boolean): Flags {
  const next = new Set(flags);
  for (const one of letter === "U" ? ["U", "u"] : [letter]) {
    if (on) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** A test for one character. With `i`, it ignores the case: of ASCII letters only, unless `u` is on too. */
export function single(wanted: number, flags: Flags): CharacterTest {
  if (!flags.has("i")) return (code) => code === wanted;
  if (!flags.has("u")) {
    const folded = asciiLower(wanted);
    return (code) => asciiLower(code) === folded;
  }
  const folded = unicodeFolded(wanted);
  // Java considers other cases only for letters that have two. For example, ß does not match ẞ, although ẞ becomes ß.
  if (toUpper(wanted) === folded) return (code) => code === wanted;
  return (code) => code === wanted || unicodeFolded(code) === folded;
}

export function range(first: number, last: number, flags: Flags): CharacterTest {
  const isIn = (code: number): boolean => code >= first && code <= last;
  if (!flags.has("i")) return isIn;
  if (flags.has("u")) return (code) => isIn(code) || isIn(toUpper(code)) || isIn(unicodeFolded(code));
  return (code) => isIn(code) || (code < 128 && (isIn(asciiUpper(code)) || isIn(asciiLower(code))));
}

function asciiLower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function asciiUpper(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}

/** Java compares the lower case of the upper case. */
function unicodeFolded(code: number): number {
  return mapped(toUpper(code), (text) => text.toLowerCase());
}

function toUpper(code: number): number {
  return mapped(code, (text) => text.toUpperCase());
}

/** Java maps one character to one; JavaScript maps some to several, such as İ, and Greek letters with an iota. */
function mapped(code: number, map: (text: string) => string): number {
  const [first = "", ...others] = map(String.fromCodePoint(code));
  if (others.length === 0) return first.codePointAt(0) ?? code;
  if (code === 0x130) return 0x69;
  if (code >= 0x1f80 && code <= 0x1faf) return code | 8;
  return [0x1fb3, 0x1fc3, 0x1ff3].includes(code) ? code + 9 : code;
}
