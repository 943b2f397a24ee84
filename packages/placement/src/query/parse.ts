import { PatternError } from "../pattern/pattern.ts";
import { readPattern } from "../pattern/readPattern.ts";
import { hints } from "./hints.ts";
import { printQuery } from "./print.ts";
import {
  combined,
  comparisons,
  operators,
  takesList,
  takesNone,
  takesPattern,
  type Operator,
  type Query,
  type Value,
} from "./query.ts";
import { QueryError } from "./queryError.ts";
import { admitted, subjectNames, subjectOf, type Subject } from "./subjects.ts";
import { Tokens } from "./tokens.ts";

/** Maximum length in characters (API reference of PlacementConstraint). */
const longest = 2000;

const operatorByName = new Map<string, Operator>(
  Object.entries(operators).flatMap(([symbol, word]): [string, Operator][] => [
    [symbol, symbol as Operator],
    [word, symbol as Operator],
  ]),
);

export interface ParsedQuery {
  readonly query: Query;
  /** Queries that ECS may interpret differently from how they look, with what to write instead. */
  readonly warnings: readonly string[];
}

/** Cache of parsed queries by text, because a placement search parses the same expressions hundreds of times. */
const parsed = new Map<string, ParsedQuery>();
const mostParsed = 500;

/**
 * Reads the cluster query language.
 *
 * @throws {QueryError} with the position of the first error and what was expected there.
 */
export function parseQuery(text: string): ParsedQuery {
  const known = parsed.get(text);
  if (known) return known;
  const read = readQuery(text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, read);
  return read;
}

function readQuery(text: string): ParsedQuery {
  if (text.length > longest) {
    throw new QueryError(
      text,
      longest,
      `at most ${longest} characters (ECS's limit); the query has ${text.length}`,
    );
  }
  const tokens = new Tokens(text);
  const warnings = new Set<string>();
  const query = parseOr(tokens, warnings);
  if (tokens.peek().kind !== "end") {
    tokens.fail(
      tokens.peek().text === ")" ? 'no ")", because no parenthesis is open here' : '"and", "or" or the end',
    );
  }
  for (const warning of comparisons(query).flatMap(hints)) warnings.add(warning);
  return { query, warnings: [...warnings] };
}

/** `and` has precedence over `or` here, as in most languages; AWS does not document it. */
function parseOr(tokens: Tokens, warnings: Set<string>): Query {
  const terms = [parseAnd(tokens, warnings)];
  while (tokens.take("or", "||")) terms.push(parseAnd(tokens, warnings));
  const query = combined(
    "or",
    terms.map(({ query }) => query),
  );
  if (terms.length > 1 && terms.some(({ bare }) => bare)) {
    warnings.add(`AWS does not say whether "and" or "or" binds more tightly; write ${printQuery(query)}`);
  }
  return query;
}

function parseAnd(tokens: Tokens, warnings: Set<string>): { query: Query; bare: boolean } {
  const queries = [parseNot(tokens, warnings)];
  while (tokens.take("and", "&&")) queries.push(parseNot(tokens, warnings));
  return { query: combined("and", queries), bare: queries.length > 1 };
}

function parseNot(tokens: Tokens, warnings: Set<string>): Query {
  if (tokens.take("not", "!")) {
    // Here the parentheses belong to `not`, as in AWS's own examples.
    return tokens.peek().text === "("
      ? { kind: "not", query: parseGroup(tokens, warnings) }
      : { kind: "not", query: parseNot(tokens, warnings) };
  }
  if (tokens.peek().text !== "(") return parseComparison(tokens);
  const query = parseGroup(tokens, warnings);
  if (query.kind === "comparison") {
    warnings.add(`ECS rejects parentheses around a single expression; write ${printQuery(query)}`);
  }
  return query;
}

function parseGroup(tokens: Tokens, warnings: Set<string>): Query {
  tokens.take("(");
  const query = parseOr(tokens, warnings);
  if (!tokens.take(")")) tokens.fail('")", which closes a parenthesis');
  return query;
}

function parseComparison(tokens: Tokens): Query {
  const { kind, text } = tokens.peek();
  if (kind !== "word") tokens.fail(`a subject (${subjectNames.join(", ")})`);
  // The prefix `instance:` is the default.
  const name = text.replace(/^instance:/, "");
  const subject = subjectOf(name);
  if (subject === undefined) tokens.fail(`a subject (${subjectNames.join(", ")})`);
  tokens.next();
  const operator = parseOperator(tokens, name, subject);
  const comparison = { kind: "comparison", subject: name, operator } as const;
  if (takesNone.includes(operator)) return { ...comparison, values: [] };
  const values = takesList.includes(operator)
    ? parseList(tokens, subject)
    : [parseValue(tokens, subject, operator)];
  return { ...comparison, values };
}

function parseOperator(tokens: Tokens, name: string, subject: Subject): Operator {
  const { text, kind } = tokens.peek();
  const operator = kind === "quoted" ? undefined : operatorByName.get(text);
  if (operator === undefined || !subject.operators.includes(operator)) {
    tokens.fail(`an operator that ${name} supports: ${admitted(subject)}`);
  }
  tokens.next();
  return operator;
}

function parseList(tokens: Tokens, subject: Subject): Value[] {
  if (!tokens.take("[")) tokens.fail('"[" and a list, for example [a, b]');
  const values = [parseValue(tokens, subject, "in")];
  while (tokens.take(",")) values.push(parseValue(tokens, subject, "in"));
  if (!tokens.take("]")) tokens.fail('"," or "]"');
  return values;
}

function parseValue(tokens: Tokens, subject: Subject, operator: Operator): Value {
  const isPattern = takesPattern.includes(operator);
  const { kind, text, quote, at } = isPattern ? tokens.nextPattern() : tokens.peek();
  if ((kind !== "word" && kind !== "quoted") || text === "") {
    tokens.fail(isPattern ? "a regular expression" : "a value", at);
  }
  if (isPattern) checkPattern(tokens, text, at + (quote ? 1 : 0));
  const fault = isPattern ? undefined : subject.fault(text);
  if (fault !== undefined) tokens.fail(fault, at);
  if (!isPattern) tokens.next();
  return quote === undefined ? { text } : { text, quote };
}

/** @throws {QueryError} at the character that Java rejects. */
function checkPattern(tokens: Tokens, text: string, at: number): void {
  try {
    readPattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    tokens.fail(`${error.expected}, in a Java regular expression`, at + error.position);
  }
}
