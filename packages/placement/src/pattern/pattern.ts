/** Whether a code point is in a class. */
export type CharacterTest = (code: number) => boolean;

/** A place between two characters. `$` and `\Z` are `beforeFinalTerminator`, or `beforeFinalNewline` with the flag `d`. */
export type Place =
  | "start"
  | "end"
  | "beforeFinalTerminator"
  | "beforeFinalNewline"
  | "lineStart"
  | "lineEnd"
  | "boundary"
  | "notBoundary";

/** A Java regular expression as a tree. */
export type Pattern =
  | { kind: "character"; test: CharacterTest }
  | { kind: "sequence"; parts: Pattern[] }
  | { kind: "either"; parts: Pattern[] }
  /** `most` is Infinity if there is no limit. */
  | { kind: "repeated"; part: Pattern; least: number; most: number }
  | { kind: "place"; place: Place }
  | { kind: "lineBreak" }
  /** Valid, but only Java can evaluate it. */
  | { kind: "notSimulated"; what: string; part?: Pattern };

/** A regular expression that Java rejects. */
export class PatternError extends Error {
  override name = "PatternError";
  /** Characters of the pattern before the error. */
  readonly position: number;
  readonly expected: string;

  constructor(position: number, expected: string) {
    super(`at character ${position + 1}: expected ${expected}`);
    this.position = position;
    this.expected = expected;
  }
}

/** Every part of a pattern, itself first. */
export function partsOf(pattern: Pattern): Pattern[] {
  switch (pattern.kind) {
    case "sequence":
    case "either":
      return [pattern, ...pattern.parts.flatMap(partsOf)];
    case "repeated":
      return [pattern, ...partsOf(pattern.part)];
    case "notSimulated":
      return [pattern, ...(pattern.part ? partsOf(pattern.part) : [])];
    default:
      return [pattern];
  }
}
