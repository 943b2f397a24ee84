import { unquotedPattern } from "../pattern/unquotedPattern.ts";
import type { Quote } from "./query.ts";
import { QueryError } from "./queryError.ts";

export interface Token {
  kind: "word" | "quoted" | "symbol" | "end";
  text: string;
  /** Its position in characters. */
  at: number;
  /** @default - none */
  quote?: Quote;
}

/** The longer ones first: `!exists` is not a `!`. */
const symbols = /^(&&|\|\||==|!=|>=|<=|=~|!~|!exists\b|!in\b|[><!()[\],])/;

/**
 * A word: any characters except spaces, brackets, commas, quotes and operators, such as names, patterns (`g2.*`) and
 * `service:web`.
 */
const word = /^[^\s()[\],'"&|<>=!~]+/;

/** Reads one token at a time, because what a word is depends on the operator before it. */
export class Tokens {
  readonly text: string;
  #at = 0;
  #ahead: Token | undefined;

  constructor(text: string) {
    this.text = text;
  }

  peek(): Token {
    this.#ahead ??= this.#read(false);
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    this.#at = token.at + this.#length(token);
    return token;
  }

  /** The next token as a regular expression. */
  nextPattern(): Token {
    this.#ahead = this.#read(true);
    return this.next();
  }

  /** Takes the next token if it is one of these. */
  take(...texts: string[]): boolean {
    const { kind, text } = this.peek();
    if (kind === "quoted" || kind === "end" || !texts.includes(text)) return false;
    this.next();
    return true;
  }

  fail(expected: string, at = this.peek().at): never {
    throw new QueryError(this.text, at, expected);
  }

  #length({ text, quote }: Token): number {
    return text.length + (quote ? 2 : 0);
  }

  #read(isPattern: boolean): Token {
    const blanks = /^\s*/.exec(this.text.slice(this.#at))?.[0].length ?? 0;
    const at = this.#at + blanks;
    const rest = this.text.slice(at);
    const quote = rest[0];
    if (quote === undefined) return { kind: "end", text: "", at };
    if (quote === "'" || quote === '"') {
      const end = rest.indexOf(quote, 1);
      if (end < 0) throw new QueryError(this.text, this.text.length, `the closing ${quote}`);
      return { kind: "quoted", text: rest.slice(1, end), at, quote };
    }
    if (isPattern) return { kind: "word", text: unquotedPattern(rest), at };
    const [symbol] = symbols.exec(rest) ?? [];
    if (symbol !== undefined) return { kind: "symbol", text: symbol, at };
    const [found] = word.exec(rest) ?? [];
    if (found === undefined) throw new QueryError(this.text, at, "a subject, an operator or a value");
    return { kind: "word", text: found, at };
  }
}
