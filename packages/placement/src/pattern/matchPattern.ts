import { RE2JS } from "re2js";
import { partsOf, type CharacterTest, type Pattern, type Place } from "./pattern.ts";
import { readPattern } from "./readPattern.ts";

/** A pattern that is valid, but that only Java can evaluate. */
export interface NotSimulated {
  /** The part of the pattern that is not simulated. */
  notSimulated: string;
}

/**
 * Whether Java's `Pattern.matches(pattern, value)` is true, in time linear in the value's length.
 *
 * @throws {PatternError} for what Java rejects.
 */
export function matchesWhole(pattern: string, value: string): boolean | NotSimulated {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    compiled = new Compiled(readPattern(pattern));
    known.set(pattern, compiled);
  }
  return compiled.matches(value);
}

const known = new Map<string, Compiled>();

const terminators = "\n\r\u0085\u2028\u2029";
const endsWithTerminator = /(\r\n|[\n\r\u0085\u2028\u2029])$/;
const hasTerminator = /[\n\r\u0085\u2028\u2029]/;
const printable = Array.from({ length: 95 }, (_nothing, position) => String.fromCharCode(32 + position));

/**
 * A pattern for re2js. Each Java class is replaced by those of the value's characters that it contains, because re2's
 * classes, cases and line ends differ from Java's. Attribute values are ASCII (AWS's API reference of Attribute), so
 * one list serves nearly all values.
 */
class Compiled {
  readonly #pattern: Pattern;
  readonly #places: Set<Place>;
  readonly #reason: string | undefined;
  readonly #byCharacters = new Map<string, RE2JS | NotSimulated>();

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
    this.#places = new Set(partsOf(pattern).flatMap((part) => (part.kind === "place" ? part.place : [])));
    this.#reason = reasonOf(pattern);
  }

  matches(value: string): boolean | NotSimulated {
    const reason = this.#reason ?? reasonOfValue(this.#places, value);
    if (reason !== undefined) return { notSimulated: reason };
    const symbols = [...value].map((character) => new Character(character));
    const [final] = endsWithTerminator.exec(value) ?? [];
    // Each line end is one UTF-16 unit.
    if (final !== undefined) symbols[symbols.length - final.length]?.endsLine();
    const expression = this.#expression(symbols);
    return expression instanceof RE2JS
      ? expression.matches(symbols.map(({ symbol }) => symbol).join(""))
      : expression;
  }

  #expression(symbols: Character[]): RE2JS | NotSimulated {
    const others = symbols.filter(({ symbol }) => !printable.includes(symbol));
    const key = [...new Set(others.map(({ symbol, character }) => symbol + character))].sort().join("");
    let found = this.#byCharacters.get(key);
    if (found === undefined) {
      found = compile(this.#pattern, [...printable.map((one) => new Character(one)), ...others]);
      this.#byCharacters.set(key, found);
    }
    return found;
  }
}

/**
 * A character of a value, and the symbol that represents it in the input of re2js. The final line end is a property
 * of the symbol before it.
 */
class Character {
  readonly character: string;
  symbol: string;

  constructor(character: string) {
    this.character = character;
    this.symbol = terminators.includes(character) ? privateUse(character) : character;
  }

  endsLine(): void {
    this.symbol = "\n";
  }

  get code(): number {
    return this.character.codePointAt(0) ?? 0;
  }
}

function privateUse(character: string): string {
  return String.fromCodePoint(0xf0000 + (character.codePointAt(0) ?? 0));
}

function reasonOf(pattern: Pattern): string | undefined {
  for (const part of partsOf(pattern)) {
    if (part.kind === "notSimulated") return part.what;
    if (part.kind === "repeated" && partsOf(part.part).some(({ kind }) => kind === "lineBreak"))
      return "a repeated \\R";
  }
  return undefined;
}

/** Why the result depends on the version of Java or differs in re2, for these places; undefined if it does not. */
function reasonOfValue(places: Set<Place>, value: string): string | undefined {
  if (!value.isWellFormed()) return "half of a surrogate pair in the value";
  const has = (...wanted: Place[]): boolean => wanted.some((one) => places.has(one));
  if (has("boundary", "notBoundary") && !/^[\x00-\x7f]*$/.test(value))
    return "\\b or \\B in a value that is not of ASCII";
  if (has("lineStart", "lineEnd", "beforeFinalNewline") && hasTerminator.test(value))
    return "lines of a value of several lines";
  if (has("lineStart") && value === "") return "the start of a line in an empty value";
  return undefined;
}

function compile(pattern: Pattern, characters: Character[]): RE2JS | NotSimulated {
  try {
    return RE2JS.compile(written(pattern, characters));
  } catch (error) {
    // re2 limits the number of repetitions and the resulting size.
    return { notSimulated: `its size (${(error as Error).message})` };
  }
}

const places: Record<Place, string> = {
  start: "\\A",
  end: "\\z",
  beforeFinalTerminator: "(?m:$)",
  beforeFinalNewline: "\\z",
  lineStart: "\\A",
  lineEnd: "\\z",
  boundary: "\\b",
  notBoundary: "\\B",
};

const lineBreak: CharacterTest = (code) =>
  (code >= 10 && code <= 13) || [0x85, 0x2028, 0x2029].includes(code);

function written(pattern: Pattern, characters: Character[]): string {
  const inner = (part: Pattern): string => written(part, characters);
  switch (pattern.kind) {
    case "character":
      return classOf(pattern.test, characters);
    case "sequence":
      return `(?:${pattern.parts.map(inner).join("")})`;
    case "either":
      return `(?:${pattern.parts.map(inner).join("|")})`;
    case "repeated":
      return `(?:${inner(pattern.part)})${quantifier(pattern)}`;
    case "place":
      return places[pattern.place];
    case "lineBreak": {
      const one = (wanted: number): string => classOf((code) => code === wanted, characters);
      return `(?:${one(13)}${one(10)}|${classOf(lineBreak, characters)})`;
    }
    case "notSimulated":
      throw new RangeError(pattern.what);
  }
}

function quantifier({ least, most }: { least: number; most: number }): string {
  if (most < Infinity) return `{${least},${most}}`;
  return least === 0 ? "*" : least === 1 ? "+" : `{${least},}`;
}

function classOf(test: CharacterTest, characters: Character[]): string {
  const symbols = characters
    .filter(({ code }) => test(code))
    .map(({ symbol }) => `\\x{${(symbol.codePointAt(0) ?? 0).toString(16)}}`);
  return symbols.length === 0 ? "[^\\x{0}-\\x{10ffff}]" : `[${[...new Set(symbols)].join("")}]`;
}
