import { takesList, takesNone, takesPattern, type Comparison, type Query, type Value } from "./query.ts";

/**
 * A query as ECS takes it. Combinations within others stand in parentheses, because AWS does not say whether `and` or
 * `or` binds more tightly; a single comparison never does, because AWS refuses that.
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
  const plain = takesPattern.includes(operator) ? plainPattern : plainValue;
  const texts = values.map((value) => printQuoted(value, plain));
  return `${subject} ${operator} ${takesList.includes(operator) ? `[${texts.join(", ")}]` : texts.join("")}`;
}

/** What is one word to the parser needs no quotes. */
const plainValue = /^[^\s()[\],'"&|<>=!~]+$/;

/** A pattern may hold anything but blanks and quotes; a parenthesis at its end would close another. */
const plainPattern = /^[^\s'"]*[^\s'")]$/;

function printQuoted({ text, quote }: Value, plain: RegExp): string {
  if (quote === undefined && plain.test(text)) return text;
  const mark = quote ?? (text.includes("'") ? '"' : "'");
  if (text === "" || text.includes(mark)) {
    throw new RangeError(
      `${JSON.stringify(text)} cannot be written in a query: it is empty or holds both kinds of quotes.`,
    );
  }
  return `${mark}${text}${mark}`;
}
