import type { Limit } from "../../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries

/** model: a shape of botocore; text: what the documentation in botocore says; schema: a schema of CloudFormation's. */
export type Source = "model" | "text" | "schema";

/** A member of a call or of a schema, with what its sources say. */
export interface Member {
  /** Names as the source spells them, without indexes. */
  path: string[];
  kind: "text" | "number" | "bool" | "block" | "map";
  limits: { source: Source; limit: Limit }[];
}

/** Patterns that hold for nearly any text say nothing. */
const empty =
  /^\^?\(?(\(\?s\))?(\.|\[\\s\\S\]|\\p\{ASCII\}|\[\^\]|\[\\u0009\S*\]|\[\\u0020-\S*\]|\[\\S\\s\]|\[\^\\x00\S*\])[*+]?(\{\d+(,\d*)?\})?\)?\$?$/i;

/** @returns the pattern as JavaScript reads it; undefined for one that it cannot read, or that says nothing. */
export function readPattern(pattern: string, isWhole: boolean): string | undefined {
  if (empty.test(pattern) || pattern.length > 400) return undefined;
  const whole = isWhole && !(pattern.startsWith("^") && pattern.endsWith("$")) ? `^(?:${pattern})$` : pattern;
  try {
    new RegExp(whole, "u");
    return whole;
  } catch {
    return undefined;
  }
}

export type Bound = readonly ["range" | "length" | "items", number | null, number | null];

export function isBound(limit: Limit): limit is Bound {
  return limit[0] === "range" || limit[0] === "length" || limit[0] === "items";
}
