import { remembered } from "../remembered.ts";
import { literal, segmentsOf, wordLength, type Word } from "./segments.ts";

export interface Redirect {
  operator: string;
  /** File name, or the text of a here-string. */
  word: Word;
  /** Content of a here-document. */
  body?: Word;
}

/** A syntax node of a Bourne shell script. */
export type Node = { redirects: Redirect[] } & (
  | { kind: "simple"; words: Word[] }
  | { kind: "list"; items: { node: Node; then: string }[] }
  | { kind: "pipe"; nodes: Node[]; isNegated: boolean }
  | { kind: "if"; branches: { condition: Node; body: Node }[]; otherwise: Node | undefined }
  | { kind: "loop"; isUntil: boolean; condition: Node; body: Node }
  /** With an empty name, `words` is an arithmetic expression. */
  | { kind: "for"; name: string; words: Word[]; body: Node }
  /** `falls`: the arm continues in the next one. */
  | { kind: "case"; word: Word; arms: { patterns: Word[]; body: Node; falls: boolean }[] }
  | { kind: "subshell"; body: Node }
  | { kind: "function"; name: string; body: Node }
);

export type Of<Kind extends Node["kind"]> = Extract<Node, { kind: Kind }>;

/** Thrown for a text that is not a Bourne shell script, or that this parser does not support. */
export class SyntaxProblem extends Error {
  override name = "SyntaxProblem";
}

/**
 * Parses a Bourne shell script. Results are cached, because traps, substitutions and files run repeatedly.
 */
export const parseShell: (text: string) => Node = remembered((text) =>
  new Parser(text.replace(/\r\n/g, "\n").replace(/\\\n/g, "")).script(),
);

const none: readonly string[] = [];

class Parser {
  readonly #text: string;
  #at = 0;
  /** Here-documents whose content starts on the next line. */
  #pending: { redirect: Redirect; end: string; isPlain: boolean; isIndented: boolean }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  script(): Node {
    const all = this.#list(none);
    if (this.#at < this.#text.length) throw new SyntaxProblem(`unexpected ${this.#rest().slice(0, 20)}`);
    return all;
  }

  #rest(): string {
    return this.#text.slice(this.#at);
  }

  #list(ends: readonly string[]): Node {
    const items: { node: Node; then: string }[] = [];
    for (;;) {
      this.#blanks(true);
      if (this.#at >= this.#text.length || this.#isAt(ends)) break;
      const node = this.#pipe();
      this.#blanks(false);
      const found = /^(?:&&|\|\||;(?![;&])|&)/.exec(this.#rest())?.[0];
      this.#at += found?.length ?? 0;
      if (found === undefined && !/^(?:\n|$)/.test(this.#rest()) && !this.#isAt(ends))
        throw new SyntaxProblem(`unexpected ${this.#rest().slice(0, 20)}`);
      const then = found ?? ";";
      items.push({ node, then });
    }
    return { kind: "list", items, redirects: [] };
  }

  #isAt(ends: readonly string[]): boolean {
    return ends.some((end) =>
      /\w/.test(end) ? new RegExp(`^${end}(?![\\w=-])`).test(this.#rest()) : this.#rest().startsWith(end),
    );
  }

  #expect(end: string): void {
    this.#blanks(true);
    if (!this.#isAt([end])) throw new SyntaxProblem(`${end} is missing`);
    this.#at += end.length;
  }

  #pipe(): Node {
    let isNegated = false;
    while (/^!\s/.test(this.#rest())) {
      isNegated = !isNegated;
      this.#at += 1;
      this.#blanks(false);
    }
    const nodes = [this.#command()];
    for (;;) {
      this.#blanks(false);
      const bar = /^\|&?(?!\|)/.exec(this.#rest())?.[0];
      if (bar === undefined || this.#rest().startsWith("||")) break;
      this.#at += bar.length;
      this.#blanks(true);
      nodes.push(this.#command());
    }
    const [only] = nodes;
    return nodes.length === 1 && !isNegated && only
      ? only
      : { kind: "pipe", nodes, isNegated, redirects: [] };
  }

  #command(): Node {
    const rest = this.#rest();
    const [, word = ""] = /^(if|for|while|until|case|function|select)(?=[\s;(])/.exec(rest) ?? [];
    const [, named = ""] = /^([\w.:-]+)[ \t]*\([ \t]*\)\s*(?=[{(])/.exec(rest) ?? [];
    if (word === "if") return this.#trailed(this.#if());
    if (word === "while" || word === "until") return this.#trailed(this.#loop(word));
    if (word === "for" || word === "select") return this.#trailed(this.#for(word));
    if (word === "case") return this.#trailed(this.#case());
    if (word === "function" || named !== "") return this.#function();
    if (rest.startsWith("((")) return this.#arithmetic();
    if (rest.startsWith("(")) {
      this.#at += 1;
      const body = this.#list([")"]);
      this.#expect(")");
      return this.#trailed({ kind: "subshell", body, redirects: [] });
    }
    if (/^\{\s/.test(rest)) {
      this.#at += 1;
      const body = this.#list(["}"]);
      this.#expect("}");
      return this.#trailed({ ...body, redirects: [] });
    }
    return this.#simple();
  }

  #if(): Node {
    const branches: { condition: Node; body: Node }[] = [];
    let otherwise: Node | undefined;
    for (let next = "if"; next !== "fi";) {
      this.#expect(next);
      if (next === "else") otherwise = this.#list(["fi"]);
      else {
        const condition = this.#list(["then"]);
        if (condition.kind === "list" && condition.items.length === 0)
          throw new SyntaxProblem("a condition is missing");
        this.#expect("then");
        branches.push({ condition, body: this.#list(["elif", "else", "fi"]) });
      }
      next = ["elif", "else"].find((one) => otherwise === undefined && this.#isAt([one])) ?? "fi";
    }
    this.#expect("fi");
    return { kind: "if", branches, otherwise, redirects: [] };
  }

  #loop(word: string): Node {
    this.#expect(word);
    const condition = this.#list(["do"]);
    return { kind: "loop", isUntil: word === "until", condition, body: this.#body(), redirects: [] };
  }

  #body(): Node {
    this.#expect("do");
    const body = this.#list(["done"]);
    this.#expect("done");
    return body;
  }

  #for(word: string): Node {
    this.#expect(word);
    this.#blanks(false);
    if (this.#rest().startsWith("((")) {
      const arithmetic = this.#arithmetic();
      this.#separator();
      const words = arithmetic.kind === "simple" ? arithmetic.words : [];
      return { kind: "for", name: "", words, body: this.#body(), redirects: [] };
    }
    const name = /^\w+/.exec(this.#rest())?.[0] ?? "";
    this.#at += name.length;
    this.#blanks(true);
    const words: Word[] = [];
    if (this.#isAt(["in"])) {
      this.#at += 2;
      for (this.#blanks(false); !/^(?:[;\n]|$)/.test(this.#rest()); this.#blanks(false))
        words.push(this.#word());
    } else words.push([{ kind: "variable", text: "@", isQuoted: true }]);
    this.#separator();
    return { kind: "for", name, words, body: this.#body(), redirects: [] };
  }

  #separator(): void {
    this.#blanks(false);
    if (this.#rest().startsWith(";")) this.#at += 1;
  }

  #case(): Node {
    this.#expect("case");
    this.#blanks(false);
    const word = this.#word();
    this.#expect("in");
    const arms: { patterns: Word[]; body: Node; falls: boolean }[] = [];
    for (this.#blanks(true); !this.#isAt(["esac"]); this.#blanks(true)) {
      if (this.#rest().startsWith("(")) this.#at += 1;
      const patterns: Word[] = [];
      do {
        this.#blanks(false);
        patterns.push(this.#word());
        this.#blanks(false);
      } while (this.#rest().startsWith("|") && ++this.#at > 0);
      this.#expect(")");
      const body = this.#list([";;", ";&", "esac"]);
      const end = /^;;?&?/.exec(this.#rest())?.[0] ?? "";
      this.#at += end.length;
      arms.push({ patterns, body, falls: end.includes("&") });
      if (this.#at >= this.#text.length) throw new SyntaxProblem("esac is missing");
    }
    this.#expect("esac");
    return { kind: "case", word, arms, redirects: [] };
  }

  #function(): Node {
    const [head = "", name = ""] =
      /^(?:function\s+)?([\w.:-]+)[ \t]*(?:\([ \t]*\))?\s*/.exec(this.#rest()) ?? [];
    this.#at += head.length;
    return { kind: "function", name, body: this.#command(), redirects: [] };
  }

  /** Arithmetic, in which `>` redirects nothing. */
  #arithmetic(): Node {
    const end = this.#text.indexOf("))", this.#at);
    if (end < 0) throw new SyntaxProblem(")) is missing");
    const text = this.#text.slice(this.#at + 2, end);
    this.#at = end + 2;
    return { kind: "simple", words: [literal("(("), literal(text)], redirects: [] };
  }

  #trailed(node: Node): Node {
    for (;;) {
      this.#blanks(false);
      const redirect = this.#redirect();
      if (redirect === undefined) return node;
      node.redirects.push(redirect);
    }
  }

  #simple(): Node {
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    const isTest = /^\[\[\s/.test(this.#rest());
    for (;;) {
      this.#blanks(false);
      const rest = this.#rest();
      if (isTest && /^(?:&&|\|\||[()<>]|=~)/.test(rest)) {
        const operator = /^(?:&&|\|\||[()<>]|=~\s*\S+)/.exec(rest)?.[0] ?? "";
        words.push(literal(operator));
        this.#at += operator.length;
        continue;
      }
      const redirect = this.#redirect();
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      if (rest === "" || (/^[\n;&|()]/.test(rest) && !(isTest && rest.startsWith("\n")))) break;
      words.push(this.#word());
      if (isTest && /^\]\](?=[\s;&|)]|$)/.test(rest)) break;
    }
    if (words.length === 0 && redirects.length === 0)
      throw new SyntaxProblem(`unexpected ${this.#rest().slice(0, 20)}`);
    return { kind: "simple", words, redirects };
  }

  #redirect(): Redirect | undefined {
    const [whole = "", stream = "", operator = ""] =
      /^(\d*|\{\w+\})(<<<|<<-?|&>>|&>|>>|>\||>&|<&|<>|>(?!\()|<(?!\())/.exec(this.#rest()) ?? [];
    if (operator === "") return undefined;
    this.#at += whole.length;
    this.#blanks(false);
    const isError = stream !== "" && stream !== "1" && operator.startsWith(">");
    if (operator === "<<" || operator === "<<-") {
      const isPlain = /^\\?["'\\]/.test(this.#rest());
      const redirect: Redirect = { operator, word: [] };
      const end = this.#word()
        .map(({ text }) => text)
        .join("");
      this.#pending.push({ redirect, end, isPlain, isIndented: operator === "<<-" });
      return redirect;
    }
    return { operator: isError ? "2>" : operator, word: this.#word() };
  }

  #blanks(lines: boolean): void {
    for (;;) {
      const before = this.#text[this.#at - 1];
      const rest = this.#rest();
      const blank = /^[ \t]+/.exec(rest)?.[0];
      if (blank !== undefined) this.#at += blank.length;
      // A `#` inside a word is part of the word.
      else if (rest.startsWith("#") && (before === undefined || /[\s;&|(){}]/.test(before)))
        this.#at += /^.*/.exec(rest)?.[0].length ?? 0;
      else if (rest.startsWith("\n") && (lines || this.#pending.length > 0)) {
        if (!lines) return;
        this.#at += 1;
        this.#hereDocuments();
      } else if (lines && /^;(?![;&])/.test(rest) && before === "\n") this.#at += 1;
      else return;
    }
  }

  #hereDocuments(): void {
    for (const { redirect, end, isPlain, isIndented } of this.#pending) {
      let body = "";
      while (this.#at < this.#text.length) {
        const stop = this.#text.indexOf("\n", this.#at);
        const line = this.#text.slice(this.#at, stop < 0 ? undefined : stop);
        this.#at = stop < 0 ? this.#text.length : stop + 1;
        const own = isIndented ? line.replace(/^\t+/, "") : line;
        if (own === end) break;
        body += `${own}\n`;
      }
      redirect.body = isPlain ? literal(body) : segmentsOf(body, true);
    }
    this.#pending = [];
  }

  #word(): Word {
    const start = this.#at;
    this.#at += wordLength(this.#rest());
    if (this.#at === start) throw new SyntaxProblem(`unexpected ${this.#rest().slice(0, 20)}`);
    const text = this.#text.slice(start, this.#at);
    if (/^\w+\+?=$/.test(text) && this.#rest().startsWith("(")) return this.#array(text);
    return segmentsOf(text, false);
  }

  /** An array assignment. */
  #array(assignment: string): Word {
    this.#at += 1;
    const elements: Word[] = [];
    for (this.#blanks(true); !this.#rest().startsWith(")"); this.#blanks(true)) elements.push(this.#word());
    this.#at += 1;
    return [...literal(assignment), { kind: "array", text: "", isQuoted: true, elements }];
  }
}
