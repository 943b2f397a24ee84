import { matchesArn, matchesGlob } from "./globs.ts";

/** Condition keys of a request, with one value or several. A missing key is a key that the request does not carry. */
export type Context = Record<string, string | string[]>;

type Test = (expected: string, actual: string) => boolean;

const same: Test = (expected, actual) => expected === actual;
const sameLetters: Test = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();
const numeric =
  (compare: (actual: number, expected: number) => boolean): Test =>
  (expected, actual) =>
    compare(Number(actual), Number(expected));

/** IAM user guide, "IAM JSON policy elements: Condition operators" (2026-11). ArnEquals takes wildcards as ArnLike does. */
const tests: Record<string, Test> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameLetters,
  StringLike: matchesGlob,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: sameLetters,
  NumericEquals: numeric((actual, expected) => actual === expected),
  NumericLessThan: numeric((actual, expected) => actual < expected),
  NumericLessThanEquals: numeric((actual, expected) => actual <= expected),
  NumericGreaterThan: numeric((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numeric((actual, expected) => actual >= expected),
};

/** A negated operator holds where the plain one does not. */
const negations: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
};

interface Operator {
  quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  negated: boolean;
  test: Test;
  ifExists: boolean;
}

/** @throws {Error} for an operator that is not known here. */
function parseOperator(text: string): Operator {
  const {
    quantifier,
    name = "",
    ifExists,
  } = /^(?:(?<quantifier>ForAllValues|ForAnyValue):)?(?<name>[A-Za-z]+?)(?<ifExists>IfExists)?$/.exec(text)
    ?.groups ?? {};
  const test = tests[negations[name] ?? name];
  if (test === undefined) throw new Error(`Cannot evaluate the condition operator ${JSON.stringify(text)}.`);
  return {
    quantifier: quantifier as Operator["quantifier"],
    negated: name in negations,
    test,
    ifExists: ifExists !== undefined,
  };
}

/**
 * Whether one condition holds: `conditionHolds("StringEquals", "aws:RequestTag/Name", ["files"], context)`.
 *
 * @param expected The policy's values; policy variables in them are already filled in.
 */
export function conditionHolds(operator: string, key: string, expected: string[], context: Context): boolean {
  const actual = valuesOf(context, key);
  if (operator === "Null") {
    const missing = actual === undefined || actual.length === 0;
    return expected.some((value) => (value.toLowerCase() === "true") === missing);
  }
  const { quantifier, negated, test, ifExists } = parseOperator(operator);
  if (actual === undefined || actual.length === 0) {
    // For a missing key, ForAllValues holds, and so does what is negated or said only of an existing key.
    if (ifExists || quantifier === "ForAllValues") return true;
    return negated && quantifier === undefined;
  }
  const holds = (value: string): boolean => expected.some((pattern) => test(pattern, value)) !== negated;
  if (quantifier === "ForAllValues") return actual.every(holds);
  if (quantifier === "ForAnyValue") return actual.some(holds);
  return negated ? actual.every(holds) : actual.some(holds);
}

/** Condition keys are compared without case, a tag's name within them as well. */
export function valuesOf(context: Context, key: string): string[] | undefined {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === "string" ? [found] : found;
}
