import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  visit,
  type YAMLError,
} from "yaml";
import { PlanError } from "./planError.ts";
import { readText } from "./readText.ts";
import { yamlProblems } from "./yamlProblems.ts";
import { invalid, startOf, YamlReader } from "./yamlReader.ts";

/**
 * Reads a Pulumi file, which may contain secrets, as Pulumi does (`readPlainScalar`). Keys are in the order in which Pulumi passes them
 * on. Text that Pulumi might read differently is rejected.
 *
 * @returns an empty object for an empty file.
 * @throws {PlanError} that names the location of an error and, unlike the parser's message, quotes no value of the file.
 */
export function readYamlFile(path: string): Record<string, unknown> {
  return parsePulumiYaml(readText(path), path);
}

/** @@param path The file's path, for messages. */
export function parsePulumiYaml(content: string, path: string): Record<string, unknown> {
  return openPulumiYaml(content, path).value;
}

export interface YamlFile {
  value: Record<string, unknown>;
  /** The line of a key or a list item; for a missing one, the line of its parent. */
  lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** @@param path The file's path, for messages. */
export function openPulumiYaml(content: string, path: string): YamlFile {
  const text = content.replace(/^\uFEFF/, "");
  const lines = new LineCounter();
  // With this schema, each scalar stays a string; its type follows Pulumi's rules.
  const document = parseDocument(text, {
    schema: "failsafe",
    merge: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error) throw invalid(path, lines, error.pos[0], problemOf(error, text));
  const strange =
    /[^\t\n\r\x20-\x7E\xA0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]|[\u2028\u2029]/u;
  const character = strange.exec(text);
  if (character)
    throw invalid(
      path,
      lines,
      character.index,
      "a character that YAML 1.1 allows only as an escape; remove it",
    );
  const carriage = /\r(?!\n)/.exec(text);
  if (carriage)
    throw invalid(
      path,
      lines,
      carriage.index,
      "a carriage return without a line feed; end lines with line feeds",
    );
  const directive = /^%/m.exec(text);
  if (directive)
    throw invalid(path, lines, directive.index, "a directive, which is not supported; remove the line");
  const tab = tabOutsideOfTexts(text, document);
  if (tab !== undefined) throw invalid(path, lines, tab, "a tab outside of a string; use spaces");
  const value = new YamlReader({ path, text, lines, document }).read(document.contents, "");
  const lineOf: YamlFile["lineOf"] = (at) => lineIn(document, lines, at);
  if (value === null) return { value: {}, lineOf };
  if (typeof value !== "object" || Array.isArray(value))
    throw new PlanError(
      `${path} is invalid: expected a map of keys to values at the top, for example config:. Its content is not shown.`,
    );
  return { value, lineOf };
}

/** A duplicate key is named only if it has the form of a key, so that other text is not shown. */
function problemOf({ code, pos }: YAMLError, text: string): string {
  const [, key] =
    /^["']?([a-z][A-Za-z0-9]{0,39}(?::[a-zA-Z]{1,40})?)["']?\s*:(?:\s|$)/.exec(text.slice(pos[0])) ?? [];
  return code === "DUPLICATE_KEY" && key !== undefined
    ? `the key ${key} occurs twice; remove one of them`
    : yamlProblems[code];
}

function lineIn(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number" && node.items[part] !== undefined) {
      node = node.items[part];
      offset = startOf(node);
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** The offset of a tab that Pulumi's parser may reject: in indentation, or between tokens. */
function tabOutsideOfTexts(text: string, document: Document): number | undefined {
  if (!text.includes("\t")) return undefined;
  const texts: { start: number; end: number; isBlock: boolean }[] = [];
  visit(document, {
    Scalar: (_key, { range, type }) => {
      const [start = 0, end = 0] = range ?? [];
      texts.push({ start, end, isBlock: type?.startsWith("BLOCK") ?? false });
    },
  });
  return [...text.matchAll(/\t/g)]
    .map(({ index }) => index)
    .find((tab) => {
      const indents = /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", tab) + 1, tab));
      return !texts.some(({ start, end, isBlock }) => start <= tab && tab < end && (isBlock || !indents));
    });
}
