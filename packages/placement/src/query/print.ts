import { unquotedPattern } from "../pattern/unquotedPattern.ts";
import { takesList, takesNone, takesPattern, type Comparison, type Query, type Value } from "./query.ts";

/**
 * A query in ECS's syntax. Nested combinations are in parentheses, because AWS does not say whether `and` or
 * `or` binds more tightly; a single comparison never is, because AWS rejects that.
 */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case "comparison":
      return printComparison(query);
    case "not":
      return `not(${printQuery(query.query)})`;
    default:
      return query.queries
        .map((one) => (one.kind === "and" || one.kind === "or" ? `(${printQuery(one)})` : printQuery(one)))
        .join(` ${query.kind} `);
  }
}

function printComparison({ subject, operator, values }: Comparison): string {
  if (takesNone.includes(operator)) return `${subject} ${operator}`;
  const isPlain = takesPattern.includes(operator) ? isPlainPattern : isPlainValue;
  const texts = values.map((value) => printQuoted(value, isPlain));
  return `${subject} ${operator} ${takesList.includes(operator) ? `[${texts.join(", ")}]` : texts.join("")}`;
}

/** A value that the parser reads as one word needs no quotes. */
const isPlainValue = (text: string): boolean => /^[^\s()[\],'"&|<>=!~]+$/.test(text);
/** A pattern needs no quotes if it ends correctly before any text, such as a closing parenthesis. */
const isPlainPattern = (text: string): boolean => unquotedPattern(`${text})`) === text;

function printQuoted({ text, quote }: Value, isPlain: (text: string) => boolean): string {
  if (quote === undefined && text !== "" && isPlain(text)) return text;
  const mark = quote ?? (text.includes("'") ? '"' : "'");
  if (text === "" || text.includes(mark)) {
    throw new RangeError(
      `${JSON.stringify(text)} cannot be written in a query, because it is empty or contains both kinds of quotes.`,
    );
  }
  return `${mark}${text}${mark}`;
}
