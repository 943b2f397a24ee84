import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { PlanError } from "./planError.ts";
import { readPlainScalar } from "./pulumiScalar.ts";

/** More values than any settings file has, so that a file of aliases to aliases cannot fill the memory. */
const mostValues = 100_000;

const escapes = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|[^])/g;

/** Half of a surrogate pair is not a character. */
function isCharacter(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

interface Source {
  path: string;
  text: string;
  lines: LineCounter;
  document: Document;
}

/** Reads a parsed document as Pulumi does. */
export class YamlReader {
  readonly #source: Source;
  /** Anchored nodes that are being read: an alias to one of them would be infinite. */
  readonly #open = new Set<unknown>();
  #count = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** @param isFlow Whether the node is within `[ ]` or `{ }`. */
  read(node: unknown, at: string, isFlow = false): Value {
    if (++this.#count > mostValues)
      throw this.#invalid(node, "too many aliases; write the values themselves");
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = node.resolve(this.#source.document);
      if (target === undefined || this.#open.has(target))
        throw this.#invalid(node, "an alias without a preceding anchor; write the value itself");
      return this.read(target, at, isFlow);
    }
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    if (tag !== undefined)
      throw this.#refused(node, at, "it has a tag, which is not supported. Write the value without it.");
    const strange = "its anchor has characters other than A-Z, a-z, 0-9, _ and -. Rename it.";
    if (anchor !== undefined && !/^[\w-]+$/.test(anchor)) throw this.#refused(node, at, strange);
    this.#open.add(node);
    try {
      if (isScalar(node)) return this.#scalar(node, at, isFlow);
      if (isSeq(node)) return this.#list(node, at);
      if (isMap(node)) return sorted(this.#map(node, at));
    } finally {
      this.#open.delete(node);
    }
    throw this.#refused(node, at, "it is neither a value nor a list nor a map. Write one of these.");
  }

  #scalar(node: Scalar, at: string, isFlow: boolean): Value {
    const text = typeof node.value === "string" ? node.value : "";
    const [start = 0, end = 0] = node.range ?? [];
    if (node.type === "QUOTE_DOUBLE") {
      for (const [escape, ...codes] of this.#source.text.slice(start, end).matchAll(escapes)) {
        if (escape === "\\/")
          throw this.#refused(
            node,
            at,
            "Pulumi does not support the escape \\/. Write / without a backslash.",
          );
        if (codes.some((code) => code !== undefined && !isCharacter(Number.parseInt(code, 16))))
          throw this.#refused(
            node,
            at,
            "it has an escape that Pulumi does not read as a character. Write the character itself, or one \\U with eight digits.",
          );
      }
    }
    // Pulumi rewrites the file before reading it.
    if (text.startsWith("\n"))
      throw this.#refused(node, at, "Pulumi drops the line break at its start. Start with other text.");
    if (node.type !== "PLAIN") return text;
    if (isFlow && /^:|\?/.test(text))
      throw this.#refused(node, at, "Pulumi reads : and ? differently within brackets. Put it in quotes.");
    const scalar = readPlainScalar(text);
    if ("write" in scalar) throw this.#refused(node, at, scalar.write);
    return scalar.value;
  }

  #list(node: YAMLSeq, at: string): Value[] {
    return node.items.map((item, index) => {
      const path = `${at}[${index}]`;
      if (node.flow && isMap(item) && this.#source.text[startOf(item)] !== "{")
        throw this.#refused(item, path, "Pulumi reads : differently within brackets. Write { key: value }.");
      return this.read(item, path, node.flow === true);
    });
  }

  #map(node: YAMLMap, at: string): Map<string, Value> {
    const merged: unknown[] = [];
    const own = new Map<string, Value>();
    for (const pair of node.items) {
      const key = this.#key(pair, at, node.flow === true);
      if (key === "<<" && (pair.key as Scalar).type === "PLAIN") merged.push(pair.value);
      else own.set(key, this.read(pair.value, at === "" ? key : `${at}.${key}`, node.flow === true));
    }
    // The map's own keys take precedence over merged ones, and the first merged map over later ones.
    for (const source of merged) {
      for (const [key, value] of this.#merged(source, at)) if (!own.has(key)) own.set(key, value);
    }
    return own;
  }

  #key({ key, value }: Pair, at: string, isFlow: boolean): string {
    if (isScalar(key) && key.tag === undefined && key.anchor === undefined) {
      const [start = 0, end = 0] = key.range ?? [];
      if (this.#source.text.slice(start, end).trimEnd().includes("\n"))
        throw this.#refused(key, at, "it has a key of several lines. Write the key on one line.");
      const lone = "within braces, it has a key without a value. Write the value, or null.";
      if (isFlow && isScalar(value) && value.range?.[0] === value.range?.[1] && value.source === "")
        throw this.#refused(key, at, lone);
      const text = this.#scalar(key, at, isFlow);
      if (typeof text === "string") return text;
    }
    throw this.#refused(key, at, "it has a key that is not a string in Pulumi. Put the key in quotes.");
  }

  #merged(source: unknown, at: string): Map<string, Value> {
    const value = this.read(source, at);
    const maps = Array.isArray(value) ? value : [value];
    if (maps.some((map) => typeof map !== "object" || map === null || Array.isArray(map)))
      throw this.#refused(source, at, "its << merges a value that is not a map. Use it only with maps.");
    return new Map([...maps].reverse().flatMap((map) => Object.entries(map as object) as [string, Value][]));
  }

  #invalid(node: unknown, what: string): PlanError {
    return invalid(this.#source.path, this.#source.lines, startOf(node), what);
  }

  #refused(node: unknown, at: string, why: string): PlanError {
    const { line } = this.#source.lines.linePos(startOf(node));
    return new PlanError(
      `${this.#source.path}, line ${Math.max(line, 1)}: ${at === "" ? "the map at the top" : at} cannot be read as Pulumi reads it: ${why} ` +
        "Its value is not shown, because it may be a secret.",
    );
  }
}

export function startOf(node: unknown): number {
  return (node as { range?: [number, ...number[]] } | null)?.range?.[0] ?? 0;
}

/** As Go sorts the keys of a JSON object: by their bytes. */
function sorted(map: Map<string, Value>): { [key: string]: Value } {
  return Object.fromEntries(
    [...map].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
  );
}

export function invalid(path: string, lines: LineCounter, offset: number, what: string): PlanError {
  const { line, col } = lines.linePos(offset);
  return new PlanError(
    `${path} is invalid YAML at line ${Math.max(line, 1)}, column ${Math.max(col, 1)} (${what}). The line is not shown, because ` +
      "it may hold a secret.",
  );
}
