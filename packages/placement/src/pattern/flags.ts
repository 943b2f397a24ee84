import type { CharacterTest } from "./pattern.ts";

/** The inline flags that are on: `(?is)`. */
export type Flags = ReadonlySet<string>;

/** `c` and `x` are Java's too; see readGroup. */
export const flagLetters = "imsduUcx";

/** `U` brings `u` with it, and takes it along. */
export function changed(flags: Flags, letter: string, on: boolean): Flags {
  const next = new Set(flags);
  for (const one of letter === "U" ? ["U", "u"] : [letter]) {
    if (on) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** One character, in any case where the flags say so: of ASCII alone, unless `u` is on too. */
export function single(wanted: number, flags: Flags): CharacterTest {
  if (!flags.has("i")) return (code) => code === wanted;
  if (!flags.has("u")) {
    const folded = asciiLower(wanted);
    return (code) => asciiLower(code) === folded;
  }
  const folded = unicodeFolded(wanted);
  // Java looks for other cases of those letters alone that have two: ß is none of them, though ẞ becomes ß.
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

/** Java compares the small letters of the capitals. */
function unicodeFolded(code: number): number {
  return mapped(toUpper(code), (text) => text.toLowerCase());
}

function toUpper(code: number): number {
  return mapped(code, (text) => text.toUpperCase());
}

/** Java maps one character to one, where JavaScript maps some to several: İ to i, and Greek letters to those with an iota. */
function mapped(code: number, map: (text: string) => string): number {
  const [first = "", ...others] = map(String.fromCodePoint(code));
  if (others.length === 0) return first.codePointAt(0) ?? code;
  if (code === 0x130) return 0x69;
  if (code >= 0x1f80 && code <= 0x1faf) return code | 8;
  return [0x1fb3, 0x1fc3, 0x1ff3].includes(code) ? code + 9 : code;
}
