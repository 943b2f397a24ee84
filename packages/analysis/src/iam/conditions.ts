import { addressRange, cover } from "@ballast/model";
import { matchesArn, matchesGlob } from "./globs.ts";

/** The condition keys that a request contains, each with one value or several. */
export type Context = Record<string, string | string[]>;

type Test = (expected: string, actual: string) => boolean;
type Compare = (actual: number, expected: number) => boolean;

export const Family = {
  Text: "text",
  Arn: "arn",
  Truth: "truth",
  Number: "number",
  Date: "date",
  Address: "address",
} as const;
/** The types of values that condition operators compare. */
export type Family = (typeof Family)[keyof typeof Family];

const comparisons: Record<string, Compare> = {
  Equals: (actual, expected) => actual === expected,
  LessThan: (actual, expected) => actual < expected,
  LessThanEquals: (actual, expected) => actual <= expected,
  GreaterThan: (actual, expected) => actual > expected,
  GreaterThanEquals: (actual, expected) => actual >= expected,
};

const same: Test = (expected, actual) => expected === actual;
const sameLetters: Test = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();
const within: Test = (expected, actual) => {
  const ranges = [addressRange(expected)].filter((range) => range !== undefined);
  const address = addressRange(actual);
  return address !== undefined && cover(ranges, address);
};

/** Milliseconds since 1970. IAM accepts ISO 8601 dates, and seconds since 1970. */
function instant(text: string): number {
  return /^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function comparing(kind: Family, read: (text: string) => number): [string, [Family, Test]][] {
  const prefix = kind === Family.Date ? "Date" : "Numeric";
  return Object.entries(comparisons).map(([name, compare]) => [
    (prefix + name).toLowerCase(),
    [kind, (expected, actual) => compare(read(actual), read(expected))],
  ]);
}

/**
 * IAM user guide, "IAM JSON policy elements: Condition operators" (2026-11). ArnEquals accepts wildcards as
 * ArnLike does.
 */
const tests = new Map<string, [Family, Test]>([
  ["stringequals", [Family.Text, same]],
  ["stringequalsignorecase", [Family.Text, sameLetters]],
  ["stringlike", [Family.Text, matchesGlob]],
  ["binaryequals", [Family.Text, same]],
  ["arnequals", [Family.Arn, matchesArn]],
  ["arnlike", [Family.Arn, matchesArn]],
  ["bool", [Family.Truth, sameLetters]],
  ["ipaddress", [Family.Address, within]],
  ...comparing(Family.Number, Number),
  ...comparing(Family.Date, instant),
]);

export interface Operator {
  quantifier: "forallvalues" | "foranyvalue" | undefined;
  /**
   * Whether the operator is negated, such as `StringNotEquals`: it is true if the positive operator is false.
   */
  negated: boolean;
  family: Family;
  test: Test;
  ifExists: boolean;
}

/** @throws {Error} for an unknown operator. */
export function parseOperator(text: string): Operator {
  const { quantifier, name, ifExists } =
    /^(?:(?<quantifier>forallvalues|foranyvalue):)?(?<name>[a-z]+?)(?<ifExists>ifexists)?$/.exec(
      text.toLowerCase(),
    )?.groups ?? {};
  const plain = name?.replace(/^not(?=ip)|(?<=^(?:string|arn|numeric|date))not/, "");
  const [family, test] = tests.get(plain ?? "") ?? [];
  if (family === undefined || test === undefined)
    throw new Error(`Cannot evaluate the condition operator ${JSON.stringify(text)}.`);
  return {
    quantifier: quantifier as Operator["quantifier"],
    negated: plain !== name,
    family,
    test,
    ifExists: ifExists !== undefined,
  };
}

export function isNull(operator: string): boolean {
  return operator.toLowerCase() === "null";
}

/**
 * Whether one condition is true: `conditionHolds("StringEquals", "aws:RequestTag/Name", ["files"], context)`.
 *
 * @param expected The policy's values, with policy variables already replaced.
 * @throws {Error} for an unknown operator.
 */
export function conditionHolds(operator: string, key: string, expected: string[], context: Context): boolean {
  const actual = valuesOf(context, key);
  if (isNull(operator)) {
    const missing = actual === undefined || actual.length === 0;
    return expected.some((value) => (value.toLowerCase() === "true") === missing);
  }
  const { quantifier, negated, test, ifExists } = parseOperator(operator);
  if (actual === undefined || actual.length === 0) {
    // If the key is missing, the condition is true with ForAllValues, with IfExists, and with a negated
    // operator.
    if (ifExists || quantifier === "forallvalues") return true;
    return negated && quantifier === undefined;
  }
  const holds = (value: string): boolean => expected.some((pattern) => test(pattern, value)) !== negated;
  if (quantifier === "forallvalues") return actual.every(holds);
  if (quantifier === "foranyvalue") return actual.some(holds);
  return negated ? actual.every(holds) : actual.some(holds);
}

/** The values of a condition key. Keys, including tag names in them, are compared without case. */
export function valuesOf(context: Context, key: string): string[] | undefined {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === "string" ? [found] : found;
}
