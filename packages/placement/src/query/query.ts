/** A query as a tree. `not`, `and` and `or` contain queries; everything else is one comparison. */
export type Query = Comparison | Not | Combination;

export interface Comparison {
  kind: "comparison";
  /** A field (`runningTasksCount`), `task:group`, or `attribute:<name>`. */
  subject: string;
  operator: Operator;
  /** No value for `exists`, one or more for `in`, one for other operators. */
  values: Value[];
}

export interface Value {
  text: string;
  /** The quotes around it, which belong to the text that AWS keeps. @default - none */
  quote?: Quote;
}

export type Quote = "'" | '"';

export interface Not {
  kind: "not";
  query: Query;
}

/** Two or more queries, none of them of the same kind: `a and (b and c)` is `a and b and c`. */
export interface Combination {
  kind: "and" | "or";
  queries: Query[];
}

/** The printed symbol of each operator, with the equivalent word. */
export const operators = {
  "==": "equals",
  "!=": "not_equals",
  ">": "greater_than",
  ">=": "greater_than_equal",
  "<": "less_than",
  "<=": "less_than_equal",
  exists: "exists",
  "!exists": "not_exists",
  in: "in",
  "!in": "not_in",
  "=~": "matches",
  "!~": "not_matches",
} as const;
export type Operator = keyof typeof operators;

export const takesNone: readonly Operator[] = ["exists", "!exists"];
export const takesList: readonly Operator[] = ["in", "!in"];
export const takesPattern: readonly Operator[] = ["=~", "!~"];

/** @param queries One or more. @returns their combination without nesting; a single one as it is. */
export function combined(kind: "and" | "or", queries: Query[]): Query {
  const flat = queries.flatMap((query) => (query.kind === kind ? query.queries : [query]));
  const [first] = flat;
  if (first === undefined) throw new RangeError(`${kind} needs at least one query, but none was given.`);
  return flat.length === 1 ? first : { kind, queries: flat };
}

/** Every comparison in it, from left to right. */
export function comparisons(query: Query): Comparison[] {
  switch (query.kind) {
    case "comparison":
      return [query];
    case "not":
      return comparisons(query.query);
    default:
      return query.queries.flatMap(comparisons);
  }
}
